import { checkRange } from './constraints.ts'
import { validationError } from './errors.ts'

export interface PageRequest {
  Marker?: string | undefined
  MaxItems?: number | undefined
}

export interface Page<T> {
  items: T[]
  answer: { IsTruncated: boolean; Marker?: string }
}

/** One page of items, in the order of their keys: the marker is the last key given, so changes between pages do no harm. */
export function page<T>(items: readonly T[], keyOf: (item: T) => string, { Marker, MaxItems }: PageRequest): Page<T> {
  const limit = checkRange('maxItems', MaxItems ?? 100, 1, 1000)
  const after = Marker === undefined ? undefined : readMarker(Marker)
  const rest = items.filter(item => after === undefined || keyOf(item) > after).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  const taken = rest.slice(0, limit)
  if (rest.length <= limit) return { items: taken, answer: { IsTruncated: false } }
  return { items: taken, answer: { IsTruncated: true, Marker: Buffer.from(keyOf(taken[taken.length - 1]!)).toString('base64') } }
}

function readMarker(marker: string): string {
  const key = Buffer.from(marker, 'base64').toString('utf8')
  if (key === '' || Buffer.from(key).toString('base64') !== marker) throw validationError('Invalid Marker.')
  return key
}
