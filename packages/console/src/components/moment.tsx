import { formatLasting } from '@pasos/graph/run'
import { useTranslation } from 'react-i18next'
import { usePreferences } from '../app/preferences.ts'
import { useNow } from '../live/use-now.ts'

/** A form takes longer to be made than a hundred moments to be written in it, and lists write hundreds while they scroll. */
const made = new Map<string, Intl.DateTimeFormat>()

/** How points in time are written everywhere. */
export function momentFormat(language: string, zone: string, isPrecise = false): Intl.DateTimeFormat {
  const key = `${language} ${zone} ${isPrecise}`
  const known = made.get(key)
  if (known) return known
  const format = new Intl.DateTimeFormat(language, {
    ...(isPrecise ? {} : { day: 'numeric', month: 'short', year: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    ...(isPrecise ? { fractionalSecondDigits: 3 } : {}),
    hourCycle: 'h23',
    ...(zone === 'UTC' ? { timeZone: 'UTC', ...(isPrecise ? {} : { timeZoneName: 'short' }) } : {}),
  })
  made.set(key, format)
  return format
}

/** A point in time in the zone that the reader has chosen, to the second; to the millisecond with `isPrecise`. */
export function Moment({ at, isPrecise = false }: { at: number | Date; isPrecise?: boolean }) {
  const { i18n } = useTranslation()
  const { zone } = usePreferences()
  const date = new Date(at)
  const format = momentFormat(i18n.language, zone, isPrecise)
  return (
    <time dateTime={date.toISOString()} title={date.toISOString()}>
      {format.format(date)}
    </time>
  )
}

/** How long something took, or has been taking: it ticks until it has an end. */
export function Lasting({ from, until }: { from: number; until?: number | undefined }) {
  const { i18n } = useTranslation()
  const now = useNow(until === undefined)
  return <span className="numbers">{formatLasting((until ?? now) - from, i18n.language)}</span>
}
