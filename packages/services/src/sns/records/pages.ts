import { invalidParameter } from '../errors.ts'

const pageSize = 100

/** A page of things in the order of their ARNs; the token names the last one of the page before. @throws ApiError InvalidParameter */
export function pageOf<T extends { arn: string }>(all: readonly T[], token: string | undefined): { items: T[]; nextToken?: string } {
  const after = token === undefined ? undefined : Buffer.from(token, 'base64').toString()
  if (after !== undefined && !after.startsWith('arn:')) throw invalidParameter('NextToken')
  const rest = after === undefined ? all : all.filter(({ arn }) => arn > after)
  const items = rest.slice(0, pageSize)
  return { items, ...(rest.length > items.length && { nextToken: Buffer.from(items.at(-1)!.arn).toString('base64') }) }
}
