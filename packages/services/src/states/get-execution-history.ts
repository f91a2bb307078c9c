import type { Operation, states } from '@pasos/wire'
import { parseExecutionArn } from './arn.ts'
import type { ReadDependencies } from './dependencies.ts'
import { executionDoesNotExist } from './errors.ts'
import { withoutExecutionData } from './execution-data.ts'
import { checkReadingOf } from './execution-settings.ts'
import { decodeToken, encodeToken, pageSize } from './tokens.ts'

export function getExecutionHistory(deps: ReadDependencies): Operation<states.GetExecutionHistoryInput, states.GetExecutionHistoryOutput> {
  return async ({ executionArn, maxResults, nextToken, reverseOrder, includeExecutionData }, context) => {
    const arn = executionArn!
    parseExecutionArn(arn)
    const record = await deps.index.describe(arn)
    if (!record) throw executionDoesNotExist(arn)
    if (includeExecutionData !== false) await checkReadingOf(deps, record, context)
    const reverse = reverseOrder ?? false
    const scope = `history ${reverse} ${arn}`
    const after = decodeToken(scope, nextToken) as number | undefined
    const page = await deps.index.history(arn, { reverse, limit: pageSize(maxResults), ...(after !== undefined && { after }) })
    const shown = includeExecutionData === false ? page.events.map(withoutExecutionData) : page.events
    // The events' details are spelled as in the API; only the time differs.
    const events = shown.map(event => ({ ...event, timestamp: new Date(event.timestamp) })) as unknown as states.HistoryEvent[]
    const last = page.events.at(-1)
    return { events, ...(page.more && last && { nextToken: encodeToken(scope, last.id) }) }
  }
}
