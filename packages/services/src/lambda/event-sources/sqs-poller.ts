import type { Json, JsonObject } from '@pasos/asl'
import type { Clock, DataStore, FunctionInvoker, Ids, ServiceCaller } from '@pasos/engine'
import { type Pattern, parsePattern } from '../../event-pattern/compile-pattern.ts'
import type { MappingRecord } from './mapping-record.ts'
import { filterable, handledOf, type ReceivedMessage, recordOfMessage } from './sqs-batch.ts'

/** AWS begins with five readers of a queue. */
const readers = 5
const longestPollSeconds = 20
const messagesAtOnce = 10
/** AWS: what a function is given in one event. */
const maxBatchBytes = 6 * 1024 * 1024
/** How long a reader leaves a queue alone that it may not read, or a function that has no room. */
export const restMs = 5_000

export interface PollerDependencies {
  caller: Pick<ServiceCaller, 'call'>
  invoker: FunctionInvoker
  data: DataStore
  clock: Clock
  ids: Ids
  /** The role of the mapping's function; nothing when the function is gone. */
  roleOf(mapping: MappingRecord): string | undefined
  logger: { error(message: string, details: Record<string, unknown>): void }
}

/** Reads a queue for a mapping until the signal aborts: receives, invokes, deletes what was handled. Resolves when it has stopped. */
export async function pollQueue(mapping: MappingRecord, deps: PollerDependencies, signal: AbortSignal): Promise<void> {
  const count = Math.min(readers, mapping.maximumConcurrency ?? readers)
  let told = ''
  /** Once for each reason, not for each of thousands of attempts. */
  const tell = (reason: string) => {
    if (reason !== told)
      deps.logger.error('an event source cannot be read', { mapping: mapping.uuid, source: mapping.eventSourceArn, reason })
    told = reason
  }
  const patterns = mapping.filters.map(parsePattern)
  const read = async () => {
    while (!signal.aborted) {
      try {
        await readOnce(mapping, patterns, deps, signal)
        told = ''
      } catch (error) {
        if (signal.aborted) return
        tell(error instanceof Error ? error.message : String(error))
        await rest(deps.clock, restMs, signal)
      }
    }
  }
  await Promise.all(Array.from({ length: count }, read))
}

async function readOnce(
  mapping: MappingRecord,
  patterns: readonly Pattern[],
  deps: PollerDependencies,
  signal: AbortSignal,
): Promise<void> {
  const messages = await gather(mapping, deps, signal)
  const records = messages.map(message => recordOfMessage(message, mapping.eventSourceArn))
  const isWanted = (event: Json) => patterns.length === 0 || patterns.some(matches => matches(event))
  const wanted = messages.filter((_, index) => isWanted(filterable(records[index]!)))
  const unwanted = messages.filter(message => !wanted.includes(message))
  await forget(mapping, unwanted, deps, signal)
  if (wanted.length === 0) return
  const payload = JSON.stringify({ Records: wanted.map(message => recordOfMessage(message, mapping.eventSourceArn)) })
  const result = await deps.invoker.invoke({ function: mapping.functionArn, payload, requestId: deps.ids.uuid() })
  // What was not taken comes back when the queue shows it again.
  if (result.outcome === 'refused') throw new Error(result.message)
  const isFifo = mapping.eventSourceArn.endsWith('.fifo')
  const handled = handledOf(wanted, result, { reportsFailures: mapping.reportsFailures, isFifo })
  // Also when it is being stopped: what was handled is not to be handled again.
  await forget(mapping, handled, deps, new AbortController().signal)
}

/** One batch: what is there, and what comes within the window. */
async function gather(mapping: MappingRecord, deps: PollerDependencies, signal: AbortSignal): Promise<ReceivedMessage[]> {
  const messages: ReceivedMessage[] = []
  let bytes = 0
  let until = Number.POSITIVE_INFINITY
  for (;;) {
    const left = Math.ceil((until - deps.clock.now()) / 1000)
    if (signal.aborted || messages.length >= mapping.batchSize || bytes >= maxBatchBytes || (messages.length > 0 && left <= 0))
      return messages
    const output = await callQueue(mapping, deps, signal, 'ReceiveMessage', {
      MaxNumberOfMessages: Math.min(messagesAtOnce, mapping.batchSize - messages.length),
      WaitTimeSeconds: Math.min(longestPollSeconds, left),
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    })
    const received = (output['Messages'] ?? []) as unknown as ReceivedMessage[]
    if (messages.length === 0 && received.length > 0) until = deps.clock.now() + mapping.windowSeconds * 1000
    for (const message of received) bytes += Buffer.byteLength(message.Body)
    messages.push(...received)
  }
}

async function forget(
  mapping: MappingRecord,
  messages: readonly ReceivedMessage[],
  deps: PollerDependencies,
  signal: AbortSignal,
): Promise<void> {
  for (let at = 0; at < messages.length; at += messagesAtOnce) {
    const entries = messages.slice(at, at + messagesAtOnce).map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }))
    await callQueue(mapping, deps, signal, 'DeleteMessageBatch', { Entries: entries })
  }
}

/** As the function's role, which needs the permission. @throws Error with the refusal's message */
async function callQueue(
  mapping: MappingRecord,
  { caller, data, ids, roleOf }: PollerDependencies,
  signal: AbortSignal,
  operation: string,
  input: { [member: string]: Json },
): Promise<JsonObject> {
  const roleArn = roleOf(mapping)
  if (roleArn === undefined) throw new Error(`Function not found: ${mapping.functionArn}`)
  const [, , , region = '', account, name] = mapping.eventSourceArn.split(':')
  const QueueUrl = `https://sqs.${region}.amazonaws.com/${account}/${name}`
  const answer = await caller.call(
    { service: 'sqs', operation, input: { QueueUrl, ...input }, names: 'api', as: roleArn, region, idempotencyToken: ids.uuid() },
    signal,
  )
  if (answer.outcome === 'refused') throw new Error(answer.refusal.message)
  if (answer.effects) {
    await data.commit([...answer.effects.writes])
    answer.effects.settle(true)
  }
  return answer.output
}

export function rest(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const cancel = clock.at(clock.now() + ms, resolve)
    signal.addEventListener(
      'abort',
      () => {
        cancel()
        resolve()
      },
      { once: true },
    )
  })
}
