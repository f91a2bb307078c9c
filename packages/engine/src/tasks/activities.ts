import type { Clock } from '../ports/clock.ts'
import type { Runtime } from '../ports/runtime.ts'
import type { TaskRequest, TaskRunner } from '../ports/tasks.ts'
import { isActivity } from '../runtime/encode-turn.ts'

/** Activities: tasks wait in a queue per activity until a worker asks for one. */
export interface Activities {
  /**
   * The oldest task that waits for a worker, or the next one within 60 seconds; `undefined` when there is none. `input` is JSON text.
   * The task's start is on disk before it is handed out.
   */
  poll(activityArn: string, workerName: string | undefined, signal?: AbortSignal): Promise<ActivityTask | undefined>
  readonly runner: TaskRunner
  /** Sends all pollers home. */
  close(): void
}

export interface ActivityTask {
  taskToken: string
  input: string
}

type Poller = (request: TaskRequest | undefined) => void

interface Queue {
  waiting: Set<TaskRequest>
  /** In the order of asking. */
  pollers: Set<Poller>
}

// AWS: GetActivityTask holds the connection open for 60 seconds.
const longPollMs = 60_000

export function activities({ runtime, clock }: { runtime: Pick<Runtime, 'deliver'>; clock: Clock }): Activities {
  const queues = new Map<string, Queue>()

  const queue = (arn: string): Queue => {
    let found = queues.get(arn)
    if (!found) {
      found = { waiting: new Set(), pollers: new Set() }
      queues.set(arn, found)
    }
    return found
  }

  const next = (arn: string, signal: AbortSignal | undefined): Promise<TaskRequest | undefined> => {
    const { waiting, pollers } = queue(arn)
    const [first] = waiting
    if (first) {
      waiting.delete(first)
      return Promise.resolve(first)
    }
    if (signal?.aborted) return Promise.resolve(undefined)
    return new Promise(resolve => {
      const poller: Poller = request => {
        pollers.delete(poller)
        cancel()
        signal?.removeEventListener('abort', leave)
        resolve(request)
      }
      const leave = (): void => poller(undefined)
      const cancel = clock.at(clock.now() + longPollMs, leave)
      signal?.addEventListener('abort', leave)
      pollers.add(poller)
    })
  }

  return {
    async poll(activityArn, workerName, signal) {
      for (;;) {
        const request = await next(activityArn, signal)
        if (!request) return undefined
        // Asked too late: the caller has gone, so another one gets the task.
        if (signal?.aborted) {
          offer(queue(activityArn), request)
          return undefined
        }
        const started = await runtime.deliver(request.executionArn, {
          type: 'TaskStarted',
          task: request.task,
          ...(workerName === undefined ? {} : { workerName }),
        })
        if (started) return { taskToken: request.token ?? '', input: request.inputText ?? JSON.stringify(request.input) }
      }
    },
    runner: {
      claims: isActivity,
      run(request, _report, signal) {
        const mine = queue(request.resource)
        signal.addEventListener('abort', () => mine.waiting.delete(request), { once: true })
        offer(mine, request)
      },
    },
    close() {
      for (const { pollers } of queues.values()) for (const poller of [...pollers]) poller(undefined)
    },
  }
}

function offer({ waiting, pollers }: Queue, request: TaskRequest): void {
  const [poller] = pollers
  if (poller) poller(request)
  else waiting.add(request)
}
