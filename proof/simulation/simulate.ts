import { defaultLimits } from '@pasos/asl'
import { type EmbeddedRuntime, embeddedRuntime, languageInterpreter, type StartRequest } from '@pasos/engine'
import { checkEvidence } from '../oracle/check-evidence.ts'
import type { Evidence, ObservedExecution, Violation } from '../oracle/evidence.ts'
import { childDefinition } from './child-definition.ts'
import { randomMachine, workItem } from './random-machine.ts'
import { simulatedClients } from './simulated-clients.ts'
import { simulatedDisk } from './simulated-disk.ts'
import { simulatedWorkers } from './simulated-workers.ts'
import { simulatedWorld } from './world.ts'

export interface Simulation {
  seed: number
  crashes: number
  steps: number
  evidence: Evidence
  violations: Violation[]
}

const mostSteps = 20_000
const machineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:m'

/**
 * Runs random machines on the real runtime in a world of its own: simulated time, event loop, disk, workers and clients, with crashes
 * at any moment. The same seed gives the same run, step by step. The oracle judges what is left in the end.
 */
export async function simulate(seed: number): Promise<Simulation> {
  const world = simulatedWorld(seed)
  const defects: string[] = []
  const onDefect = (error: unknown): void => {
    defects.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
  const disk = simulatedDisk(world, onDefect)
  const downtimes: { from: number; to: number }[] = []
  let runtime: EmbeddedRuntime | undefined
  const clients = simulatedClients({ world, runtime: () => runtime })
  const workers = simulatedWorkers({ world, disk, onToken: clients.answerToken })

  const boot = (): void => {
    const opened = embeddedRuntime({
      ...{ journal: disk.open(), clock: world, ids: world.ids, pace: world, limits: defaultLimits, interpreter: languageInterpreter },
      ...{ runners: [workers.runner], accountId: '123456789012', region: 'us-east-1' },
      isCrowded: () => false,
      onDefect,
    })
    opened.recover().then(() => {
      runtime = opened
      clients.reconnect()
    }, onDefect)
  }

  const crash = (): void => {
    runtime = undefined
    disk.crash()
    world.crash()
    const from = world.now()
    const downMs = world.chance(0.3) ? 0 : world.between(1, 120_000)
    world.outside(downMs, () => {
      downtimes.push({ from, to: world.now() })
      boot()
    })
  }

  const requests = Array.from({ length: world.between(1, 4) }, (_, index) =>
    startRequest(`e${index}`, randomMachine(world), workItem(world, 'start')),
  )
  for (const request of requests) clients.start(request)
  boot()

  const hasEnded = (): boolean =>
    clients.isIdle &&
    requests.every(({ executionArn }) => (disk.durable.peek(executionArn)?.record.status ?? 'RUNNING') !== 'RUNNING') &&
    disk.durable.known().every(({ status }) => status !== 'RUNNING' && status !== 'PENDING_REDRIVE')
  let crashesLeft = world.between(0, 6)
  let crashes = 0
  let steps = 0
  let busySince = world.now()
  while (!hasEnded() && steps++ < mostSteps) {
    if (crashesLeft > 0 && runtime && world.chance(0.02)) {
      crashesLeft--
      crashes++
      crash()
    }
    const isBusy = !world.isIdle || !disk.isIdle
    if (!isBusy) busySince = world.now()
    // Time may pass while work waits, but no timer should be a second late for that.
    const mayPass = !isBusy || (world.chance(0.05) && world.now() + world.untilNext() - busySince < 500)
    if (mayPass && world.passTime()) await settled()
    else if (!world.isIdle && (disk.isIdle || world.chance(0.6))) {
      world.runNext()
      await settled()
    } else if (!disk.isIdle) {
      disk.sync()
      await settled()
    } else if (!isBusy) break
  }
  const evidence: Evidence = {
    acknowledged: clients.acknowledged,
    invocations: workers.invocations,
    executions: await Promise.all([...requests.map(request => observe(request, disk.durable)), ...observeChildren(disk.durable)]),
    downtimes,
  }
  const violations = checkEvidence(evidence)
  for (const what of defects) violations.push({ executionArn: '', rule: 'stuck', what: `a defect of the engine: ${what}` })
  return { seed, crashes, steps, evidence, violations }
}

/** Lets all promises that can go on do so. */
export const settled = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

export function startRequest(name: string, definition: string, input: unknown): StartRequest {
  const executionArn = `arn:aws:states:us-east-1:123456789012:execution:m:${name}`
  return {
    ...{ executionArn, name, definition, stateMachineArn: machineArn, stateMachineName: 'm', roleArn: 'arn:aws:iam::123456789012:role/m' },
    ...{ type: 'STANDARD', input: JSON.stringify(input) },
  }
}

type Durable = ReturnType<typeof simulatedDisk>['durable']

export async function observe(
  { executionArn, definition, input }: Pick<StartRequest, 'executionArn' | 'definition' | 'input'>,
  durable: Durable,
) {
  const found = await durable.find(executionArn)
  const { events } = found ? await durable.history(found.number, { reverse: false, limit: 25_000 }) : { events: [] }
  const observed: ObservedExecution = {
    ...{ executionArn, definition, input: found?.record.input ?? input, status: found?.record.status ?? 'RUNNING', events },
    ...(found?.record.output === undefined ? {} : { output: found.record.output }),
  }
  return observed
}

/** The children of distributed Maps are executions of a part of the definition. */
export function observeChildren(durable: Durable): Promise<ObservedExecution>[] {
  return durable
    .known()
    .filter(record => record.mapRun !== undefined)
    .map(async record => {
      const whole = await observe({ ...record, definition: (await durable.definition(record.definitionId))! }, durable)
      return { ...whole, definition: childDefinition(whole) }
    })
}
