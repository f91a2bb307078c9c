import type { Json } from '@pasos/asl'
import type { TaskEffects } from '@pasos/engine'
import { shardId } from '../../dynamodb/streams/stream-reader.ts'
import type { MappingRecord } from './mapping-record.ts'
import { type PollerDependencies, rest, restMs } from './sqs-poller.ts'
import { batchOf, firstFailed, type StreamRecord, streamEvent, streamRecord, wantedBy } from './stream-batch.ts'
import { cursorAt, cursorWrite, isOfPart, partStream, readCursor, type StreamCursor, type StreamPart } from './stream-cursor.ts'
import type { StreamSource } from './stream-source.ts'
import {
  closed,
  fitting,
  isOf,
  type OpenWindow,
  ofOneWindow,
  overAt,
  stateIn,
  type Windows,
  windowEvent,
  windowOf,
  windowsOf,
  withState,
} from './stream-window.ts'

export interface StreamPollerDependencies extends PollerDependencies {
  streams: StreamSource
}

/** A failed batch is tried again after a pause that grows to this. */
const longestPauseMs = 60_000

/** A mapping, and the part of its stream that is read. */
interface Reading {
  mapping: MappingRecord
  part: StreamPart
}

/**
 * Reads a stream for a mapping until the signal aborts: in as many parts at once as are wanted, each one batch after the other, and the records of
 * an item in their order.
 */
export async function pollStream(mapping: MappingRecord, deps: StreamPollerDependencies, signal: AbortSignal): Promise<void> {
  await untilAborted(mapping, deps, signal, async () => {
    const parts = await partStream(deps.data, mapping.uuid, mapping.stream?.parallelizationFactor ?? 1, deps.clock.now())
    await Promise.all(parts.map(part => untilAborted(mapping, deps, signal, () => readOnce({ mapping, part }, deps, signal))))
  })
}

/** Again and again, after a pause where it fails. */
async function untilAborted(
  mapping: MappingRecord,
  deps: StreamPollerDependencies,
  signal: AbortSignal,
  act: () => Promise<void>,
): Promise<void> {
  let told = ''
  while (!signal.aborted) {
    try {
      await act()
      told = ''
    } catch (error) {
      if (signal.aborted) return
      const reason = error instanceof Error ? error.message : String(error)
      if (reason !== told)
        deps.logger.error('an event source cannot be read', { mapping: mapping.uuid, source: mapping.eventSourceArn, reason })
      told = reason
      await rest(deps.clock, restMs, signal)
    }
  }
}

async function readOnce(reading: Reading, deps: StreamPollerDependencies, signal: AbortSignal): Promise<void> {
  const { mapping, part } = reading
  const cursor = fitting(await readCursor(deps.data, mapping.uuid, part), mapping, deps.clock.now())
  if (cursor.closing) return closeWindow(reading, deps, cursor, signal)
  const { records, next } = await gather(reading, deps, cursor, signal)
  if (signal.aborted) return
  if (cursor.window && (records.length === 0 || !isOf(records[0]!, cursor.window)))
    return closeWindow(reading, deps, closed(cursor, deps.clock.now()), signal)
  if (records.length === 0) return
  const batch = batchOf(records, cursor.size ?? mapping.batchSize, Buffer.byteLength(cursor.window?.state ?? ''))
  const end = batch.length === records.length ? next : after(batch.at(-1)!)
  const wanted = batch.filter(wantedBy(mapping))
  if (wanted.length === 0) return moveOn(reading, deps, cursorAt(end, cursor.handled, windowsOf(cursor)))
  const window = cursor.window ?? windowOf(wanted[0]!, mapping)
  const payload = window ? windowEvent(wanted, mapping.eventSourceArn, window) : streamEvent(wanted, mapping.eventSourceArn)
  const requestId = deps.ids.uuid()
  const result = await deps.invoker.invoke({ function: mapping.functionArn, payload, requestId })
  // What was not taken is tried again, and counts as no try.
  if (result.outcome === 'refused') throw new Error(result.message)
  const { failed, ...windows } = outcomeOf(mapping, wanted, result, window)
  if (!failed) return moveOn(reading, deps, cursorAt(end, cursor.handled, windows))
  const left = wanted.slice(wanted.indexOf(failed))
  const givenUp = whatIsGivenUp(mapping, cursor, left, deps.clock.now())
  if (!givenUp) return retry(reading, deps, { ...nextTry(mapping, cursor, wanted, failed), ...windows }, signal)
  const { records: lost, condition } = givenUp
  const effects = await tellFailure(mapping, deps, lost, {
    ...{ requestId, condition, invocations: cursor.retries + 1 },
    ...{ executedVersion: result.executedVersion, ...(result.functionError !== undefined && { functionError: result.functionError }) },
  })
  await moveOn(reading, deps, cursorAt(lost.length === left.length ? end : after(lost.at(-1)!), cursor.handled, windows), effects)
}

