import { useRef, useState } from 'react'
import { usePreferences } from '../app/preferences.ts'
import { EARLIEST, LATEST, momentIn, momentText } from './moment-text.ts'

interface Props {
  label: string
  /** An instant in ISO 8601, or empty. */
  value: string
  onChange: (instant: string) => void
}

/**
 * A field for a moment, in the zone that the reader has chosen. What is picked counts at once; what is typed, with Enter or when the field is left:
 * until then each figure makes another moment of it.
 */
export function MomentField({ label, value, onChange }: Props) {
  const { zone } = usePreferences()
  const isUtc = zone === 'UTC'
  const [typed, setTyped] = useState<string>()
  const isTyping = useRef(false)
  const apply = (text: string) => {
    const instant = momentIn(text, isUtc)
    if (instant === undefined) return
    setTyped(undefined)
    if (instant !== value && text !== momentText(value, isUtc)) onChange(instant)
  }
  return (
    <label className="field">
      <span>{isUtc ? `${label} (UTC)` : label}</span>
      <input
        type="datetime-local"
        className="field-text"
        min={EARLIEST}
        max={LATEST}
        value={typed ?? momentText(value, isUtc)}
        onPointerDown={() => {
          isTyping.current = false
        }}
        onKeyDown={event => {
          isTyping.current = event.key !== 'Enter'
          if (event.key === 'Enter') apply(event.currentTarget.value)
        }}
        onChange={event => (isTyping.current ? setTyped(event.target.value) : apply(event.target.value))}
        onBlur={event => {
          isTyping.current = false
          if (!event.target.validity.badInput) apply(event.target.value)
          // What is no moment goes: the field says what counts.
          setTyped(undefined)
        }}
      />
    </label>
  )
}
