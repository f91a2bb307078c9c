const pattern = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/

/**
 * Reads an ISO-8601 extended offset date-time, the profile of RFC 3339 with an upper-case `T` and `Z` that the States Language asks for.
 *
 * @returns epoch milliseconds, with fractions; undefined when the text is not such a date-time
 */
export function parseTimestamp(text: string): number | undefined {
  const match = pattern.exec(text)
  if (match === null) return undefined
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '00', fraction = '', offset = ''] = match
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)))
  date.setUTCFullYear(Number(year))
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return undefined
  const offsetMs = readOffset(offset)
  return offsetMs === undefined ? undefined : date.getTime() + Number(fraction) * 1000 - offsetMs
}

/**
 * An instant as AWS writes it into the context object. Developer guide, "Accessing execution data from
 * the Context object": "when a timestamp has zero fractional seconds, trailing zeros are removed".
 */
export function formatTimestamp(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('.000Z', 'Z')
}

function readOffset(offset: string): number | undefined {
  if (offset === 'Z') return 0
  const hours = Number(offset.slice(1, 3))
  const minutes = Number(offset.slice(4))
  // Java's offsets end at 18 hours.
  if (minutes > 59 || hours * 60 + minutes > 18 * 60) return undefined
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000
}
