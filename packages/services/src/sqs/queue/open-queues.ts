import type { Catalog, Clock, DataStore, Ids } from '@pasos/engine'
import type { DeferredWrites } from '@pasos/wire'
import type { QueueMetrics } from '../queue-metrics.ts'
import type { Message } from '../records/message.ts'
import { numberOf, redrivePolicyOf } from '../records/queue-attributes.ts'
import { findQueue, findQueueByArn, type QueueRecord } from '../records/queue-record.ts'
import type { Entry } from './entry.ts'
import { clearQueue } from './kept.ts'
import { type MessageQueue, openMessageQueue, type Received, type Sending } from './message-queue.ts'
import { recentMessages } from './recent-messages.ts'

/** All queues; each comes into memory when it is first used. */
export interface OpenQueues {
  open(record: QueueRecord): Promise<MessageQueue>
  /** One that is in memory already. */
  atHand(record: QueueRecord): MessageQueue | undefined
  /** Those that were used, each with its record as it was then. */
  inMemory(): InMemory[]
  /** Sends as one write; on disk when it resolves, or left to the turn of a task. */
  send(record: QueueRecord, messages: readonly Message[], deferred?: DeferredWrites): Promise<Sending[]>
  /** Leaves them to the turn of a task without waiting; nothing where that can't be, and then nothing has been done. */
  sendAtOnce(record: QueueRecord, messages: readonly Message[]): ((deferred: DeferredWrites) => Sending[]) | undefined
  /** Waits for messages as long as the request says. What was received too often goes to the dead letters instead. */
  receive(record: QueueRecord, request: ReceiveRequest): Promise<Received[]>
  /** Moves messages to another queue, each once whatever dies; answers how many. */
  move(from: QueueRecord, to: QueueRecord, entries: readonly Entry[], how: 'dead letters' | 'redrive'): Promise<number>
  /** Forgets the queue and all that is in it; gone from the disk when it resolves. */
  discard(record: QueueRecord): Promise<void>
}

interface InMemory {
  record: QueueRecord
  queue: MessageQueue
}

export interface ReceiveRequest {
  limit: number
  visibilitySeconds?: number | undefined
  waitSeconds?: number | undefined
  /** FIFO queues: names the request, so that one without an answer is repeated. */
  attemptId?: string | undefined
  signal: AbortSignal
}

interface OpenQueuesPorts {
  catalog: Catalog
  data: DataStore
  clock: Clock
  ids: Ids
  metrics: QueueMetrics
}

export function openQueues({ catalog, data, clock, ids, metrics }: OpenQueuesPorts): OpenQueues {
  const opened = new Map<string, Promise<MessageQueue>>()
  const present = new Map<string, InMemory>()
  const recent = recentMessages()
  const nextSequence = risingNumbers(clock)

  function open(record: QueueRecord): Promise<MessageQueue> {
    let opening = opened.get(record.id)
    if (!opening) {
      opening = openMessageQueue({ data, clock, ids, metrics, recent, nextSequence }, record)
      opened.set(record.id, opening)
      opening.then(
        queue => void present.set(record.id, { record, queue }),
        () => opened.delete(record.id),
      )
    }
    return opening
  }

  const move: OpenQueues['move'] = async (from, to, entries, how) => {
    const [source, target] = await Promise.all([open(from), open(to)])
    return moveBetween(data, { record: from, queue: source }, { record: to, queue: target }, entries, how)
  }

  async function takeOnce(record: QueueRecord, request: ReceiveRequest): Promise<Received[]> {
    const queue = present.get(record.id)?.queue ?? (await open(record))
    const policy = redrivePolicyOf(record)
    // A queue of dead letters that is gone keeps nobody from receiving.
    const target = policy && findQueueByArn(catalog, policy.deadLetterTargetArn)
    const mostReceives = target ? policy.maxReceiveCount : Number.POSITIVE_INFINITY
    const visibilitySeconds = request.visibilitySeconds ?? numberOf(record, 'VisibilityTimeout')
    for (;;) {
      const { received, dead } = await queue.take(record, {
        limit: request.limit,
        visibilitySeconds,
        mostReceives,
        attemptId: request.attemptId,
      })
      if (target && dead.length > 0) await move(record, target, dead, 'dead letters')
      if (received.length > 0 || dead.length === 0) return received
    }
  }

  return {
    open,
    move,
    atHand: record => present.get(record.id)?.queue,
    inMemory: () => [...present.values()],
    async send(record, messages, deferred) {
      const queue = present.get(record.id)?.queue ?? (await open(record))
      if (deferred) return withFirsts(leave(queue, record, messages, deferred))
      const sendings = messages.map(message => queue.prepare(record, message))
      await commitSendings(data, sendings)
      return withFirsts(sendings)
    },
    sendAtOnce(record, messages) {
      const queue = present.get(record.id)?.queue
      if (queue === undefined || messages.some(message => queue.isRepeat(record, message))) return undefined
      return deferred => leave(queue, record, messages, deferred)
    },
    async receive(record, request) {
      const until = clock.now() + (request.waitSeconds ?? numberOf(record, 'ReceiveMessageWaitTimeSeconds')) * 1000
      let current: QueueRecord | undefined = record
      while (current && !request.signal.aborted) {
        const queue: MessageQueue = present.get(current.id)?.queue ?? (await open(current))
        // Of what comes while this looks, and does not wait yet, nobody would hear.
        const since = queue.arrivals
        const received = await takeOnce(current, request)
        if (received.length === 0 && clock.now() >= until) metrics.received(current, 0)
        if (received.length > 0 || clock.now() >= until) return received
        await queue.wait(until, request.signal, since)
        // Whoever has gone takes no message that nobody would get; another one may wait for it.
        if (request.signal.aborted) queue.wakeNext()
        // It may have been changed or deleted meanwhile.
        current = findQueue(catalog, current)
        if (current?.id !== record.id) return []
      }
      return []
    },
    async discard(record) {
      const queue = await opened.get(record.id)
      opened.delete(record.id)
      present.delete(record.id)
      await data.commit(queue ? queue.clear('all') : clearQueue(record.id, 'all'))
    },
  }
}

