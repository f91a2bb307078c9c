import type { MemoryJournal, TaskReport, TaskRequest, TaskRunner } from '@pasos/engine'
import type { Invocation } from '../oracle/evidence.ts'
import { workItem } from './random-machine.ts'
import type { World } from './world.ts'

/**
 * Functions and workers. They answer late, twice, in any order with what else happens, fail by chance, or never answer. A
 * function's answer dies with the server; a task token is answered by somebody elsewhere, who does not.
 */
export function simulatedWorkers(options: {
  world: Pick<World, 'now' | 'at' | 'chance' | 'between'>
  disk: { durable: Pick<MemoryJournal, 'peek'> }
  /** Somebody elsewhere got hold of a token. */
  onToken: (request: TaskRequest) => void
  /** Those of other machines, to be added to. */
  invocations?: Invocation[]
}): { runner: TaskRunner; invocations: Invocation[] } {
  const { world, disk, onToken, invocations = [] } = options

  const outcome = (request: TaskRequest): TaskReport => {
    const { task, resource } = request
    if (resource.endsWith(':flaky') && world.chance(0.5)) return { type: 'TaskFailed', task, error: 'Flaky', cause: 'by chance' }
    if (world.chance(0.05)) return { type: 'TaskFailed', task, error: 'Broken', cause: 'by chance' }
    return { type: 'TaskSucceeded', task, output: workItem(world, `answer ${invocations.length}`) }
  }

  const run = (request: TaskRequest, report: (report: TaskReport) => void): void => {
    const { executionArn, task, stateName, idempotencyToken: token, resource } = request
    // A task is named after the event that scheduled it.
    const wasOnDisk = (disk.durable.peek(executionArn)?.lastEventId ?? 0) >= task
    const invocation: Invocation = { executionArn, stateName, attempt: String(task), token, wasOnDisk }
    invocations.push(invocation)
    if (resource.endsWith(':slow') && world.chance(0.6)) return
    const wake = (delayMs: number, work: () => void): void => void world.at(world.now() + delayMs, work)
    if (request.token !== undefined) {
      onToken(request)
      wake(world.between(0, 50), () => report({ type: 'TaskSubmitted', task, output: { accepted: true } }))
      return
    }
    const told = outcome(request)
    if (told.type === 'TaskSucceeded') invocation.answer = JSON.stringify(told.output)
    const delay = world.chance(0.3) ? 0 : world.between(0, 3_000)
    if (delay === 0 && world.chance(0.5)) report(told)
    else wake(delay, () => report(told))
    if (world.chance(0.15)) wake(delay + world.between(0, 5_000), () => report(told))
  }

  return { runner: { claims: () => true, run }, invocations }
}
