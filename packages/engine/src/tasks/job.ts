import { Datum, isJsonObject, type Json, type JsonObject, parseJson, putMember } from '@pasos/asl'
import type { SyncDefinition } from '@pasos/integrations'
import type { Clock } from '../ports/clock.ts'
import type { ServiceCaller } from '../ports/service-caller.ts'
import { EngineClosing, type Reporter, type TaskRequest } from '../ports/tasks.ts'
import { growingPauses, pausedFor } from './paused-for.ts'
import { failureOf, type ServiceTask, serviceCall } from './service-task.ts'

export interface Job {
  caller: ServiceCaller
  clock: Clock
  task: ServiceTask
  sync: SyncDefinition
  request: TaskRequest
  /** What the submitting call answered. */
  answer: JsonObject
  /** Whether it is `.sync:2`. */
  isJson: boolean
  /** Resolves once the job may have ended, in place of the first pause. */
  hears: ((answer: JsonObject) => Promise<unknown>) | undefined
  report: Reporter
  signal: AbortSignal
}

/**
 * Asks for the end of a job until it is there, with growing pauses, and reports it. AWS hears of most ends by events; whoever asks finds
 * the same end a little later. A poll that nobody answers is tried again, one that is refused fails the task. When the task is cancelled
 * so is the job, as well as can be; when only the engine closes, the job goes on and is watched again afterwards. Of what ends in this
 * process it is heard at once.
 */
export async function watchJob(job: Job): Promise<void> {
  const { clock, request, signal, sync } = job
  const parameters = isJsonObject(request.input) ? request.input : {}
  const pauses = growingPauses()
  let isOver = job.hears === undefined ? undefined : await heardBefore(job.hears(job.answer), signal)
  for (;;) {
    isOver ??= await pausedFor(clock, pauses.next().value, signal)
    if (!isOver) return cancel(job, parameters)
    isOver = undefined
    const polled = await poll(job, parameters)
    if (polled === undefined) continue
    const { task } = request
    if (polled.outcome === 'refused') {
      if (sync.goneIs !== undefined && (polled.refusal.shape ?? polled.refusal.code) === sync.goneIs) {
        return job.report({ type: 'TaskSucceeded', task, output: job.answer })
      }
      return job.report({ type: 'TaskFailed', task, ...failureOf(job.task, polled) })
    }
    const end = sync.ended(polled.output)
    if (end === undefined) continue
    const result = resultOf(job, polled.output)
    if (end === 'done') return job.report({ type: 'TaskSucceeded', task, output: result })
    return job.report({ type: 'TaskFailed', task, error: 'States.TaskFailed', cause: JSON.stringify(result) })
  }
}

async function poll({ caller, task, sync, request, answer, signal }: Job, parameters: JsonObject) {
  try {
    return await caller.call(serviceCall(task, request, sync.poll.operation, sync.poll.input(answer, parameters)), signal)
  } catch {
    // Nobody answered: the job goes on all the same.
    return undefined
  }
}

/** Members stand in the order of their names, as AWS has them. */
function resultOf({ sync, isJson }: Job, answer: JsonObject): JsonObject {
  const members = Object.entries((sync.shown?.(answer) ?? answer) as JsonObject).sort(([a], [b]) => (a < b ? -1 : 1))
  const isText = (name: string, value: Json): value is string =>
    isJson && sync.jsonText?.includes(name) === true && typeof value === 'string'
  const result: JsonObject = {}
  for (const [name, value] of members) putMember(result, name, isText(name, value) ? new Datum(parseJson(value), value).member : value)
  return result
}

/** Whether it came before the task was cancelled. */
function heardBefore(news: Promise<unknown>, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return resolve(false)
    const cancelled = (): void => resolve(false)
    signal.addEventListener('abort', cancelled, { once: true })
    news.then(() => resolve(true), reject).finally(() => signal.removeEventListener('abort', cancelled))
  })
}

function cancel({ caller, task, sync, request, answer, signal }: Job, parameters: JsonObject): void {
  if (signal.reason instanceof EngineClosing || sync.cancel === undefined) return
  const { operation, input } = sync.cancel
  // Best effort, as on AWS: the execution has ended, so there is nobody to tell.
  caller.call(serviceCall(task, request, operation, input(answer, parameters)), new AbortController().signal).catch(() => undefined)
}
