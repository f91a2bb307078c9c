import type { ExecutionRecord, StartRequest } from '@pasos/engine'
import type { Operation, states } from '@pasos/wire'
import type { StatesDependencies } from './dependencies.ts'
import { startKept } from './kept-express.ts'
import { start, startRequest } from './start.ts'
import { type StartedOnce, type StartOnceDependencies, startOnce } from './start-once.ts'

type Dependencies = StartOnceDependencies & Pick<StatesDependencies, 'clock'>

/** A client's retry comes so long after its first attempt at most. */
const retriedWithinMs = 60_000

/**
 * STANDARD: the same name and input while the execution runs answers the execution that runs, and a client that sends its call again, as it got no
 * answer, is answered the one that ended meanwhile. EXPRESS names need not be unique. A task that is repeated starts once.
 */
export function startExecution(deps: Dependencies): Operation<states.StartExecutionInput, states.StartExecutionOutput> {
  return async (given, { deferred, requestId, executionArn, traceHeader, isRetry }) => {
    const input = traceHeader === undefined ? given : { traceHeader, ...given }
    const { record, effects }: StartedOnce = deferred
      ? await startOnce(deps, input, { token: requestId, ...(executionArn !== undefined && { parentExecutionArn: executionArn }) })
      : { record: await begin(deps, startRequest(deps, input), isRetry === true) }
    if (effects) deferred?.add(effects.writes, effects.settle)
    return { executionArn: record.executionArn, startDate: new Date(record.startDate) }
  }
}

function begin(deps: Dependencies, request: StartRequest, isRetry: boolean): Promise<ExecutionRecord> {
  if (request.type === 'EXPRESS') return startKept(deps, request)
  const isOwn = ({ input, startDate }: ExecutionRecord): boolean =>
    isRetry && input === request.input && startDate > deps.clock.now() - retriedWithinMs
  return start(deps, request, isOwn)
}
