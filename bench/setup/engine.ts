import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EmbeddedEngine, openEmbedded, type StartRequest, type TaskRunner } from '@pasos/engine'

const account = '123456789012'
export const machineArn = `arn:aws:states:us-east-1:${account}:stateMachine:bench`

/** An engine on a folder of its own, and how to run executions on it. */
export interface World {
  engine: EmbeddedEngine
  folder: string
  /** Starts an execution; resolves once it has ended. */
  run(definition: string, input?: string): Promise<void>
}

/** Every task is answered at once, so that what is measured is the engine. */
const instantly: TaskRunner = {
  claims: () => true,
  run: ({ task }, report) => report({ type: 'TaskSucceeded', task, output: { n: task } }),
}

/** Tasks that never end. */
export const never: TaskRunner = { claims: () => true, run: () => undefined }

export function openEngine(folder: string, runner: TaskRunner = instantly, limits = {}): Promise<EmbeddedEngine> {
  return openEmbedded({
    ...{ folder, connectors: [runner], accountId: account, region: 'us-east-1', limits },
    onFatal: error => {
      throw error
    },
  })
}

/** Does some work on an engine in a temporary folder. */
export async function withEngine<T>(work: (world: World) => Promise<T>, limits = {}): Promise<T> {
  const folder = newFolder()
  const engine = await openEngine(folder, instantly, limits)
  let serial = 0
  try {
    return await work({
      engine,
      folder,
      async run(definition, input) {
        const request = startRequest(`run-${serial++}`, definition, input)
        await engine.runtime.start(request)
        await engine.runtime.ended(request.executionArn)
      },
    })
  } finally {
    await engine.close()
    rmSync(folder, { recursive: true })
  }
}

export function startRequest(name: string, definition: string, input?: string): StartRequest {
  return {
    ...{ executionArn: `arn:aws:states:us-east-1:${account}:execution:bench:${name}`, name, stateMachineArn: machineArn },
    ...{ stateMachineName: 'bench', roleArn: `arn:aws:iam::${account}:role/bench`, type: 'STANDARD' as const, definition },
    input: input ?? '{"order":{"id":17,"lines":[1,2,3]},"customer":"c-1"}',
  }
}

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'pasos-bench-'))
}
