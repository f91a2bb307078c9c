import type { FunctionSpec, Invocation, InvocationEnd } from '../function-spec.ts'
import { aborted } from '../runtime/failure.ts'
import type { ProcessSettings } from '../runtime/process-settings.ts'
import { RuntimeProcess } from '../runtime/runtime-process.ts'

/** How long an invocation waits for a busy process before another one is considered: far less than a start costs. */
const patienceMs = 20
/** What a start is taken to cost before one has been seen. */
const typicalStartMs = 100
/** Invocations as short as this are given to a process before it is done with another: it then never waits for us. */
const shortMs = 10
/** Weight of the newest observation in an average. */
const newest = 0.2

interface Waiting {
  invocation: Invocation
  signal: AbortSignal | undefined
  settle: (end: InvocationEnd) => void
  since: number
}

/** What all pools of a host share: room for processes. */
export interface ProcessRoom {
  /**
   * Takes a place for a process that starts now, if need be by ending a process of another pool that has been idle for a while, or any
   * idle one for a pool's first. Refuses while as many are starting as there are cores: starts are pure computing, and a storm of them
   * starves the processes that are warm.
   */
  take(isFirst: boolean): boolean
  /** The process that took a place has started, or failed to. */
  started(): void
  release(): void
}

/**
 * The processes of one revision of a function. Invocations go to the process that was used last, so that the rest can be reaped;
 * a new process starts only for invocations that have waited a little, because short ones are served sooner by a warm process.
 */
export class FunctionPool {
  readonly spec: FunctionSpec
  private readonly settings: ProcessSettings
  private readonly room: ProcessRoom
  private readonly idle: RuntimeProcess[] = []
  private readonly all = new Set<RuntimeProcess>()
  private readonly queue: Waiting[] = []
  private starting = 0
  /** How long an invocation and a start take, averaged; 0 before the first invocation has ended. */
  private invocationMs = 0
  private startMs = typicalStartMs
  private isRetired = false
  private growTimer: NodeJS.Timeout | undefined
  private stallTimer: NodeJS.Timeout | undefined
  private isClosed = false

  constructor(spec: FunctionSpec, settings: ProcessSettings, room: ProcessRoom) {
    this.spec = spec
    this.settings = settings
    this.room = room
  }

  invoke(invocation: Invocation, signal: AbortSignal | undefined): Promise<InvocationEnd> {
    if (signal?.aborted) return Promise.resolve(abortedEnd(invocation))
    const process = this.idle.pop()
    if (process) return this.run(process, invocation, signal)
    return new Promise(settle => {
      const waiting: Waiting = { invocation, signal, settle, since: performance.now() }
      signal?.addEventListener('abort', () => this.giveUp(waiting), { once: true })
      if (this.runAhead(waiting)) return
      this.queue.push(waiting)
      this.grow()
    })
  }

  /** Ends idle processes unused since `before` (performance.now()); returns how many. */
  reap(before: number): number {
    const old = this.idle.filter(process => process.idleSince < before)
    for (const process of old) process.end()
    return old.length
  }

  /** The longest idle process's last use. */
  get oldestIdle(): number | undefined {
    return this.idle[0]?.idleSince
  }

  get isEmpty(): boolean {
    return this.all.size === 0 && this.queue.length === 0
  }

  get size(): number {
    return this.all.size
  }

  /** A newer revision took over: what runs or waits is finished, then the processes end. */
  retire(): void {
    this.isRetired = true
    for (const process of [...this.idle]) process.end()
  }

  close(): void {
    clearTimeout(this.growTimer)
    this.isRetired = true
    this.isClosed = true
    clearInterval(this.stallTimer)
    for (const waiting of this.queue.splice(0)) waiting.settle(abortedEnd(waiting.invocation))
    for (const process of [...this.all]) process.end()
  }

  private async run(process: RuntimeProcess, invocation: Invocation, signal: AbortSignal | undefined): Promise<InvocationEnd> {
    const end = await process.invoke(invocation, signal)
    this.ended(process)
    return end
  }

  private ended(process: RuntimeProcess): void {
    this.invocationMs += (process.lastMs - this.invocationMs) * (this.invocationMs === 0 ? 1 : newest)
    this.reuse(process)
  }

