import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import type { FunctionSpec, HostClock, Invocation, InvocationEnd, LogSink } from '../function-spec.ts'
import type { SandboxDriver } from '../sandbox/driver.ts'
import { functionEnvironment } from './environment.ts'
import { aborted, cannotStart, exited, responseTooLarge, timedOut } from './failure.ts'
import { openRuntimeApi } from './http-endpoint.ts'
import { ProcessLog } from './invocation-log.ts'
import { killGroup } from './kill-group.ts'
import { LineSplitter } from './line-splitter.ts'
import type { RuntimeLink, RuntimeListener } from './link.ts'
import { pipeLink } from './pipe-link.ts'
import { residentKb } from './resident-memory.ts'
import { type RuntimeCommand, runtimeCommand } from './runtimes.ts'

/** AWS: initialisation may take 10 s; beyond that it counts against the function's own time limit. */
const initLimitMs = 10_000
const memoryWatchMs = 100

export interface ProcessSettings {
  driver: SandboxDriver
  sink: LogSink
  clock: HostClock
  /** Folder under which each process gets a temporary one. */
  temporaryRoot: string
  /** A started process that waits for its first order, where one is at hand. */
  takeSpare?: (command: RuntimeCommand) => SpareProcess | undefined
}

export interface SpareProcess {
  child: ChildProcess
  temporaryDirectory: string
}

interface Running {
  invocation: Invocation
  startedAt: number
  callOff: () => void
  watch: NodeJS.Timeout | undefined
  settle: (end: InvocationEnd) => void
  onAbort: (() => void) | undefined
  signal: AbortSignal | undefined
}

/** Why a process never became ready; the invocation at the head of the queue answers with it. */
export type InitFailure = (invocation: Invocation) => InvocationEnd

/**
 * One runtime process: starting → idle ⇄ busy → dead. It runs one invocation at a time. Whatever ends the process ends the
 * invocation under way with AWS's words for it; a dead process is never used again.
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
  private readonly settings: ProcessSettings
  private readonly startedAt = performance.now()
  private initMs: number | undefined
  private initTimer: NodeJS.Timeout | undefined
  private peakKb = 0
  private isOutOfMemory = false
  private isLeaving = false
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
    this.state = 'busy'
    const limitMs = this.spec.timeoutSeconds * 1000
    const { clock } = this.settings
    return new Promise(settle => {
      const callOff = clock.at(clock.now() + limitMs, () => this.timeOut())
      const onAbort = signal ? () => this.abort() : undefined
      this.running = { invocation, startedAt: performance.now(), callOff, watch: undefined, settle, onAbort, signal }
      if (onAbort) signal?.addEventListener('abort', onAbort, { once: true })
      this.watchMemory(this.running)
      if (invocation.wantsLogTail) this.log.beginTail()
      this.log.start(invocation.requestId)
      // The function reads the machine's clock, whichever the server goes by.
      this.link?.invoke(invocation, Date.now() + limitMs)
    })
  }

  /** Whether another invocation may be given to it. */
  get isIdle(): boolean {
    return this.state === 'idle' && !this.isLeaving
  }

  /** Kills the process and everything it started. */
  end(): void {
    if (this.state === 'dead') return
    if (this.child?.pid) killGroup(this.child.pid)
    this.bury({ code: null, signal: 'SIGKILL', isOutOfMemory: false })
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
      })
    this.adopt(child)
    this.initTimer = setTimeout(() => this.initTimedOut(), initLimitMs + spec.timeoutSeconds * 1000)
    if (api) {
      this.link = api
      return
    }
    const pipe = pipeLink(child.stdio[3] as Writable, child.stdio[4] as Readable, this.listener())
    this.link = pipe
    pipe.start({ handler: spec.handler, taskRoot, environment, memorySizeMb: spec.memorySizeMb, runtime: spec.runtime })
  }

  private adopt(child: ChildProcess): void {
    this.child = child
    child.once('error', error => this.cannotStart(error.message))
    // 'close' comes after the last byte of the pipes was read, so no log line or answer is lost.
    child.once('close', (code, signal) => this.bury({ code, signal, isOutOfMemory: this.isOutOfMemory }))
    child.once('exit', (code, signal) => {
      // What the function started may outlive it and hold the pipes open.
      if (child.pid) killGroup(child.pid)
      setTimeout(() => this.bury({ code, signal, isOutOfMemory: this.isOutOfMemory }), 500).unref()
    })
    for (const stream of [child.stdout, child.stderr]) {
      const lines = new LineSplitter(line => this.log.write(line, this.running?.invocation.requestId))
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
      log: (message, requestId) => this.log.write(message, requestId),
      memory: peakKb => {
        this.peakKb = Math.max(this.peakKb, peakKb)
      },
      leaving: () => {
        this.isLeaving = true
      },
      broken: () => this.end(),
    }
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
    if (this.running?.invocation.requestId !== requestId) return
    this.state = 'idle'
    this.idleSince = performance.now()
    this.settle(end, errorType ? { status: 'error', errorType } : {})
  }

  private settle(end: InvocationEnd, outcome: { status?: 'error' | 'timeout'; errorType?: string }): void {
    const running = this.running
    if (!running) return
    this.running = undefined
    running.callOff()
    clearInterval(running.watch)
    if (running.onAbort) running.signal?.removeEventListener('abort', running.onAbort)
    this.report(running.invocation.requestId, performance.now() - running.startedAt, outcome)
    const logTail = running.invocation.wantsLogTail ? this.log.endTail() : undefined
    running.settle(logTail === undefined ? end : { ...end, logTail })
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
    this.log.timedOut(requestId, this.spec.timeoutSeconds)
    this.settle({ payload: timedOut(requestId, this.spec.timeoutSeconds), functionError: 'Unhandled' }, { status: 'timeout' })
    this.end()
  }

  private abort(): void {
    const requestId = this.running?.invocation.requestId
    if (requestId === undefined) return
    this.settle({ payload: aborted(requestId), functionError: 'Unhandled' }, { status: 'error', errorType: 'Sandbox.Aborted' })
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
      this.log.write(
        `RequestId: ${requestId} Error: ${(JSON.parse(body) as { errorMessage: string }).errorMessage.split(' Error: ')[1]}\n${errorType}\n`,
        requestId,
      )
      this.settle({ payload: body, functionError: 'Unhandled' }, { status: 'error', errorType })
    }
    this.link?.close()
    if (this.temporaryDirectory) rmSync(this.temporaryDirectory, { recursive: true, force: true })
    this.onEnd(this)
  }
}

/** The runtime could not know for which request it failed to start: Python's error object has a place for it. */
function withRequestId(body: string, requestId: string): string {
  return body.replace('"requestId": ""', () => `"requestId": "${requestId}"`)
}

/** Variables that an interpreter reads only when it starts. */
function mustStartFresh(spec: FunctionSpec): boolean {
  return Object.keys(spec.environment).some(name => /^(?:NODE_|LD_|PYTHON|TZ$|LANG$|LC_|OPENSSL_|SSL_)/.test(name))
}
