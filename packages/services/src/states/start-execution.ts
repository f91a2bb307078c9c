import type { Operation, states } from '@pasos/wire'
import type { StatesDependencies } from './dependencies.ts'
import { start, startRequest } from './start.ts'

/** STANDARD: the same name and input while the execution runs answers the execution that runs. EXPRESS names need not be unique. */
export function startExecution(deps: StatesDependencies): Operation<states.StartExecutionInput, states.StartExecutionOutput> {
  return async input => {
    const record = await start(deps, startRequest(deps, input))
    return { executionArn: record.executionArn, startDate: new Date(record.startDate) }
  }
}
