import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Engine, type ExecutionRecord, type OpenStore, openEngine as openOn, type StartRequest, type TaskRunner } from '@pasos/engine'
import { sqliteStore } from '@pasos/store-sqlite'
import { type BenchMachine, taskOutput } from './machines.ts'
import { checkJournal } from './verified.ts'

const account = '123456789012'
export const machineArn = `arn:aws:states:us-east-1:${account}:stateMachine:bench`

/** An engine on a folder of its own, and how to run executions on it. */
export interface World {
  engine: Engine
  folder: string
  /** Starts an execution; resolves once it has ended as it must, rejects when it ended in any other way. */
  run(machine: BenchMachine): Promise<void>
}

/** Every task is answered at once, so that what is measured is the engine. */
const instantly: TaskRunner = {
  claims: () => true,
  run: ({ task }, report) => report({ type: 'TaskSucceeded', task, output: taskOutput }),
}

export type BenchEngine = Engine

/** Tasks that never end. */
export const never: TaskRunner = { claims: () => true, run: () => undefined }

export function openEngine(folder: string, runner?: TaskRunner, limits = {}): Promise<Engine> {
  return openEngineOn(sqliteStore({ folder }), runner, limits)
}

export function openEngineOn(store: OpenStore, runner: TaskRunner = instantly, limits = {}): Promise<Engine> {
  return openOn({
    ...{ store, connectors: [runner], accountId: account, region: 'us-east-1', limits },
    onFatal: error => {
      throw error
    },
  })
}

/**
 * Does some work on an engine in a temporary folder. Every execution must end as its machine says, and at the end the journal must hold
 * all of them, undamaged. `runner`: who answers the tasks, for the test of this very promise.
 */
export async function withEngine<T>(work: (world: World) => Promise<T>, limits = {}, runner: TaskRunner = instantly): Promise<T> {
  const folder = newFolder()
  const engine = await openEngine(folder, runner, limits)
  let serial = 0
  let isOpen = true
  try {
    const done = await work({
      engine,
      folder,
      async run(machine) {
        const request = startRequest(`run-${serial++}`, machine)
        await engine.runtime.start(request)
        mustBeRight(await engine.runtime.ended(request.executionArn), machine)
      },
    })
    isOpen = false
    await engine.close()
    checkJournal(folder, { executions: serial })
    return done
  } finally {
    if (isOpen) await engine.close()
    rmSync(folder, { recursive: true })
  }
}

/** Throws unless the execution ended with what its machine must give. */
export function mustBeRight(record: ExecutionRecord | undefined, { output }: BenchMachine): void {
  if (record?.status === 'SUCCEEDED' && record.output === output) return
  const { status, error, cause } = record ?? {}
  throw new Error(`A bench measures right executions only; one ended ${status}: ${error ?? record?.output?.slice(0, 200)} ${cause ?? ''}`)
}

export function startRequest(name: string, { definition, input }: BenchMachine): StartRequest {
  return {
    ...{ executionArn: `arn:aws:states:us-east-1:${account}:execution:bench:${name}`, name, stateMachineArn: machineArn },
    ...{ stateMachineName: 'bench', roleArn: `arn:aws:iam::${account}:role/bench`, type: 'STANDARD' as const, definition, input },
  }
}

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'pasos-bench-'))
}
