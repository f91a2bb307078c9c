import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import type { FunctionSpec, Invocation, InvocationEnd } from '../function-spec.ts'
import { type Ahead, AheadQueue, mostAhead } from './ahead.ts'
import { functionEnvironment, mustStartFresh } from './environment.ts'
import { aborted, cannotStart, exited, responseTooLarge, timedOut, withRequestId } from './failure.ts'
import { openRuntimeApi } from './http-endpoint.ts'
import { ProcessLog } from './invocation-log.ts'
import { killGroup } from './kill-group.ts'
import { LineSplitter } from './line-splitter.ts'
import type { RuntimeLink, RuntimeListener } from './link.ts'
import { pipeLink } from './pipe-link.ts'
import type { ProcessSettings } from './process-settings.ts'
import { residentKb } from './resident-memory.ts'
import type { InitFailure, Running } from './running.ts'
import { runtimeCommand } from './runtimes.ts'

/** AWS: initialisation may take 10 s; beyond that it counts against the function's own time limit. */
const initLimitMs = 10_000
const memoryWatchMs = 100

/**
 * One runtime process: starting → idle ⇄ busy → dead. It runs one invocation at a time; those it was given ahead begin when all before
 * them are answered. Whatever ends the process ends the invocation under way with AWS's words for it and gives back those that were not
 * begun; a dead process is never used again.
 */
export class RuntimeProcess {
  readonly spec: FunctionSpec
  readonly log: ProcessLog
  idleSince = 0
  private state: 'starting' | 'idle' | 'busy' | 'dead' = 'starting'
  private child: ChildProcess | undefined
  private link: RuntimeLink | undefined
  private temporaryDirectory: string | undefined
  private running: Running | undefined
  private readonly ahead = new AheadQueue(() => this.link?.isAmidFrame?.() ?? false)
  private aheadCount = 0
  /** It is being killed: what it has told before is still read. */
  private ending: { requestId: string | undefined } | undefined
  private readonly settings: ProcessSettings
  private readonly startedAt = performance.now()
  private initMs: number | undefined
  private initTimer: NodeJS.Timeout | undefined
  private peakKb = 0
  private isOutOfMemory = false
  private isLeaving = false
  /** How long the last invocation took. */
  lastMs = 0
  /** The request answered last. */
  private answered: string | undefined
  private initError: { body: string; errorType: string } | undefined
  private finishStart: ((failure: InitFailure | undefined) => void) | undefined
  private readonly onEnd: (process: RuntimeProcess) => void

  constructor(spec: FunctionSpec, settings: ProcessSettings, onEnd: (process: RuntimeProcess) => void) {
    this.spec = spec
    this.settings = settings
    this.onEnd = onEnd
    this.log = new ProcessLog(spec, settings)
  }

  /** Resolves once the runtime asks for work, or with what kept it from doing so. */
  start(): Promise<InitFailure | undefined> {
    return new Promise(resolve => {
      this.finishStart = resolve
      this.launch().catch((error: unknown) => this.cannotStart(error instanceof Error ? error.message : String(error)))
    })
  }

  /** The process must be idle. Aborting kills it: there is no other way to stop code. */
  invoke(invocation: Invocation, signal: AbortSignal | undefined): Promise<InvocationEnd> {
    if (this.state !== 'idle') throw new Error(`process of ${this.spec.functionName} is ${this.state}`)
    return new Promise(settle => {
      this.begin({ invocation, signal, settle })
      // The function reads the machine's clock, whichever the server goes by.
      this.link?.invoke(invocation, Date.now() + this.limitMs)
    })
  }

  /** Whether it may be given an invocation ahead, while the one under way has not lasted so long yet. */
  canTakeAhead(lastsMs: number): boolean {
    const { running, link } = this
    if (running === undefined || this.isLeaving || this.ending !== undefined || this.ahead.length >= mostAhead) return false
    return link?.invokeNext !== undefined && performance.now() - running.startedAt < lastsMs
  }

  get hasAhead(): boolean {
    return this.ahead.length > 0
  }

