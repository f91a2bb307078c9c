import type { Authorizer, NestedStart, NestedStarted, NestedStarter } from '@pasos/engine'
import { ApiError } from '@pasos/wire'
import { parseStateMachineArn } from './arn.ts'
import { type StartOnceDependencies, startOnce } from './start-once.ts'

export interface NestedStarterDependencies extends StartOnceDependencies {
  authorizer: Authorizer
}

/** StartExecution as a task calls it: with the parent's role, and the same task twice starts one execution. */
export function createNestedStarter(deps: NestedStarterDependencies): NestedStarter {
  return {
    async start(nested) {
      try {
        return await startNested(deps, nested)
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        return { outcome: 'refused', code: error.code, message: error.message, status: error.httpStatus ?? 400 }
      }
    },
    refuse(action, roleArn, executionArn) {
      const decision = deps.authorizer.authorize({ principalArn: roleArn, action, resource: executionArn })
      if (decision.allowed) return undefined
      return { outcome: 'refused', code: 'AccessDeniedException', message: decision.message, status: 400 }
    },
  }
}

async function startNested(deps: NestedStarterDependencies, nested: NestedStart): Promise<NestedStarted> {
  authorize(deps.authorizer, nested)
  const { record, effects } = await startOnce(deps, nested, {
    token: nested.idempotencyToken,
    parentExecutionArn: nested.parentExecutionArn,
  })
  return { outcome: 'started', executionArn: record.executionArn, startDate: record.startDate, ...(effects && { effects }) }
}

function authorize(authorizer: Authorizer, nested: NestedStart): void {
  const { baseArn } = parseStateMachineArn(nested.stateMachineArn)
  const action = 'states:StartExecution'
  const decision = authorizer.authorize({ principalArn: nested.roleArn, action, resource: baseArn })
  if (!decision.allowed) throw new ApiError('AccessDeniedException', decision.message)
}
