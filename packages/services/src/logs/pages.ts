import { invalidParameter } from './errors.ts'

/** One page of a list; the token holds the place to go on. */
export function page<T>(
  items: readonly T[],
  options: { token: string | undefined; limit: number | undefined; most: number },
): { items: T[]; next?: string } {
  const start = options.token === undefined ? 0 : Number(Buffer.from(options.token, 'base64url').toString())
  if (!Number.isInteger(start) || start < 0) throw invalidParameter('The specified nextToken is invalid.')
  const end = start + Math.min(options.limit ?? options.most, options.most)
  return { items: items.slice(start, end), ...(end < items.length ? { next: Buffer.from(String(end)).toString('base64url') } : {}) }
}