  /** Hands over an invocation that begins, and counts its time, when all before it are answered. `giveBack` is told if it never does. */
  invokeAhead(invocation: Invocation, signal: AbortSignal | undefined, giveBack: () => void): Promise<InvocationEnd> {
    return new Promise(settle => {
      const folder = this.temporaryDirectory!
      const mark = `.taken-back-${this.aheadCount++}`
      this.ahead.add({ invocation, signal, settle, giveBack, mark: join(folder, mark) })
      this.link?.invokeNext?.(invocation, this.limitMs, join(this.settings.driver.temporaryRoot(folder), mark))
    })
  }

  /** Takes back what waits, if the one under way has lasted so long. */
  takeBackBehind(lastsMs: number): void {
    if (this.running && performance.now() - this.running.startedAt >= lastsMs) this.ahead.takeBack()
  }

  private get limitMs(): number {
    return this.spec.timeoutSeconds * 1000
  }

  private begin({ invocation, signal, settle, giveBack, mark }: Omit<Ahead, 'giveBack' | 'mark'> & Partial<Ahead>): void {
    this.state = 'busy'
    const { clock } = this.settings
    const callOff = clock.at(clock.now() + this.limitMs, () => this.timeOut())
    const onAbort = signal ? () => this.abort() : undefined
    const startedAt = performance.now()
    this.running = { invocation, startedAt, callOff, watch: undefined, settle, giveBack, mark, isShown: false, onAbort, signal }
    if (onAbort) signal?.addEventListener('abort', onAbort, { once: true })
    this.watchMemory(this.running)
    // One that was given ahead may turn out to have been taken back: then it never began.
    if (giveBack === undefined) this.show(this.running)
  }

  /** Begins an invocation's log. */
  private show(running: Running): void {
    if (running.isShown) return
    running.isShown = true
    if (running.invocation.wantsLogTail) this.log.beginTail()
    this.log.start(running.invocation.requestId)
  }

  /** Another than the one under way was given back already, and may be under way here again. */
  private skipped(takenBack: string): void {
    const { running } = this
    if (running?.mark === undefined || basename(takenBack) !== basename(running.mark)) return
    this.release(running)
    this.answered = running.invocation.requestId
    this.state = 'idle'
    this.idleSince = performance.now()
    this.beginNext()
    running.giveBack?.()
  }

  /** Nothing watches over it any more. */
  private release(running: Running): void {
    this.running = undefined
    running.callOff()
    clearInterval(running.watch)
    if (running.onAbort) running.signal?.removeEventListener('abort', running.onAbort)
  }

  /** The runtime has answered and begins what it was given ahead. */
  private beginNext(): void {
    const next = this.isLeaving ? undefined : this.ahead.next()
    if (next === undefined) return
    this.begin(next)
    if (next.signal?.aborted) this.abort()
  }

  /** Whether another invocation may be given to it. */
  get isIdle(): boolean {
    return this.state === 'idle' && !this.isLeaving && this.ending === undefined
  }

  /** Kills the process and everything it started. */
  end(): void {
    if (this.state === 'dead') return
    if (this.child?.pid) killGroup(this.child.pid)
    // Whether those given ahead were begun is in what it has told, which is read to its end.
    if (this.ahead.length > 0 && this.child) this.ending ??= { requestId: this.running?.invocation.requestId ?? this.answered }
    else this.bury({ code: null, signal: 'SIGKILL', isOutOfMemory: false })
  }

  private async launch(): Promise<void> {
    const { driver } = this.settings
    const { spec } = this
    const taskRoot = driver.taskRoot(spec.codeDirectory)
    const layerRoots = driver.layerRoots(spec.layerDirectories)
    const command = await runtimeCommand(spec, { taskRoot, layerRoots })
    if ('missing' in command) return this.cannotStart(command.missing)
    const spare = mustStartFresh(spec) ? undefined : this.settings.takeSpare?.(command)
    this.temporaryDirectory = spare?.temporaryDirectory ?? mkdtempSync(join(this.settings.temporaryRoot, 'function-'))
    const environment = functionEnvironment(spec, {
      taskRoot,
      layerRoots,
      temporaryRoot: driver.temporaryRoot(this.temporaryDirectory),
      logStream: this.log.stream,
      executable: dirname(command.command),
    })
    const api = command.kind === 'custom' ? await openRuntimeApi(this.listener()) : undefined
    if (api) environment['AWS_LAMBDA_RUNTIME_API'] = api.address
    if (this.state === 'dead') return api?.close()
    this.log.initStart(command.version)
    const child =
      spare?.child ??
      driver.launch({
        command: command.command,
        args: command.args,
        environment,
        codeDirectory: spec.codeDirectory,
        layerDirectories: spec.layerDirectories,
        runtimeDirectories: command.directories,
        temporaryDirectory: this.temporaryDirectory,
        temporaryBytes: spec.ephemeralStorageMb * 1024 * 1024,
        memoryBytes: spec.memorySizeMb * 1024 * 1024,
      })
    this.adopt(child)
    this.initTimer = setTimeout(() => this.initTimedOut(), initLimitMs + spec.timeoutSeconds * 1000)
    if (api) {
      this.link = api
      return
    }
    // Measured by turns, six times: invocations that wait in the process cost the server a sixth less with Node, and a tenth more with Python.
    const pipe = pipeLink(child.stdio[3] as Writable, child.stdio[4] as Readable, this.listener(), command.kind === 'node')
    this.link = pipe
    const { handler, memorySizeMb, runtime } = spec
    pipe.start({ handler, taskRoot, layerRoots, environment, memorySizeMb, runtime })
  }

