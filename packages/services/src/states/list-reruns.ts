import type { Operation } from '@pasos/wire'
import { parseExecutionArn } from './arn.ts'
import type { StatesDependencies } from './dependencies.ts'
import { executionDoesNotExist } from './errors.ts'
import { linksOf, type RerunLink } from './rerun-links.ts'
import { decodeToken, encodeToken, pageSize } from './tokens.ts'

export interface ListRerunsInput {
  executionArn?: string
  maxResults?: number
  nextToken?: string
}

export interface ListRerunsOutput {
  reruns: (Omit<RerunLink, 'startDate'> & { startDate: Date })[]
  nextToken?: string
}

/** The executions that run this one again, newest first; an extension. */
export function listReruns(deps: StatesDependencies): Operation<ListRerunsInput, ListRerunsOutput> {
  return async ({ executionArn, maxResults, nextToken }) => {
    const arn = executionArn!
    parseExecutionArn(arn)
    if (!(await deps.index.describe(arn))) throw executionDoesNotExist(arn)
    const scope = `reruns ${arn}`
    const date = decodeToken(scope, nextToken)
    const limit = pageSize(maxResults)
    // A token has room for what the key has beside the execution's own ARN.
    const before = date === undefined ? {} : { before: `${arn}\n${date}` }
    const found = await linksOf(deps.data, arn, { ...before, limit: limit + 1 })
    const page = found.slice(0, limit)
    const last = page.at(-1)
    return {
      reruns: page.map(({ link }) => ({ ...link, startDate: new Date(link.startDate) })),
      ...(found.length > limit && last && { nextToken: encodeToken(scope, last.key.slice(arn.length + 1)) }),
    }
  }
}
