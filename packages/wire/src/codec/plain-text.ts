import type { SimpleShape, TimestampFormat } from '@pasos/models'

/** A value as the text of a form field, header, address or element. `standard` is the format of times where the model names none. */
export function plainText(shape: Pick<SimpleShape, 'kind' | 'timestamp'>, value: unknown, standard: TimestampFormat): string {
  switch (shape.kind) {
    case 'timestamp':
      return instantText(value as Date, shape.timestamp ?? standard)
    case 'blob':
      return Buffer.from(value as Uint8Array).toString('base64')
    default:
      return String(value)
  }
}

export function instantText(date: Date, format: TimestampFormat): string {
  switch (format) {
    case 'iso8601':
      return isoText(date)
    case 'unixTimestamp':
      return String(date.getTime() / 1000)
    case 'rfc822':
      return date.toUTCString()
  }
}

/** `2026-01-31T12:00:00Z`, with milliseconds only where there are any. */
export function isoText(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z')
}

/** Reads a time in whichever format it stands; `undefined` for what is none. */
export function readInstant(text: string): Date | undefined {
  const date = new Date(/^-?\d+(\.\d+)?$/.test(text) ? Math.round(Number(text) * 1000) : text)
  return Number.isNaN(date.getTime()) ? undefined : date
}
