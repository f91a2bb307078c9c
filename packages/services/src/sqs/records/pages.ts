import { invalidParameter } from '../errors.ts'
import type { QueueRecord } from './queue-record.ts'

const longestPage = 1000

/** A page of queues in the order of their names; the token names the last one of the page before. @throws ApiError */
export function pageOf(
  records: readonly QueueRecord[],
  { MaxResults, NextToken }: { MaxResults?: number | undefined; NextToken?: string | undefined },
): { items: QueueRecord[]; nextToken?: string } {
  if (MaxResults !== undefined && !(MaxResults >= 1 && MaxResults <= longestPage)) {
    throw invalidParameter(`Value for parameter MaxResults is invalid. Reason: MaxResults must be an integer between 1 and ${longestPage}.`)
  }
  const after = NextToken === undefined ? undefined : Buffer.from(NextToken, 'base64').toString()
  const rest = after === undefined ? records : records.filter(({ name }) => name > after)
  const items = rest.slice(0, MaxResults ?? longestPage)
  // Only who asked for pages is told that there are more.
  const hasMore = MaxResults !== undefined && rest.length > items.length
  return { items, ...(hasMore && { nextToken: Buffer.from(items.at(-1)!.name).toString('base64') }) }
}
