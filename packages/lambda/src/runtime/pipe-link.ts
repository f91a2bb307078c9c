import type { Readable, Writable } from 'node:stream'
import type { Invocation } from '../function-spec.ts'
import { encodeFrame, type FrameHeader, FrameReader } from './frames.ts'
import type { RuntimeLink, RuntimeListener } from './link.ts'

/** Tells a bootstrap what to load; the first frame of every process. */
export interface StartOrder {
  handler: string
  taskRoot: string
  /** Where the layers lie, which AWS has in `/opt`. */
  layerRoots: readonly string[]
  environment: Record<string, string>
  memorySizeMb: number
  runtime: string
}

/**
 * Connects to one of our bootstraps over its inherited pipes.
 *
 * @param takesAhead whether invocations may be handed over before another is answered
 */
export function pipeLink(
  toRuntime: Writable,
  fromRuntime: Readable,
  listener: RuntimeListener,
  takesAhead: boolean,
): RuntimeLink & { start(order: StartOrder): void } {
  const reader = new FrameReader((header, body) => dispatch(header, body, listener))
  fromRuntime.on('data', (chunk: Buffer) => {
    try {
      reader.push(chunk)
    } catch {
      listener.broken()
    }
  })
  // A runtime that died cannot be written to; its exit is what counts.
  toRuntime.on('error', () => undefined)
  fromRuntime.on('error', () => undefined)
  const handOver = (invocation: Invocation, when: { deadline: number } | { limitMs: number; takenBack: string }): void => {
    const { payload, requestId, invokedFunctionArn, traceId } = invocation
    const clientContext = invocation.clientContext && Buffer.from(invocation.clientContext, 'base64').toString()
    toRuntime.write(encodeFrame({ type: 'invoke', requestId, ...when, invokedFunctionArn, clientContext, traceId }, payload))
  }
  return {
    start: order => void toRuntime.write(encodeFrame({ type: 'start' }, JSON.stringify(order))),
    invoke: (invocation, deadline) => handOver(invocation, { deadline }),
    ...(takesAhead && { invokeNext: (invocation, limitMs, takenBack) => handOver(invocation, { limitMs, takenBack }) }),
    isAmidFrame: () => reader.isAmidFrame,
    close: () => {
      toRuntime.destroy()
      fromRuntime.destroy()
    },
  }
}

function dispatch(header: FrameHeader, body: Buffer, listener: RuntimeListener): void {
  const requestId = String(header['requestId'] ?? '')
  if (typeof header['peakKb'] === 'number') listener.memory(header['peakKb'])
  switch (header.type) {
    case 'log':
      listener.log(body.toString(), requestId || undefined)
      break
    case 'response':
      listener.response(requestId, body.toString())
      break
    case 'error':
      if (header['isLast']) listener.leaving()
      listener.error(requestId, body.toString(), String(header['errorType']))
      break
    case 'skipped':
      listener.skipped(String(header['takenBack']))
      break
    case 'too-large':
      listener.responseTooLarge(requestId, Number(header['bytes']))
      break
    case 'ready':
      listener.ready()
      break
    case 'init-error':
      listener.initError(body.toString(), String(header['errorType']))
      break
    default:
      listener.broken()
  }
}
