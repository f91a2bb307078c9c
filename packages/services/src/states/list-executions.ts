import type { Operation, states } from '@pasos/wire'
import { parseMapRunArn, parseStateMachineArn } from './arn.ts'
import type { StatesDependencies } from './dependencies.ts'
import { summary } from './describe-execution.ts'
import { resourceNotFound, typeNotSupported, validation } from './errors.ts'
import { requireMachine } from './state-machine-record.ts'
import { decodeToken, encodeToken, pageSize } from './tokens.ts'

/** Newest first. A version's or alias's ARN lists what was started through it. */
export function listExecutions(deps: StatesDependencies): Operation<states.ListExecutionsInput, states.ListExecutionsOutput> {
  return async input => {
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
    const cursor = decodeToken(scope, nextToken) as string | undefined
    const page = await deps.index.list({
      stateMachineArn: sent,
      limit: pageSize(maxResults),
      ...(statusFilter !== undefined && { status: statusFilter }),
      ...(redriveFilter !== undefined && { isRedriven: redriveFilter === 'REDRIVEN' }),
      ...(cursor !== undefined && { cursor }),
    })
    return { executions: page.records.map(summary), ...(page.cursor !== undefined && { nextToken: encodeToken(scope, page.cursor) }) }
  }
}
