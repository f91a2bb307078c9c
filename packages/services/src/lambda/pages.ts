import { invalidParameter } from './errors.ts'

/** One page of a list; the marker is the place to go on, opaque to callers. */
export function page<T>(
  items: readonly T[],
  options: { marker: string | undefined; maxItems: number | undefined; most: number },
): { items: T[]; next?: string } {
  const start = options.marker === undefined || options.marker === '' ? 0 : Number(Buffer.from(options.marker, 'base64url').toString())
  if (!Number.isInteger(start) || start < 0) throw invalidParameter('Invalid pagination token')
  const end = start + Math.min(options.maxItems ?? options.most, options.most)
  return { items: items.slice(start, end), ...(end < items.length ? { next: Buffer.from(String(end)).toString('base64url') } : {}) }
}
