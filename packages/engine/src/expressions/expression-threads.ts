import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { type LongAnswer, type LongExpression, outOfBounds } from '@pasos/asl'
import type { LongExpressions } from '../ports/long-expressions.ts'
import type { FromExpressionThread } from './expression-thread.ts'

interface Job {
  work: LongExpression
  done(result: { answer: LongAnswer; busyMs: number }): void
  failed(error: Error): void
}

interface Thread {
  worker: Worker
  /** It has its sources: how long that takes is nobody's expression's fault. */
  isReady: boolean
  job: Job | undefined
  begun: number
  deadline: NodeJS.Timeout | undefined
}

// The work of an expression is bounded, 0.3 s at most on a free machine. Whatever takes this long is stuck where nobody counts.
const longestMs = 10_000
// Nothing of the server's surroundings; only where compiled sources are.
const { NODE_COMPILE_CACHE } = process.env
const env = NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }
// What an expression may hold is bounded as well: bombs of all kinds took 60 MB at most, and 160 where only their steps were counted. V8's own
// wall stands behind it: it ends a thread that grows by less than 16 MB at a time, but all of us where one value grows beyond it by more,
// which is why it stands so far off.
const mostMegabytes = 512

export interface ExpressionThreads extends LongExpressions {
  /** How many are computed, and how many wait for a thread. */
  load(): Record<'running' | 'waiting', number>
}

/**
 * Threads for long expressions, begun when the first one comes. One that is stuck or runs out of memory is ended and the next
 * expression gets a new one; its expression fails as one that has used up its budget.
 */
export function expressionThreads(options: { most?: number; longestMs?: number; megabytes?: number } = {}): ExpressionThreads {
  const most = options.most ?? Math.max(1, Math.min(4, availableParallelism() - 1))
  const patienceMs = options.longestMs ?? longestMs
  const resourceLimits = { maxOldGenerationSizeMb: options.megabytes ?? mostMegabytes, maxYoungGenerationSizeMb: 32 }
  const threads = new Set<Thread>()
  const waiting: Job[] = []
  let isClosed = false

  const begin = (): Thread => {
    const worker = new Worker(new URL('./expression-thread.ts', import.meta.url), { execArgv: [], env, resourceLimits })
    const thread: Thread = { worker, isReady: false, job: undefined, begun: performance.now(), deadline: undefined }
    threads.add(thread)
    worker.unref()
    worker.on('message', (message: FromExpressionThread) => {
      if ('ready' in message) {
        thread.isReady = true
        if (thread.job) watch(thread)
      } else if ('broke' in message) end(thread, job => job.failed(new Error(message.broke)))
      else end(thread, job => job.done({ answer: message.answer, busyMs: message.busyMs }))
    })
    worker.on('error', error => lose(thread, 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : 'time'))
    worker.on('exit', () => lose(thread, 'time'))
    return thread
  }

  const watch = (thread: Thread): void => {
    thread.begun = performance.now()
    thread.deadline = setTimeout(() => lose(thread, 'time'), patienceMs)
  }

  const end = (thread: Thread, tell: (job: Job) => void): void => {
    clearTimeout(thread.deadline)
    const { job } = thread
    thread.job = undefined
    if (job) tell(job)
    next()
  }

  const lose = (thread: Thread, bound: 'time' | 'memory'): void => {
    if (!threads.delete(thread)) return
    void thread.worker.terminate()
    const busyMs = performance.now() - thread.begun
    end(thread, job => job.done({ answer: outOfBounds(job.work, bound), busyMs }))
  }

  const next = (): void => {
    while (waiting.length > 0 && !isClosed) {
      const idle = [...threads].find(thread => thread.job === undefined) ?? (threads.size < most ? begin() : undefined)
      if (idle === undefined) return
      const job = waiting.shift()!
      idle.job = job
      if (idle.isReady) watch(idle)
      idle.worker.postMessage(job.work)
    }
  }

  return {
    compute(work) {
      if (isClosed) return Promise.reject(new Error('The engine has closed.'))
      return new Promise((done, failed) => {
        waiting.push({ work, done, failed })
        next()
      })
    },
    load: () => ({ running: [...threads].filter(({ job }) => job !== undefined).length, waiting: waiting.length }),
    async close() {
      isClosed = true
      const open = [...threads]
      const unanswered = [...open.flatMap(({ job }) => job ?? []), ...waiting.splice(0)]
      for (const thread of open) {
        threads.delete(thread)
        clearTimeout(thread.deadline)
      }
      for (const { failed } of unanswered) failed(new Error('The engine has closed.'))
      await Promise.all(open.map(({ worker }) => worker.terminate()))
    },
  }
}
