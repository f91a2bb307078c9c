/** What may be chosen: a field with such bounds has years of four figures. */
export const EARLIEST = '1970-01-01T00:00'
export const LATEST = '9999-12-31T23:59'

/** An instant (ISO 8601) as a field for date and time takes it, in UTC or the browser's zone; empty for what is none. */
export function momentText(instant: string, isUtc: boolean): string {
  const at = new Date(instant)
  const shown = new Date(at.getTime() - (isUtc ? 0 : at.getTimezoneOffset() * 60_000))
  // An address may name the last moment that there is, which a zone to the east of UTC is beyond.
  return Number.isNaN(shown.getTime()) ? '' : shown.toISOString().slice(0, 16)
}

/**
 * The instant that such a field says; empty where it says nothing. Undefined while it is no moment that anybody means: a year that is being typed is 2,
 * 20 and 202 before it is 2026.
 */
export function momentIn(text: string, isUtc: boolean): string | undefined {
  if (text === '') return ''
  const at = new Date(isUtc ? `${text}Z` : text)
  return Number.isNaN(at.getTime()) || text < EARLIEST ? undefined : at.toISOString()
}
