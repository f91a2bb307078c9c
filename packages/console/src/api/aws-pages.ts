/**
 * Every row of a list that comes in pages. `read` answers the rows of one, and where the next begins: not at all, or with nothing, after
 * the last.
 */
export async function allPages<Row, From = string>(
  read: (from: From | undefined) => Promise<readonly [rows: readonly Row[] | undefined, next: From | undefined]>,
): Promise<Row[]> {
  const rows: Row[] = []
  let from: From | undefined
  do {
    const [found = [], next] = await read(from)
    rows.push(...found)
    from = next
  } while (from)
  return rows
}

/** The same of an operation that takes and answers a `NextToken`. */
export function tokenPages<Row>(
  call: (operation: string, input: object) => Promise<Record<string, unknown>>,
  operation: string,
  member: string,
  input: object = {},
): Promise<Row[]> {
  return allPages(async NextToken => {
    const page = await call(operation, { ...input, NextToken })
    return [page[member] as Row[] | undefined, page['NextToken'] as string | undefined]
  })
}

/** The address of a list's page that begins there. */
export function pageAddress(path: string, parameter: string, from: string | undefined): string {
  return from === undefined ? path : `${path}${path.includes('?') ? '&' : '?'}${parameter}=${encodeURIComponent(from)}`
}