  private adopt(child: ChildProcess): void {
    this.child = child
    child.once('error', error => this.cannotStart(error.message))
    // 'close' comes after the last byte of the pipes was read, so no log line or answer is lost.
    child.once('close', (code, signal) => this.bury({ code, signal, isOutOfMemory: this.isOutOfMemory }))
    child.once('exit', (code, signal) => {
      // What the function started may outlive it and hold the pipes open.
      if (child.pid) killGroup(child.pid)
      const bury = (): void => this.bury({ code, signal, isOutOfMemory: this.isOutOfMemory })
      // A timer may be the first to run after a long wait: what was told meanwhile is read in the turn of the loop between the two.
      setTimeout(() => setImmediate(() => setImmediate(bury)), 500).unref()
    })
    for (const stream of [child.stdout, child.stderr]) {
      const lines = new LineSplitter(line => this.writeLog(line, this.running?.invocation.requestId))
      stream?.on('data', (chunk: Buffer) => lines.push(chunk))
      stream?.once('end', () => lines.end())
    }
  }

  private listener(): RuntimeListener {
    return {
      ready: () => this.becomeReady(),
      initError: (body, errorType) => {
        this.initError = { body, errorType }
      },
      response: (requestId, body) => this.finish(requestId, { payload: body }),
      error: (requestId, body, errorType) => this.finish(requestId, { payload: body, functionError: 'Unhandled' }, errorType),
      responseTooLarge: (requestId, bytes) =>
        this.finish(requestId, { payload: responseTooLarge(bytes), functionError: 'Unhandled' }, 'Function.ResponseSizeTooLarge'),
      skipped: takenBack => this.skipped(takenBack),
      log: (message, requestId) => this.writeLog(message, requestId),
      memory: peakKb => {
        this.peakKb = Math.max(this.peakKb, peakKb)
      },
      leaving: () => {
        this.isLeaving = true
      },
      broken: () => this.end(),
    }
  }

  private writeLog(message: string, requestId: string | undefined): void {
    if (this.running) this.show(this.running)
    this.log.write(message, requestId)
  }

  private becomeReady(): void {
    if (this.state !== 'starting') return
    clearTimeout(this.initTimer)
    this.initMs = performance.now() - this.startedAt
    this.state = 'idle'
    this.idleSince = performance.now()
    this.finishStart?.(undefined)
  }

  private finish(requestId: string, end: InvocationEnd, errorType?: string): void {
    if (this.ending?.requestId === requestId && !this.running) this.beginNext()
    if (this.running?.invocation.requestId !== requestId) return
    this.state = 'idle'
    this.idleSince = performance.now()
    const { settle } = this.settle(end, errorType ? { status: 'error', errorType } : {})!
    this.beginNext()
    settle()
  }

  /** Ends what is under way; whoever waits for it is told by the function that comes back. */
  private settle(end: InvocationEnd, outcome: { status?: 'error' | 'timeout'; errorType?: string }): { settle: () => void } | undefined {
    const running = this.running
    if (!running) return undefined
    this.release(running)
    this.answered = running.invocation.requestId
    this.show(running)
    this.lastMs = performance.now() - running.startedAt
    this.report(running.invocation.requestId, this.lastMs, outcome)
    const logTail = running.invocation.wantsLogTail ? this.log.endTail() : undefined
    return { settle: () => running.settle(logTail === undefined ? end : { ...end, logTail }) }
  }

