import type { ExecutionRecord, StartRequest } from '@pasos/engine'
import type { Operation, states } from '@pasos/wire'
import { startKept } from './kept-express.ts'
import { start, startRequest } from './start.ts'
import { type StartedOnce, type StartOnceDependencies, startOnce } from './start-once.ts'

/** STANDARD: the same name and input while the execution runs answers the execution that runs. EXPRESS names need not be unique. A task that is repeated starts once. */
export function startExecution(deps: StartOnceDependencies): Operation<states.StartExecutionInput, states.StartExecutionOutput> {
  return async (given, { deferred, requestId, executionArn, traceHeader }) => {
    const input = traceHeader === undefined ? given : { traceHeader, ...given }
    const { record, effects }: StartedOnce = deferred
      ? await startOnce(deps, input, { token: requestId, ...(executionArn !== undefined && { parentExecutionArn: executionArn }) })
      : { record: await begin(deps, startRequest(deps, input)) }
    if (effects) deferred?.add(effects.writes, effects.settle)
    return { executionArn: record.executionArn, startDate: new Date(record.startDate) }
  }
}

function begin(deps: StartOnceDependencies, request: StartRequest): Promise<ExecutionRecord> {
  return request.type === 'EXPRESS' ? startKept(deps, request) : start(deps, request)
}