  private reuse(process: RuntimeProcess): void {
    if (process.isIdle && !this.idle.includes(process)) {
      const next = this.queue.shift()
      if (next) void this.run(process, next.invocation, next.signal).then(next.settle)
      else if (this.isRetired) process.end()
      else this.idle.push(process)
    }
    this.topUp(process)
  }

  /** Gives a short invocation to a busy process that will soon come to it. */
  private runAhead(waiting: Waiting): boolean {
    if (!this.isShort || this.queue.length > 0) return false
    for (const process of this.all) {
      if (!process.canTakeAhead(shortMs)) continue
      this.giveAhead(process, waiting)
      return true
    }
    return false
  }

  private topUp(process: RuntimeProcess): void {
    while (this.isShort && this.queue.length > 0 && process.canTakeAhead(shortMs)) this.giveAhead(process, this.queue.shift()!)
  }

  private get isShort(): boolean {
    return this.invocationMs > 0 && this.invocationMs < shortMs
  }

  private giveAhead(process: RuntimeProcess, waiting: Waiting): void {
    const { invocation, signal, settle } = waiting
    this.stallTimer ??= setInterval(() => this.lookForStalls(), patienceMs)
    const giveBack = (): void => {
      if (this.isClosed || signal?.aborted) settle(abortedEnd(invocation))
      else {
        this.queue.unshift(waiting)
        const idle = this.idle.pop()
        if (idle) this.reuse(idle)
        this.reuse(process)
        this.grow()
      }
    }
    void process.invokeAhead(invocation, signal, giveBack).then(end => {
      this.ended(process)
      settle(end)
    })
  }

  /** What waits behind an invocation that takes long after all may go to another process. */
  private lookForStalls(): void {
    let isWaiting = false
    for (const process of this.all) {
      if (!process.hasAhead) continue
      isWaiting = true
      process.takeBackBehind(patienceMs)
    }
    if (isWaiting) return
    clearInterval(this.stallTimer)
    this.stallTimer = undefined
  }

  /** Starts a process for the invocations that nobody will serve soon. */
  private grow(): void {
    if (this.queue.length <= this.starting) return
    const limit = this.spec.maxConcurrency ?? Number.POSITIVE_INFINITY
    if (this.all.size >= limit) return
    const head = this.queue[this.starting]!
    const patience = this.all.size === 0 ? 0 : patienceMs - (performance.now() - head.since)
    if (patience > 0) {
      this.growTimer ??= setTimeout(() => {
        this.growTimer = undefined
        this.grow()
      }, patience)
      return
    }
    if (this.startPays(performance.now() - head.since) && this.room.take(this.all.size === 0)) this.startProcess()
    // Look again: for the next in the queue, or for room.
    if (this.queue.length > this.starting) {
      this.growTimer ??= setTimeout(() => {
        this.growTimer = undefined
        this.grow()
      }, patienceMs)
    }
  }

  /** Whether a new process would serve the queue sooner than those that are there: it has to be started first. */
  private startPays(waitedMs: number): boolean {
    if (this.all.size === 0 || waitedMs >= this.startMs) return true
    return (this.queue.length * this.invocationMs) / this.all.size > this.startMs
  }

  private startProcess(): void {
    const since = performance.now()
    const process = new RuntimeProcess(this.spec, this.settings, ended => this.forget(ended))
    this.all.add(process)
    this.starting++
    void process.start().then(failure => {
      this.starting--
      this.startMs += (performance.now() - since - this.startMs) * newest
      this.room.started()
      if (!failure) {
        this.reuse(process)
        return this.grow()
      }
      const head = this.queue.shift()
      head?.settle(failure(head.invocation))
      this.grow()
    })
  }

  private forget(process: RuntimeProcess): void {
    this.all.delete(process)
    const at = this.idle.indexOf(process)
    if (at >= 0) this.idle.splice(at, 1)
    this.room.release()
    this.grow()
  }

  private giveUp(waiting: Waiting): void {
    const at = this.queue.indexOf(waiting)
    if (at < 0) return
    this.queue.splice(at, 1)
    waiting.settle(abortedEnd(waiting.invocation))
  }
}

function abortedEnd(invocation: Invocation): InvocationEnd {
  return { payload: aborted(invocation.requestId), functionError: 'Unhandled' }
}
