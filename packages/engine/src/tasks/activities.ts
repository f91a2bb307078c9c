import { FleetingQueue } from '../fleeting-queue.ts'
import type { Clock } from '../ports/clock.ts'
import type { Runtime } from '../ports/runtime.ts'
import type { TaskRequest, TaskRunner } from '../ports/tasks.ts'
import { isActivity } from '../runtime/encode-turn.ts'

/** Activities: tasks wait in a queue per activity until a worker asks for one. */
export interface Activities {
  /**
   * The oldest task that waits for a worker, or the next one within 60 seconds; `undefined` when there is none. `input` is JSON text.
   * The task's start is on disk before it is handed out.
   *
   * @throws TooManyWorkers when so many wait for a task of this activity already
   */
  poll(activityArn: string, workerName: string | undefined, signal?: AbortSignal): Promise<ActivityTask | undefined>
  readonly runner: TaskRunner
  /** Sends all pollers home. */
  close(): void
}

/** AWS, "Service quotas": 1,000 workers may ask for the tasks of an activity at a time. */
export class TooManyWorkers extends Error {
  override readonly name = 'TooManyWorkers'
}

const mostWorkers = 1_000

export interface ActivityTask {
  taskToken: string
  input: string
}

interface Offered {
  request: TaskRequest
  /** Takes it out of those that wait for a worker. */
  leave?: () => void
}

type Poller = (offered: Offered | undefined) => void

interface Queue {
  waiting: FleetingQueue<Offered>
  /** In the order of asking. */
  pollers: FleetingQueue<Poller>
}

// AWS: GetActivityTask holds the connection open for 60 seconds.
const longPollMs = 60_000

export interface ActivitiesOptions {
  runtime: Pick<Runtime, 'deliver'>
  clock: Clock
  /** Why a task can't be offered to workers, as the error that it fails with; nothing to wait for where there is nothing to ask. */
  refuse?: RefuseActivityTask | undefined
}

export type RefuseActivityTask = (request: TaskRequest) => Promise<{ error: string; cause: string } | undefined> | undefined

export function activities({ runtime, clock, refuse }: ActivitiesOptions): Activities {
  const queues = new Map<string, Queue>()

  const queue = (arn: string): Queue => {
    let found = queues.get(arn)
    if (!found) {
      found = { waiting: new FleetingQueue(), pollers: new FleetingQueue() }
      queues.set(arn, found)
    }
    return found
  }

  const next = (arn: string, signal: AbortSignal | undefined): Promise<Offered | undefined> => {
    const { waiting, pollers } = queue(arn)
    const first = waiting.shift()
    if (first) return Promise.resolve(first)
    if (signal?.aborted) return Promise.resolve(undefined)
    if (pollers.size >= mostWorkers) return Promise.reject(new TooManyWorkers(arn))
    return new Promise(resolve => {
      const poller: Poller = offered => {
        leaveQueue()
        cancel()
        signal?.removeEventListener('abort', leave)
        resolve(offered)
      }
      const leave = (): void => poller(undefined)
      const cancel = clock.at(clock.now() + longPollMs, leave)
      signal?.addEventListener('abort', leave)
      const leaveQueue = pollers.push(poller)
    })
  }

  return {
    async poll(activityArn, workerName, signal) {
      for (;;) {
        const offered = await next(activityArn, signal)
        if (!offered) return undefined
        // Asked too late: the caller has gone, so another one gets the task.
        if (signal?.aborted) {
          offer(queue(activityArn), offered)
          return undefined
        }
        const { request } = offered
        const event = { type: 'TaskStarted', task: request.task, ...(workerName === undefined ? {} : { workerName }) } as const
        const started = await runtime.deliver(request.executionArn, event).catch((error: unknown) => {
          // The worker asks again, and nobody else offers the task: a start that is told twice changes nothing.
          offer(queue(activityArn), offered)
          throw error
        })
        if (started) return { taskToken: request.token ?? '', input: request.inputText ?? JSON.stringify(request.input) }
      }
    },
    runner: {
      claims: isActivity,
      run(request, report, signal) {
        const offerIt = (): void => {
          const offered: Offered = { request }
          signal.addEventListener('abort', () => offered.leave?.(), { once: true })
          offer(queue(request.resource), offered)
        }
        const asking = refuse?.(request)
        if (asking === undefined) return offerIt()
        void asking.then(failure => {
          if (signal.aborted) return
          if (failure === undefined) offerIt()
          else report({ type: 'TaskFailed', task: request.task, ...failure })
        })
      },
    },
    close() {
      for (const { pollers } of queues.values()) while (!pollers.isEmpty) pollers.shift()!(undefined)
    },
  }
}

/** Gives it to the worker that has waited longest for one. */
function offer({ waiting, pollers }: Queue, offered: Offered): void {
  const poller = pollers.shift()
  if (poller) poller(offered)
  else offered.leave = waiting.push(offered)
}
