import { invalidToken } from './errors.ts'

type Cursor = string | number

/**
 * Page tokens: opaque for clients, a JSON tuple inside. `scope` binds a token to what it pages through, so a token of another
 * list is refused as AWS does.
 */
export function encodeToken(scope: string, cursor: Cursor): string {
  return Buffer.from(JSON.stringify([fingerprint(scope), cursor])).toString('base64url')
}

/** @throws ApiError InvalidToken */
export function decodeToken(scope: string, token: string | undefined): Cursor | undefined {
  if (token === undefined) return undefined
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'))
    if (Array.isArray(parsed) && parsed.length === 2 && parsed[0] === fingerprint(scope)) {
      const cursor: unknown = parsed[1]
      if (typeof cursor === 'string' || typeof cursor === 'number') return cursor
    }
  } catch {
    // Not a token of ours: refused below like one of another list.
  }
  throw invalidToken()
}

/** Short, so that tokens stay below AWS's 1,024 characters; a mismatch is a mistake of the caller, not an attack. */
function fingerprint(scope: string): number {
  let hash = 0
  for (let index = 0; index < scope.length; index++) hash = (Math.imul(hash, 31) + scope.charCodeAt(index)) | 0
  return hash
}

/** AWS: `maxResults` 0 or absent means 100. */
export function pageSize(maxResults: number | undefined): number {
  return maxResults || 100
}

/** One page of a list in ascending order of `keyOf`. What is deleted between two pages makes no difference to the rest. */
export function pageOf<T>(
  all: readonly T[],
  page: { scope: string; maxResults?: number | undefined; nextToken?: string | undefined; keyOf: (item: T) => Cursor },
): { items: T[]; nextToken?: string } {
  const after = decodeToken(page.scope, page.nextToken)
  const found = after === undefined ? 0 : all.findIndex(item => page.keyOf(item) > after)
  const start = found < 0 ? all.length : found
  const items = all.slice(start, start + pageSize(page.maxResults))
  const last = items.at(-1)
  if (last === undefined || start + items.length >= all.length) return { items }
  return { items, nextToken: encodeToken(page.scope, page.keyOf(last)) }
}