  private report(requestId: string, durationMs: number, outcome: { status?: 'error' | 'timeout'; errorType?: string }): void {
    const { memorySizeMb } = this.spec
    const peakMb = Math.min(memorySizeMb, Math.ceil(this.peakKb / 1024))
    this.log.end({ requestId, durationMs, memorySizeMb, peakMb, ...(this.initMs === undefined ? {} : { initMs: this.initMs }), ...outcome })
    this.initMs = undefined
  }

  private timeOut(): void {
    const running = this.running
    if (!running) return
    const { requestId } = running.invocation
    this.show(running)
    this.log.timedOut(requestId, this.spec.timeoutSeconds)
    this.settle({ payload: timedOut(requestId, this.spec.timeoutSeconds), functionError: 'Unhandled' }, { status: 'timeout' })?.settle()
    this.end()
  }

  private abort(): void {
    const requestId = this.running?.invocation.requestId
    if (requestId === undefined) return
    this.settle({ payload: aborted(requestId), functionError: 'Unhandled' }, { status: 'error', errorType: 'Sandbox.Aborted' })?.settle()
    this.end()
  }

  /** Most invocations end before the first look, which costs two small reads of /proc. */
  private watchMemory(running: Running): void {
    running.watch = setInterval(() => {
      const kb = this.child?.pid ? residentKb(this.child.pid) : 0
      this.peakKb = Math.max(this.peakKb, kb)
      if (kb <= this.spec.memorySizeMb * 1024 || !this.child?.pid) return
      this.isOutOfMemory = true
      killGroup(this.child.pid)
    }, memoryWatchMs)
  }

  private initTimedOut(): void {
    const seconds = this.spec.timeoutSeconds
    this.failStart(invocation => ({ payload: timedOut(invocation.requestId, seconds), functionError: 'Unhandled' }), 'Sandbox.Timedout')
    this.end()
  }

  private cannotStart(reason: string): void {
    this.failStart(
      invocation => ({ payload: cannotStart(invocation.requestId, reason), functionError: 'Unhandled' }),
      'Runtime.InvalidEntrypoint',
    )
    this.end()
  }

  private failStart(answer: InitFailure, errorType: string): void {
    if (this.state !== 'starting') return
    clearTimeout(this.initTimer)
    const initMs = performance.now() - this.startedAt
    this.log.initFailed(initMs, errorType)
    this.finishStart?.(invocation => {
      if (invocation.wantsLogTail) this.log.beginTail()
      this.log.start(invocation.requestId)
      this.report(invocation.requestId, initMs, { status: 'error', errorType })
      const logTail = this.log.endTail()
      return { ...answer(invocation), ...(logTail === undefined ? {} : { logTail }) }
    })
    this.finishStart = undefined
  }

  private bury(exit: { code: number | null; signal: NodeJS.Signals | null; isOutOfMemory: boolean }): void {
    if (this.state === 'dead') return
    const { initError, running } = this
    if (initError) {
      this.failStart(
        invocation => ({ payload: withRequestId(initError.body, invocation.requestId), functionError: 'Unhandled' }),
        initError.errorType,
      )
    } else {
      const { errorType } = exited('', exit)
      this.failStart(invocation => ({ payload: exited(invocation.requestId, exit).body, functionError: 'Unhandled' }), errorType)
    }
    this.state = 'dead'
    if (running) {
      const { requestId } = running.invocation
      const { body, errorType } = exited(requestId, exit)
      if (this.isOutOfMemory) this.peakKb = this.spec.memorySizeMb * 1024
      this.writeLog(
        `RequestId: ${requestId} Error: ${(JSON.parse(body) as { errorMessage: string }).errorMessage.split(' Error: ')[1]}\n${errorType}\n`,
        requestId,
      )
      this.settle({ payload: body, functionError: 'Unhandled' }, { status: 'error', errorType })?.settle()
    }
    this.ahead.giveAllBack()
    this.link?.close()
    if (this.temporaryDirectory) rmSync(this.temporaryDirectory, { recursive: true, force: true })
    this.onEnd(this)
  }
}