/** The first record that was not handled, if any, and the windows with what the function made of those before it. */
function outcomeOf(
  mapping: MappingRecord,
  wanted: readonly StreamRecord[],
  result: { payload: string; functionError?: string },
  window: OpenWindow | undefined,
): Windows & { failed?: StreamRecord } {
  const state = window && stateIn(result)
  const failed = window && state === undefined ? wanted[0] : firstFailed(wanted, result, mapping.reportsFailures)
  const isState = window && state !== undefined && failed !== wanted[0]
  return { ...(failed && { failed }), ...(isState ? withState(window, state) : window && { window }) }
}

/** Tells the function that a window is over, with its state, until it has taken it: AWS reads on only then. */
async function closeWindow(reading: Reading, deps: StreamPollerDependencies, cursor: StreamCursor, signal: AbortSignal): Promise<void> {
  const { mapping, part } = reading
  const { closing = [], ...rest } = cursor
  const [window, ...others] = closing
  const left = (open: readonly OpenWindow[]): StreamCursor => ({ ...rest, ...(open.length > 0 && { closing: [...open] }) })
  if (!window) return
  const payload = windowEvent([], mapping.eventSourceArn, window)
  const result = await deps.invoker.invoke({ function: mapping.functionArn, payload, requestId: deps.ids.uuid() })
  if (result.outcome === 'refused') throw new Error(result.message)
  if (result.functionError === undefined) return moveOn(reading, deps, left(others))
  const tries = (window.tries ?? 0) + 1
  await deps.data.commit([cursorWrite(mapping.uuid, part, left([{ ...window, tries }, ...others]))])
  await pause(deps, tries, signal)
}

/** Of all parts, so that a batch of one of them is filled. */
const mostReadAtOnce = 1_000

/** What is there of the part and of one tumbling window, and what comes within the batching window; waits for the first, or the end of the open window. */
async function gather(
  { mapping, part }: Reading,
  deps: StreamPollerDependencies,
  cursor: StreamCursor,
  signal: AbortSignal,
): Promise<{ records: StreamRecord[]; next: string }> {
  const { eventSourceArn } = mapping
  const most = cursor.size ?? mapping.batchSize
  const limit = Math.max(most, Math.min(most * part.of, mostReadAtOnce))
  let until = overAt(cursor.window)
  let from = cursor.from
  let isBegun = false
  for (;;) {
    const roleArn = deps.roleOf(mapping)
    if (roleArn === undefined) throw new Error(`Function not found: ${mapping.functionArn}`)
    // Listened for before it is looked for, so that nothing comes in between.
    const wake = new AbortController()
    const stop = AbortSignal.any([signal, wake.signal])
    const changed = deps.streams.changed(eventSourceArn, stop)
    try {
      const { texts, next } = await deps.streams.read(eventSourceArn, from, limit, roleArn)
      const all = texts.map(streamRecord).filter(isOfPart(part, cursor))
      const records = ofOneWindow(all, mapping)
      const now = deps.clock.now()
      if (records.length > 0 && !isBegun) until = Math.min(now + mapping.windowSeconds * 1000, overAt(windowOf(records[0]!, mapping)))
      isBegun ||= records.length > 0
      const isCut = records.length < all.length
      const isFull = records.length >= most || texts.length >= limit || isCut
      const isDone = records.length > 0 ? isFull || cursor.retries > 0 || now >= until : now >= until && texts.length < limit
      if (signal.aborted || isDone) return { records, next: isCut ? after(records.at(-1)!) : next }
      // Others' records are not looked at again.
      if (records.length === 0) from = next
      if (texts.length >= limit) continue
      await Promise.race([changed, ...(Number.isFinite(until) ? [rest(deps.clock, until - now, stop)] : [])])
    } finally {
      wake.abort()
      await changed
    }
  }
}

function after({ sequenceNumber }: StreamRecord): string {
  return `${sequenceNumber} `
}

