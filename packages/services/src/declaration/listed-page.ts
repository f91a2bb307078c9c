/** One page of a list, and the token for the rest where there is any. */
export interface ListedPage<T> {
  items: T[]
  nextToken?: string
}

/**
 * The page after the one that ended with the entry the token names. Entries are in the order of their keys, so a list that changes
 * meanwhile neither skips nor repeats what stays. Nothing where the token is none of ours.
 */
export function listedPage<T>(
  entries: readonly T[],
  keyOf: (entry: T) => string,
  { limit, token }: { limit: number; token?: string | undefined },
): ListedPage<T> | undefined {
  const after = token === undefined ? '' : keyOfToken(token)
  if (after === undefined) return undefined
  const first = token === undefined ? 0 : entries.findIndex(entry => keyOf(entry) > after)
  const rest = first === -1 ? [] : entries.slice(first, first + limit + 1)
  const items = rest.slice(0, limit)
  return { items, ...(rest.length > limit && { nextToken: tokenOf(keyOf(items.at(-1)!)) }) }
}

const MARK = 'p:'

function tokenOf(key: string): string {
  return Buffer.from(MARK + key).toString('base64')
}

function keyOfToken(token: string): string | undefined {
  const text = Buffer.from(token, 'base64').toString()
  return text.startsWith(MARK) ? text.slice(MARK.length) : undefined
}
