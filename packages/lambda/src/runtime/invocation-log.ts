import { randomBytes } from 'node:crypto'
import type { FunctionSpec, HostClock, LogSink } from '../function-spec.ts'

const tailBytes = 4096

export interface InvocationReport {
  requestId: string
  durationMs: number
  memorySizeMb: number
  peakMb: number
  /** Only on the first invocation of a process. */
  initMs?: number
  status?: 'error' | 'timeout'
  errorType?: string
}

/** AWS: `2026/11/23/[$LATEST]0123…`, one stream per process. */
export function logStreamName(version: string, now: Date): string {
  return `${now.toISOString().slice(0, 10).replaceAll('-', '/')}/[${version}]${randomBytes(16).toString('hex')}`
}

/** Writes one process's log stream: the platform's own lines in AWS's formats, and the function's. */
export class ProcessLog {
  readonly stream: string
  private readonly spec: FunctionSpec
  private readonly sink: LogSink
  private readonly clock: Pick<HostClock, 'now'>
  private tail: string[] | undefined

  constructor(spec: FunctionSpec, { sink, clock }: { sink: LogSink; clock: Pick<HostClock, 'now'> }) {
    this.spec = spec
    this.sink = sink
    this.clock = clock
    this.stream = logStreamName(spec.version, new Date(clock.now()))
  }

  /** Keeps the messages from now on for `endTail`. */
  beginTail(): void {
    this.tail = []
  }

  /** Base64 of the last 4 KB since `beginTail`. */
  endTail(): string | undefined {
    if (!this.tail) return undefined
    const bytes = Buffer.from(this.tail.join(''))
    this.tail = undefined
    return bytes.subarray(Math.max(0, bytes.length - tailBytes)).toString('base64')
  }

  write(message: string, requestId?: string): void {
    this.tail?.push(message)
    this.sink.append(this.spec.logGroup, this.stream, [{ timestamp: this.clock.now(), message, ...(requestId ? { requestId } : {}) }])
  }

  /** `interpreter` is what runs the function in truth, whichever version its runtime names. */
  initStart(interpreter: string | undefined): void {
    const family = this.spec.runtime.replace(/^(nodejs|python|provided)\.?/, '$1:').replace(/\.x$|:$/, '')
    const version = interpreter === undefined ? family : `${family} (${interpreter})`
    const runtimeArn = this.spec.runtimeVersionArn
    this.platform(`INIT_START Runtime Version: ${version}\tRuntime Version ARN: ${runtimeArn}`, 'platform.initStart', {
      initializationType: 'on-demand',
      phase: 'init',
      runtimeVersion: version,
      runtimeVersionArn: runtimeArn,
      functionName: this.spec.functionName,
      functionVersion: this.spec.version,
    })
  }

  initFailed(initMs: number, errorType: string): void {
    this.platform(
      `INIT_REPORT Init Duration: ${initMs.toFixed(2)} ms\tPhase: init\tStatus: error\tError Type: ${errorType}`,
      'platform.initReport',
      { initializationType: 'on-demand', phase: 'init', status: 'error', errorType, metrics: { durationMs: round(initMs) } },
    )
  }

  start(requestId: string): void {
    this.platform(
      `START RequestId: ${requestId} Version: ${this.spec.version}`,
      'platform.start',
      { requestId, version: this.spec.version },
      requestId,
    )
  }

  timedOut(requestId: string, seconds: number): void {
    if (this.spec.logFormat === 'JSON') return
    this.write(`${this.time()} ${requestId} Task timed out after ${seconds.toFixed(2)} seconds\n\n`, requestId)
  }

  end(report: InvocationReport): void {
    const { requestId, durationMs, memorySizeMb, peakMb, initMs, status, errorType } = report
    // AWS bills initialisation with the first invocation and rounds up to a millisecond.
    const billedMs = Math.ceil(durationMs + (initMs ?? 0))
    if (this.spec.logFormat === 'JSON') {
      const metrics = {
        durationMs: round(durationMs),
        billedDurationMs: billedMs,
        memorySizeMB: memorySizeMb,
        maxMemoryUsedMB: peakMb,
        ...(initMs === undefined ? {} : { initDurationMs: round(initMs) }),
      }
      const record = { requestId, metrics, status: status ?? 'success', ...(errorType ? { errorType } : {}) }
      this.platform('', 'platform.report', record, requestId)
      return
    }
    const lines = [
      `END RequestId: ${requestId}\n`,
      `REPORT RequestId: ${requestId}\tDuration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${billedMs} ms\tMemory Size: ${memorySizeMb} MB\tMax Memory Used: ${peakMb} MB\t` +
        (initMs === undefined ? '' : `Init Duration: ${initMs.toFixed(2)} ms\t`) +
        (status ? `Status: ${status}${errorType ? `\tError Type: ${errorType}` : ''}` : '') +
        '\n',
    ]
    const timestamp = this.clock.now()
    this.tail?.push(...lines)
    this.sink.append(
      this.spec.logGroup,
      this.stream,
      lines.map(message => ({ timestamp, message, requestId })),
    )
  }

  private time(): string {
    return new Date(this.clock.now()).toISOString()
  }

  private platform(text: string, type: string, record: object, requestId?: string): void {
    const message = this.spec.logFormat === 'JSON' ? JSON.stringify({ time: this.time(), type, record }) : text
    this.write(`${message}\n`, requestId)
  }
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000
}