/** From the time, so that a later message has a higher number in every queue it may be moved to. */
function risingNumbers(clock: Clock): (above: number) => number {
  let last = 0
  return above => {
    last = Math.max(last + 1, above + 1, clock.now() * 1000)
    return last
  }
}

/** Puts messages into what the turn of a task writes. */
function leave(...[queue, record, messages, deferred]: [MessageQueue, QueueRecord, readonly Message[], DeferredWrites]): Sending[] {
  const sendings = messages.map(message => queue.prepare(record, message))
  for (const { writes, settle } of sendings) deferred.add(writes, settle)
  return sendings
}

/** What repeats another message is answered once that is on disk. */
async function withFirsts(sendings: Sending[]): Promise<Sending[]> {
  if (sendings.every(({ duplicateOf }) => !duplicateOf)) return sendings
  const here = new Set(sendings.filter(({ duplicateOf }) => !duplicateOf).map(({ messageId }) => messageId))
  // What repeats a message of the same request is on disk when that is.
  const firsts = sendings.map(({ messageId, duplicateOf }) => (here.has(messageId) ? undefined : duplicateOf))
  await Promise.all(firsts)
  return sendings
}

/** As one write. */
async function commitSendings(data: DataStore, sendings: readonly Sending[]): Promise<void> {
  const writes = sendings.flatMap(({ writes }) => writes)
  try {
    if (writes.length > 0) await data.commit(writes)
  } catch (error) {
    for (const { settle } of sendings) settle(false)
    throw error
  }
  for (const { settle } of sendings) settle(true)
}

async function moveBetween(
  data: DataStore,
  ...[source, target, entries, how]: [InMemory, InMemory, readonly Entry[], 'dead letters' | 'redrive']
): Promise<number> {
  const messages = await Promise.all(entries.map(entry => source.queue.load(entry)))
  const sendings: Sending[] = []
  const moved: Entry[] = []
  // From here to the commit nothing waits: what was deleted while the others were read stays so.
  for (const [index, entry] of entries.entries()) {
    const message = messages[index]
    if (!message || entry.isGone) continue
    const { deadLetterSource: _, ...plain } = message
    const stored = how === 'dead letters' ? { ...plain, deadLetterSource: source.record.arn } : plain
    sendings.push(target.queue.prepareMoved(target.record, stored, how === 'dead letters' ? entry : { sentAt: entry.sentAt, receives: 0 }))
    moved.push(entry)
  }
  const [only] = sendings
  if (!only) return 0
  await commitSendings(data, [{ ...only, writes: [...source.queue.remove(moved), ...only.writes] }, ...sendings.slice(1)])
  return moved.length
}
