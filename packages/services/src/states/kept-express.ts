import { randomUUID } from 'node:crypto'
import { type ExecutionRecord, entriesOf, type StartRequest } from '@pasos/engine'
import { ApiError } from '@pasos/wire'
import { expressSpace } from './express-space.ts'
import { type StartDependencies, start, startRequest } from './start.ts'
import type { StartOnceDependencies } from './start-once.ts'

/** As of other executions too: what three processes have ended over is not begun once more. */
const mostBeginnings = 3
const ownLife: string = randomUUID()

interface KeptExpress {
  /** Of the process that runs it. */
  life: string
  begun: number
  /** The machine, or the version, that it runs. */
  runs: string
  alias?: string | undefined
  name: string
  input: string
  traceHeader?: string | undefined
  parentExecutionArn?: string | undefined
}

type Dependencies = StartDependencies & Pick<StartOnceDependencies, 'data'>

/**
 * Starts an asynchronous Express execution, which is on disk until it has ended.
 * @throws ApiError as `start`
 */
export async function startKept(deps: Dependencies, request: StartRequest, begun = 1, life: string = ownLife): Promise<ExecutionRecord> {
  const { executionArn, name, input, traceHeader, parentExecutionArn } = request
  const kept: KeptExpress = {
    ...{ life, begun, runs: request.stateMachineVersionArn ?? request.stateMachineArn, alias: request.stateMachineAliasArn },
    ...{ name, input, traceHeader, parentExecutionArn },
  }
  await deps.data.commit([{ space: expressSpace, key: executionArn, value: JSON.stringify(kept) }])
  const record = await start(deps, request).catch(async error => {
    await forget(deps, executionArn)
    throw error
  })
  deps.runtime
    .ended(executionArn)
    .then(() => forget(deps, executionArn))
    // The server ends before it does.
    .catch(() => undefined)
  return record
}

/** Begins those anew that former processes have left. `tell` hears of each that is given up, and why. */
export async function beginKept(
  deps: Dependencies,
  tell: (message: string, details: { executionArn: string; error?: unknown }) => void,
  life: string = ownLife,
): Promise<void> {
  for await (const { key: executionArn, value } of entriesOf(deps.data, expressSpace)) {
    const kept = JSON.parse(String(value)) as KeptExpress
    if (kept.life === life) continue
    try {
      if (kept.begun >= mostBeginnings) throw new GivenUp(`It has ended ${kept.begun} processes, or they ended beside it.`)
      await startKept(deps, { ...requestOf(deps, kept), executionArn }, kept.begun + 1, life)
    } catch (error) {
      // What it ran may have been deleted since.
      if (!(error instanceof ApiError || error instanceof GivenUp)) throw error
      tell('an Express execution is not begun anew', { executionArn, error })
      await forget(deps, executionArn)
    }
  }
}

class GivenUp extends Error {}

function requestOf(deps: Dependencies, { runs, alias, name, input, traceHeader, parentExecutionArn }: KeptExpress): StartRequest {
  const more = parentExecutionArn === undefined ? {} : { parentExecutionArn }
  const request = startRequest(deps, { stateMachineArn: runs, name, input, traceHeader }, more)
  return alias === undefined ? request : { ...request, stateMachineAliasArn: alias }
}

function forget({ data }: Pick<Dependencies, 'data'>, executionArn: string): Promise<void> {
  return data.commit([{ space: expressSpace, key: executionArn, value: undefined }])
}