/** What is not tried any more, and why: records that are too old, or all when there were retries enough. A batch that can be parted is. */
function whatIsGivenUp(
  { stream, batchSize }: MappingRecord,
  { retries, size }: StreamCursor,
  left: readonly StreamRecord[],
  now: number,
): { records: readonly StreamRecord[]; condition: string } | undefined {
  const { mostRetries = -1, longestAgeSeconds = -1, bisects = false } = stream ?? {}
  const old = longestAgeSeconds < 0 ? [] : left.filter(({ at }) => at + longestAgeSeconds * 1000 <= now)
  if (old.length > 0) return { records: old, condition: 'RecordAgeExceeded' }
  const canBePart = bisects && left.length > 1 && (size ?? batchSize) > 1
  return mostRetries >= 0 && retries >= mostRetries && !canBePart ? { records: left, condition: 'RetryAttemptsExhausted' } : undefined
}

/** From the record that failed on, in halves where that is wanted; parting a batch counts as no retry. */
function nextTry({ stream }: MappingRecord, cursor: StreamCursor, wanted: readonly StreamRecord[], failed: StreamRecord): StreamCursor {
  const left = wanted.length - wanted.indexOf(failed)
  // What was handled before it is not to be handled again.
  const from = failed === wanted[0] ? cursor.from : failed.sequenceNumber
  const size = stream?.bisects && left > 1 ? { size: Math.ceil(left / 2) } : cursor.size === undefined ? {} : { size: cursor.size }
  const isNewPlace = from !== cursor.from
  return {
    ...(cursor.handled && { handled: cursor.handled }),
    from,
    retries: isNewPlace ? 1 : cursor.retries + (stream?.bisects && left > 1 ? 0 : 1),
    ...size,
  }
}

async function retry({ mapping, part }: Reading, deps: StreamPollerDependencies, cursor: StreamCursor, signal: AbortSignal): Promise<void> {
  await deps.data.commit([cursorWrite(mapping.uuid, part, cursor)])
  await pause(deps, cursor.retries, signal)
}

function pause({ clock }: StreamPollerDependencies, tries: number, signal: AbortSignal): Promise<void> {
  return rest(clock, Math.min(longestPauseMs, 1000 * 2 ** Math.min(tries, 6)), signal)
}

/** What is told of a failure is on disk with the place behind it. */
async function moveOn(
  { mapping, part }: Reading,
  { data }: StreamPollerDependencies,
  cursor: StreamCursor,
  effects?: TaskEffects,
): Promise<void> {
  await data.commit([cursorWrite(mapping.uuid, part, cursor), ...(effects?.writes ?? [])])
  effects?.settle(true)
}

interface FailedCall {
  requestId: string
  condition: string
  invocations: number
  executedVersion: string
  functionError?: string
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html. What cannot be sent is logged, and holds nothing up. */
async function tellFailure(
  mapping: MappingRecord,
  { caller, clock, ids, roleOf, logger }: StreamPollerDependencies,
  records: readonly StreamRecord[],
  { requestId, condition, invocations, executedVersion, functionError }: FailedCall,
): Promise<TaskEffects | undefined> {
  const target = mapping.stream?.onFailure
  const as = roleOf(mapping)
  if (target === undefined || as === undefined) return undefined
  const [first, last] = [records[0]!, records.at(-1)!]
  const text = JSON.stringify({
    requestContext: { requestId, functionArn: mapping.functionArn, condition, approximateInvokeCount: invocations },
    responseContext: { statusCode: 200, executedVersion, ...(functionError !== undefined && { functionError }) },
    ...{ version: '1.0', timestamp: new Date(clock.now()).toISOString() },
    DDBStreamBatchInfo: {
      ...{ shardId, startSequenceNumber: first.sequenceNumber, endSequenceNumber: last.sequenceNumber },
      approximateArrivalOfFirstRecord: new Date(first.at).toISOString(),
      approximateArrivalOfLastRecord: new Date(last.at).toISOString(),
      ...{ batchSize: records.length, streamArn: mapping.eventSourceArn },
    },
  })
  const [, , service = '', region = '', account, name] = target.split(':')
  const isQueue = service === 'sqs'
  const input: Json = isQueue
    ? { QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${name}`, MessageBody: text }
    : { TopicArn: target, Message: text }
  const operation = isQueue ? 'SendMessage' : 'Publish'
  const call = { service, operation, input, names: 'api' as const, as, region, idempotencyToken: ids.uuid() }
  const answer = await caller.call(call, new AbortController().signal)
  if (answer.outcome === 'answered') return answer.effects
  logger.error('a failed batch could not be told', { mapping: mapping.uuid, target, reason: answer.refusal.message })
  return undefined
}
