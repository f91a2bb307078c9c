import { createHash } from 'node:crypto'
import type { DataStore, DataWrite, ExecutionRecord, StartRequest, TaskEffects } from '@pasos/engine'
import { executionAlreadyExists } from './errors.ts'
import { startKept } from './kept-express.ts'
import { assertTaken, checkKey, isFull, type StartDependencies, type StartInput, startRequest } from './start.ts'

/** In the data store, by token: the execution that was started under a given name, until whoever asked for it has that on disk too. */
const space = 'states.started'

export interface StartOnceDependencies extends StartDependencies {
  data: DataStore
}

export interface StartedOnce {
  record: ExecutionRecord
  /** To be written with what says that the start has been answered. */
  effects?: TaskEffects
}

/**
 * Starts for a caller that asks again with the same token when it dies before the answer is on disk: one token starts one execution.
 * Without a name it has one that follows from the token, so a repeat finds it. With a name an entry is written together with the
 * execution, by which a repeat tells its own from another's. EXPRESS executions may be started again.
 * @throws ApiError ExecutionAlreadyExists, ExecutionLimitExceeded
 */
export async function startOnce(
  deps: StartOnceDependencies,
  input: StartInput,
  { token, parentExecutionArn }: { token: string; parentExecutionArn?: string },
): Promise<StartedOnce> {
  const request = startRequest(deps, input, {
    defaultName: uuidOf(token),
    ...(parentExecutionArn !== undefined && { parentExecutionArn }),
  })
  if (request.type === 'EXPRESS') return { record: await startKept(deps, request) }
  await checkKey(deps, request)
  if (isFull(deps)) await assertTaken(deps, request)
  return input.name === undefined ? startUnnamed(deps, request) : startNamed(deps, request, token)
}

async function startUnnamed({ runtime }: StartOnceDependencies, request: StartRequest): Promise<StartedOnce> {
  const { outcome, record } = await runtime.start(request)
  const isOwn = record.parentExecutionArn === request.parentExecutionArn
  if (outcome === 'conflict' && !isOwn) throw executionAlreadyExists(request.executionArn)
  return { record }
}

async function startNamed({ data, index, runtime }: StartOnceDependencies, request: StartRequest, token: string): Promise<StartedOnce> {
  const { executionArn } = request
  const forget: DataWrite[] = [{ space, key: token, value: undefined }]
  const effects: TaskEffects = {
    writes: forget,
    // Nobody will ask again.
    settle: committed => void (committed || data.commit(forget).catch(() => undefined)),
  }
  if ((await data.get(space, token)) === executionArn) {
    const record = await index.describe(executionArn)
    if (record) return { record, effects }
  }
  const { outcome, record } = await runtime.start({ ...request, data: [{ space, key: token, value: executionArn }] })
  if (outcome === 'conflict') throw executionAlreadyExists(executionArn)
  return outcome === 'created' ? { record, effects } : { record }
}

/** A UUID that depends on nothing but the token. */
function uuidOf(token: string): string {
  const hex = createHash('sha256').update(token).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}
