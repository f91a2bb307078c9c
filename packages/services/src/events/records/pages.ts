const longestPage = 100

interface Asked {
  Limit?: number | undefined
  NextToken?: string | undefined
}

/** A page of things in the order of their names; the token names the last one of the page before. */
export function pageOf<T extends { name: string }>(all: readonly T[], { Limit, NextToken }: Asked): { items: T[]; nextToken?: string } {
  const after = NextToken === undefined ? undefined : Buffer.from(NextToken, 'base64').toString()
  const rest = after === undefined ? all : all.filter(({ name }) => name > after)
  const items = rest.slice(0, Limit ?? longestPage)
  return { items, ...(rest.length > items.length && { nextToken: Buffer.from(items.at(-1)!.name).toString('base64') }) }
}
