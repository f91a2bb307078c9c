const longestPage = 100

/** A page of things in the order of their ARNs; the token names the last one of the page before. */
export function pageOf<T extends { arn: string }>(
  all: readonly T[],
  { MaxResults, NextToken }: { MaxResults?: number | undefined; NextToken?: string | undefined },
): { items: T[]; nextToken?: { NextToken: string } } {
  const sorted = [...all].sort((one, other) => (one.arn < other.arn ? -1 : 1))
  const after = NextToken === undefined ? '' : Buffer.from(NextToken, 'base64').toString()
  const rest = sorted.filter(({ arn }) => arn > after)
  const items = rest.slice(0, MaxResults ?? longestPage)
  const last = items.at(-1)
  return { items, ...(last && rest.length > items.length && { nextToken: { NextToken: Buffer.from(last.arn).toString('base64') } }) }
}
