import { parseJson } from '@pasos/asl'
import { shardId } from '../../dynamodb/streams/stream-reader.ts'
import type { MappingRecord } from './mapping-record.ts'
import { type StreamRecord, streamEvent } from './stream-batch.ts'

/**
 * A tumbling window with what the function has made of its records so far, on disk with the place in the stream.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-windows.html
 */
export interface OpenWindow {
  /** Epoch milliseconds. */
  start: number
  end: number
  /** JSON text, as the function answered it. */
  state: string
  /** It is closed before its end: its state has grown too large, or the mapping is read otherwise from now on. */
  isEarly?: true
  /** How often the invocation that closes it has failed. */
  tries?: number
}

/** The windows of a reader: the one whose records it reads, and those of which the function has yet to be told that they are closed. */
export interface Windows {
  window?: OpenWindow
  closing?: OpenWindow[]
}

/** AWS: a state may have 1 MB; the window of a larger one is closed early. */
const maxStateBytes = 1024 * 1024

/**
 * Records carry the second of their writing, which is on disk a moment later. AWS waits for up to two minutes here, since it does not know
 * whether there is more to come.
 */
const graceMs = 1_000

/** The window of a record, where the mapping has windows: they lie side by side from the epoch on. */
export function windowOf({ at }: StreamRecord, mapping: MappingRecord): OpenWindow | undefined {
  const ms = millisecondsOf(mapping)
  if (ms === 0) return undefined
  const start = Math.floor(at / ms) * ms
  return { start, end: start + ms, state: '{}' }
}

/** From when on no record of it is to come. */
export function overAt(window: OpenWindow | undefined): number {
  return window === undefined ? Number.POSITIVE_INFINITY : window.end + graceMs
}

/** The first records, as many as are of one window. */
export function ofOneWindow(records: StreamRecord[], mapping: MappingRecord): StreamRecord[] {
  const window = records[0] && windowOf(records[0], mapping)
  const other = window ? records.findIndex(record => !isOf(record, window)) : -1
  return other < 0 ? records : records.slice(0, other)
}

export function isOf({ at }: StreamRecord, { start, end }: OpenWindow): boolean {
  return at >= start && at < end
}

export function windowsOf({ window, closing }: Windows): Windows {
  return { ...(window && { window }), ...(closing && { closing }) }
}

/** The windows as the mapping wants them: one of another length than it has now is closed. */
export function fitting<C extends Windows>(cursor: C, mapping: MappingRecord, now: number): C | (Omit<C, 'window'> & Windows) {
  const { window } = cursor
  if (!window || window.end - window.start === millisecondsOf(mapping)) return cursor
  return closed(cursor, now)
}

/** The open window is to be closed: nothing comes to it any more. */
export function closed<C extends Windows>({ window, ...rest }: C, now: number): Omit<C, 'window'> & Windows {
  if (!window) return rest as Omit<C, 'window'> & Windows
  const added = { ...window, ...(now < window.end && { isEarly: true as const }) }
  return { ...rest, closing: [...(rest.closing ?? []), added] }
}

function millisecondsOf({ stream }: MappingRecord): number {
  return (stream?.tumblingWindowSeconds ?? 0) * 1000
}

/** What the function answers of a window: its state as text; nothing where it has none, which AWS takes for a failure. */
export function stateIn({ payload, functionError }: { payload: string; functionError?: string }): string | undefined {
  if (functionError !== undefined) return undefined
  try {
    const state = (parseJson(payload) as { state?: object } | null)?.state
    return typeof state === 'object' && state !== null ? JSON.stringify(state) : undefined
  } catch {
    return undefined
  }
}

/** The windows after an invocation that has handled records: too large a state goes back to the function once, and is forgotten. */
export function withState(window: OpenWindow, state: string): Windows {
  const next = { ...window, state }
  return Buffer.byteLength(state) > maxStateBytes ? { closing: [{ ...next, isEarly: true }] } : { window: next }
}

/** The event of some records of a window, or of none for the invocation that closes it. */
export function windowEvent(records: readonly StreamRecord[], streamArn: string, window: OpenWindow): string {
  const { start, end, state, isEarly = false } = window
  const isFinal = records.length === 0
  const about = {
    ...{ shardId, eventSourceARN: streamArn },
    ...{ isFinalInvokeForWindow: isFinal, isWindowTerminatedEarly: isFinal && isEarly },
  }
  const span = JSON.stringify({ start: secondOf(start), end: secondOf(end) })
  return `${streamEvent(records, streamArn).slice(0, -1)},"window":${span},"state":${state},${JSON.stringify(about).slice(1)}`
}

function secondOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}
