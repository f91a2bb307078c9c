import { createHash } from 'node:crypto'
import type { Authorizer, NestedStart, NestedStarted, NestedStarter } from '@pasos/engine'
import { ApiError } from '@pasos/wire'
import { parseStateMachineArn } from './arn.ts'
import { executionAlreadyExists } from './errors.ts'
import { type StartDependencies, startRequest } from './start.ts'

export interface NestedStarterDependencies extends StartDependencies {
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
  const request = startRequest(deps, nested, {
    defaultName: uuidOf(nested.idempotencyToken),
    parentExecutionArn: nested.parentExecutionArn,
  })
  const result = await deps.runtime.start(request)
  // A repeat of the task after a crash meets the execution it started itself: unnamed ones by their name, which no other task has.
  const isOwn = nested.name === undefined && result.record.parentExecutionArn === nested.parentExecutionArn
  if (result.outcome === 'conflict' && !isOwn) throw executionAlreadyExists(request.executionArn)
  return { outcome: 'started', executionArn: result.record.executionArn, startDate: result.record.startDate }
}

function authorize(authorizer: Authorizer, nested: NestedStart): void {
  const { baseArn } = parseStateMachineArn(nested.stateMachineArn)
  const action = 'states:StartExecution'
  const decision = authorizer.authorize({ principalArn: nested.roleArn, action, resource: baseArn })
  if (!decision.allowed) throw new ApiError('AccessDeniedException', decision.message)
}

/** A UUID that depends on nothing but the token. */
function uuidOf(token: string): string {
  const hex = createHash('sha256').update(token).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}
