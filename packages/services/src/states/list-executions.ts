import type { Operation, states } from '@pasos/wire'
import { parseMapRunArn, parseStateMachineArn } from './arn.ts'
import type { ReadDependencies } from './dependencies.ts'
import { summary } from './describe-execution.ts'
import { resourceNotFound, typeNotSupported, validation } from './errors.ts'
import { requireMachine } from './state-machine-record.ts'
import { decodeToken, encodeToken, pageSize } from './tokens.ts'

/** Newest first. A version's or alias's ARN lists what was started through it, a Map Run's its child executions. */
export function listExecutions(deps: ReadDependencies): Operation<states.ListExecutionsInput, states.ListExecutionsOutput> {
  return async input => {
    const { stateMachineArn, mapRunArn, statusFilter, redriveFilter, maxResults, nextToken } = input
    if (stateMachineArn === undefined && mapRunArn === undefined) throw validation('Must provide a StateMachine ARN or MapRun ARN')
    if (stateMachineArn !== undefined && mapRunArn !== undefined) {
      throw validation('Exactly one of stateMachineArn and mapRunArn must be specified')
    }
    if (stateMachineArn !== undefined && statusFilter === 'PENDING_REDRIVE') {
      throw validation('The statusFilter PENDING_REDRIVE can only be used with a mapRunArn')
    }
    const sent = stateMachineArn ?? mapRunArn!
    if (mapRunArn === undefined) requireListable(deps, sent)
    else await requireMapRun(deps, sent)
    const scope = JSON.stringify([sent, statusFilter, redriveFilter])
    const cursor = decodeToken(scope, nextToken) as string | undefined
    const page = await deps.index.list({
      stateMachineArn: sent,
      limit: pageSize(maxResults),
      ...(statusFilter !== undefined && { status: statusFilter }),
      ...(redriveFilter !== undefined && { isRedriven: redriveFilter === 'REDRIVEN' }),
      ...(cursor !== undefined && { cursor }),
    })
    return {
      executions: page.records.map(record => ({
        ...summary(record),
        ...(record.mapRun !== undefined && { itemCount: record.mapRun.count }),
      })),
      ...(page.cursor !== undefined && { nextToken: encodeToken(scope, page.cursor) }),
    }
  }
}

function requireListable(deps: ReadDependencies, sent: string): void {
  if (requireMachine(deps.catalog, parseStateMachineArn(sent), sent).type === 'EXPRESS') throw typeNotSupported()
}

async function requireMapRun(deps: ReadDependencies, sent: string): Promise<void> {
  parseMapRunArn(sent)
  if (!(await deps.index.mapRun(sent))) throw resourceNotFound(sent)
}
