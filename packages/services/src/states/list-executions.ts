import type { ExecutionRecord } from '@pasos/engine'
import type { Operation, states } from '@pasos/wire'
import { parseMapRunArn, parseStateMachineArn } from './arn.ts'
import type { StatesDependencies } from './dependencies.ts'
import { summary } from './describe-execution.ts'
import { resourceNotFound, typeNotSupported, validation } from './errors.ts'
import { requireMachine } from './state-machine-record.ts'
import { decodeToken, encodeToken, pageSize } from './tokens.ts'

/** Newest first. A version's or alias's ARN lists what was started through it. */
export function listExecutions(deps: StatesDependencies): Operation<states.ListExecutionsInput, states.ListExecutionsOutput> {
  return input => {
    const { stateMachineArn, mapRunArn, statusFilter, redriveFilter, maxResults, nextToken } = input
    if ((stateMachineArn === undefined) === (mapRunArn === undefined)) {
      throw validation('Exactly one of stateMachineArn and mapRunArn must be specified')
    }
    if (mapRunArn !== undefined) {
      parseMapRunArn(mapRunArn)
      throw resourceNotFound(mapRunArn)
    }
    const sent = stateMachineArn!
    const arn = parseStateMachineArn(sent)
    if (requireMachine(deps.catalog, arn, sent).type === 'EXPRESS') throw typeNotSupported()
    const scope = JSON.stringify([sent, statusFilter, redriveFilter])
    const { records, cursor } = matching(deps, {
      stateMachineArn: sent,
      status: statusFilter,
      cursor: decodeToken(scope, nextToken) as string | undefined,
      limit: pageSize(maxResults),
      matches: record => isWanted(record, redriveFilter),
    })
    return { executions: records.map(summary), ...(cursor !== undefined && { nextToken: encodeToken(scope, cursor) }) }
  }
}

function isWanted(record: ExecutionRecord, filter: states.ListExecutionsInput['redriveFilter']): boolean {
  return filter === undefined || record.redriveCount > 0 === (filter === 'REDRIVEN')
}

interface Search {
  stateMachineArn: string
  status: ExecutionRecord['status'] | undefined
  cursor: string | undefined
  limit: number
  matches(record: ExecutionRecord): boolean
}

/** Reads pages of the index, each no longer than what is still missing, so that its cursor is ours when the page is full. */
function matching(deps: StatesDependencies, search: Search): { records: ExecutionRecord[]; cursor?: string } {
  const records: ExecutionRecord[] = []
  let cursor = search.cursor
  do {
    const page = deps.index.list({
      stateMachineArn: search.stateMachineArn,
      limit: search.limit - records.length,
      ...(search.status !== undefined && { status: search.status }),
      ...(cursor !== undefined && { cursor }),
    })
    records.push(...page.records.filter(search.matches))
    cursor = page.cursor
  } while (cursor !== undefined && records.length < search.limit)
  return cursor === undefined ? { records } : { records, cursor }
}
