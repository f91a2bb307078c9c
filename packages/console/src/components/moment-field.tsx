import { usePreferences } from '../app/preferences.ts'

interface Props {
  label: string
  /** An instant in ISO 8601, or empty. */
  value: string
  onChange: (instant: string) => void
}

/** A field for a moment, in the zone that the reader has chosen. */
export function MomentField({ label, value, onChange }: Props) {
  const { zone } = usePreferences()
  const isUtc = zone === 'UTC'
  return (
    <label className="field">
      <span>{isUtc ? `${label} (UTC)` : label}</span>
      <input
        type="datetime-local"
        className="field-text"
        value={shown(value, isUtc)}
        onChange={event => onChange(event.target.value && new Date(isUtc ? `${event.target.value}Z` : event.target.value).toISOString())}
      />
    </label>
  )
}

/** An instant as such a field takes it. */
function shown(instant: string, isUtc: boolean): string {
  const at = new Date(instant)
  if (Number.isNaN(at.getTime())) return ''
  return new Date(at.getTime() - (isUtc ? 0 : at.getTimezoneOffset() * 60_000)).toISOString().slice(0, 16)
}
