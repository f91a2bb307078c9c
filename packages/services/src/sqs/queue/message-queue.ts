import { type Clock, type DataStore, type DataWrite, type Ids, type NumberMap, numberMap } from '@pasos/engine'
import { signatureCharacters } from '../../sns/signing/sign-message.ts'
import { messageNotInFlight, overLimit, receiptHandleHasExpired } from '../errors.ts'
import type { QueueMetrics } from '../queue-metrics.ts'
import type { Message, StoredMessage } from '../records/message.ts'
import { numberOf, type QueueCounts } from '../records/queue-attributes.ts'
import { isFifo, type QueueRecord } from '../records/queue-record.ts'
import type { Entry, Order } from './entry.ts'
import { fifoOrder } from './fifo-order.ts'
import { clearQueue, deleteMessage, loadEntries, loadMessage, loadSent, messageIn, putBoth, putChange, putSent } from './kept.ts'
import { parseReceiptHandle, receiptHandle } from './receipt-handle.ts'
import { receiveAttempts } from './receive-attempts.ts'
import type { RecentMessages } from './recent-messages.ts'
import { type SentBefore, type SentMessages, sentMessages } from './sent-messages.ts'
import { type SequenceList, sequenceList } from './sequence-list.ts'
import { standardOrder } from './standard-order.ts'
import { waitingRoom } from './waiting-room.ts'

/** AWS's quotas of messages in flight. */
const mostInFlight = { standard: 120_000, fifo: 20_000 }

/** A message on its way into a queue: `writes` put it there; it can be received once `settle(true)` says that they are on disk. */
export interface Sending {
  messageId: string
  /** FIFO queues: 20 digits. */
  sequenceNumber?: string
  writes: DataWrite[]
  settle(committed: boolean): void
  /** A FIFO queue has it already: it is answered once the first sending is on disk. */
  duplicateOf?: Promise<void>
}

export interface Received {
  entry: Entry
  message: StoredMessage
  handle: string
}

export interface MessageQueue {
  prepare(record: QueueRecord, message: Message): Sending
  /** FIFO queues: whether it has been sent before, so that its answer may have to wait for that. */
  isRepeat(record: QueueRecord, message: Message): boolean
  /** Puts a message of another queue in, as it is, with the number of its receptions. */
  prepareMoved(record: QueueRecord, message: StoredMessage, entry: Pick<Entry, 'sentAt' | 'receives' | 'firstReceivedAt'>): Sending
  /** Takes visible messages and makes them invisible; on disk when it resolves. `dead` have been received too often: they are only taken out of the order. */
  take(
    record: QueueRecord,
    options: { limit: number; visibilitySeconds: number; mostReceives: number; attemptId?: string | undefined },
  ): Promise<{ received: Received[]; dead: Entry[] }>
  load(entry: Entry): Promise<StoredMessage | undefined>
  /** Takes entries out; the writes make it last. */
  remove(entries: readonly Entry[]): DataWrite[]
  /** How often something has come that may be taken. */
  readonly arrivals: number
  /** Resolves when something comes that may be taken, or has come after `since` arrivals, at `until` (epoch ms), or when the signal aborts. */
  wait(until: number, signal: AbortSignal, since: number): Promise<void>
  /** Has the next one who waits look, for one that was woken and takes nothing. */
  wakeNext(): void
  /** The write that deletes what a handle names; none when there is nothing to delete. @throws ApiError */
  delete(record: QueueRecord, handle: string): DataWrite[]
  /** @throws ApiError */
  changeVisibility(record: QueueRecord, handle: string, seconds: number): DataWrite[]
  counts(record: QueueRecord): QueueCounts
  /** Any of the messages, the oldest first. */
  oldest(limit: number): Entry[]
  /** Takes everything out; the writes make it last. */
  clear(what: 'messages' | 'all'): DataWrite[]
}

/** Of a queue that nobody reads messages are not kept in memory: it costs a tenth of a task that sends one. */
const mostUnread = 1_000

type Placed = Pick<Entry, 'sentAt' | 'visibleAt' | 'receives' | 'firstReceivedAt'>

export interface QueuePorts {
  data: DataStore
  clock: Clock
  ids: Ids
  metrics: QueueMetrics
  recent: RecentMessages
  /** A number higher than any before. */
  nextSequence(above: number): number
}

/** Brings a queue's entries into memory; the messages themselves stay on disk until they are received, but for those of late. */
export async function openMessageQueue(ports: QueuePorts, record: QueueRecord): Promise<MessageQueue> {
  const { data } = ports
  const entries: Entry[] = []
  for await (const entry of loadEntries(data, record.id)) entries.push(entry)
  const kept: [string, SentBefore][] = []
  for await (const sent of loadSent(data, record.id)) kept.push(sent)
  const sent = sentMessages((id, before) => putSent(record.id, id, before), kept)
  return messageQueue(ports, record, entries, sent)
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a queue with its members, each short
function messageQueue(
  { data, clock, ids, metrics, recent, nextSequence }: QueuePorts,
  first: QueueRecord,
  kept: Entry[],
  sent: SentMessages,
): MessageQueue {
  const { id } = first
  const fifo = isFifo(first)
  const room = waitingRoom(clock)
  const attempts = receiveAttempts()
  let entries: SequenceList<Entry>
  /** By their sequences; some whose time is over are still among them. */
  let inFlight: NumberMap<Entry>
  let order: Order
  let highest = 0
  let isDeleted = false
  /** Messages that came since somebody looked for some last. */
  let unread = mostUnread
  /** The highest of those that were taken out all together. */
  let cleared = 0

  function begin(): void {
    entries = sequenceList()
    inFlight = numberMap()
    order = fifo ? fifoOrder() : standardOrder()
  }

  function add(entry: Entry): void {
    const now = clock.now()
    entries.add(entry)
    order.add(entry, now)
    if (entry.receives > 0 && entry.visibleAt > now) inFlight.set(entry.sequence, entry)
    room.wake(1)
  }

  function remove(removed: readonly Entry[]): DataWrite[] {
    for (const entry of removed) {
      entry.isGone = true
      entry.recent = undefined
      entries.delete(entry.sequence)
      inFlight.delete(entry.sequence)
      order.removed(entry)
      if (fifo) room.wake(1)
    }
    return removed.flatMap(entry => deleteMessage(id, entry))
  }

  /** What has outlived the queue's retention is gone; the oldest are first, but for a few that were moved here. */
  function expire(record: QueueRecord, now: number): DataWrite[] {
    const before = now - numberOf(record, 'MessageRetentionPeriod') * 1000
    const old: Entry[] = []
    for (const entry of entries.values()) {
      if (entry.sentAt > before) break
      old.push(entry)
    }
    return old.length === 0 ? [] : remove(old)
  }

  function countInFlight(now: number): number {
    for (const { sequence, visibleAt } of inFlight.values()) if (visibleAt <= now) inFlight.delete(sequence)
    return inFlight.size
  }

  function checkInFlight(now: number): void {
    const most = fifo ? mostInFlight.fifo : mostInFlight.standard
    if (inFlight.size < most || countInFlight(now) < most) return
    throw overLimit(`Too many messages are in flight in the queue: at most ${most}.`)
  }

  function hide(entry: Entry, now: number, seconds: number): DataWrite {
    const wasHidden = entry.visibleAt > now
    entry.visibleAt = now + seconds * 1000
    order.moved(entry, wasHidden)
    inFlight.set(entry.sequence, entry)
    return putChange(id, entry)
  }

  /** Entry and message under a new number. `whenThere` is told once it is in the queue. */
  function put({ sentAt, visibleAt, receives, firstReceivedAt }: Placed, message: StoredMessage, whenThere?: () => void): Sending {
    highest = nextSequence(highest)
    const entry: Entry = {
      sequence: highest,
      sentAt,
      visibleAt,
      receives,
      isApart: false,
      hasChanged: false,
      isGone: false,
      recent: undefined,
    }
    if (firstReceivedAt !== undefined) entry.firstReceivedAt = firstReceivedAt
    if (fifo && message.groupId !== undefined) entry.group = message.groupId
    const { writes, text } = putBoth(id, entry, message)
    const settle = (committed: boolean): void => {
      if (!committed) return
      // Cleared while it was on its way, and on disk yet if it came there after that.
      if (entry.sequence <= cleared) data.commit(deleteMessage(id, entry)).catch(() => undefined)
      else {
        if (unread++ < mostUnread && text !== undefined) recent.keep(entry, text)
        add(entry)
      }
      whenThere?.()
    }
    const sending: Sending = { messageId: message.id, writes, settle }
    if (fifo) sending.sequenceNumber = sequenceNumber(highest)
    return sending
  }

  /** Holds on to nothing else of a message that is on its way to the disk. */
  function countSent(record: QueueRecord, bytes: number): () => void {
    return () => metrics.sent(record, bytes)
  }

  function prepare(record: QueueRecord, message: Message): Sending {
    const now = clock.now()
    const visibleAt = now + (message.delaySeconds ?? numberOf(record, 'DelaySeconds')) * 1000
    // With a delay that nobody asks for any more: to leave it out costs more than the rest.
    const stored: StoredMessage = { ...message, id: ids.uuid() }
    const bytes = Buffer.byteLength(message.body) + (message.isUnsigned ? signatureCharacters : 0)
    if (!fifo) return put({ sentAt: now, visibleAt, receives: 0 }, stored, countSent(record, bytes))
    const name = nameOf(record, message)
    const before = sent.find(name, now)
    if (before) {
      const { messageId, sequence, committed } = before
      return { messageId, sequenceNumber: sequenceNumber(sequence), writes: [], settle: () => undefined, duplicateOf: committed }
    }
    const sending = put({ sentAt: now, visibleAt, receives: 0 }, stored, countSent(record, bytes))
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    promise.catch(() => undefined)
    const expired = sent.expire(now)
    const remembered = sent.remember(name, { messageId: sending.messageId, sequence: highest, at: now }, promise)
    return {
      ...sending,
      writes: [...expired, ...sending.writes, remembered],
      settle(committed) {
        sending.settle(committed)
        if (committed) {
          sent.settled(name)
          // On disk yet if it came there after the queue was deleted.
          if (isDeleted) data.commit([putSent(id, name, undefined)]).catch(() => undefined)
          return resolve()
        }
        sent.forget(name)
        reject(new Error('The message was not sent after all.'))
      },
    }
  }

  /** A promise only of what is to be read; none when it was deleted or purged since. */
  function receptionOf(entry: Entry): Received | Promise<Received | undefined> {
    const { sequence, receives } = entry
    const kept = { ...entry }
    const reception = (message: StoredMessage): Received => ({
      ...{ entry: kept, message, handle: receiptHandle({ queueId: id, sequence, receives }) },
    })
    const text = recent.take(entry)
    if (text !== undefined) return reception(messageIn(text)!)
    return loadMessage(data, id, entry).then(message => message && reception(message))
  }

  /** As they are now, once they are on disk. */
  async function receptionsOf(entries: readonly Entry[], committed: Promise<void> | undefined): Promise<Received[]> {
    const receptions = entries.map(receptionOf)
    const isHere = receptions.every(reception => !(reception instanceof Promise))
    // Mostly so, and then one wait is enough.
    if (isHere) await committed
    const found = isHere ? receptions : (await Promise.all([Promise.all(receptions), committed]))[0]
    return found.filter(reception => reception !== undefined) as Received[]
  }

  /** AWS: the same messages and handles, invisible for the whole time again; it is no other reception. */
  async function givenAgain(
    before: readonly Entry[],
    now: number,
    { attempt, visibilitySeconds }: { attempt: string; visibilitySeconds: number },
  ): Promise<Received[]> {
    const committed = data.commit(before.map(entry => hide(entry, now, visibilitySeconds)))
    attempts.remember(attempt, before, { now, isRepeat: true })
    return receptionsOf(before, committed)
  }

  begin()
  for (const entry of kept) {
    add(entry)
    highest = entry.sequence
  }

  return {
    prepare,
    isRepeat: (record, message) => fifo && sent.find(nameOf(record, message), clock.now()) !== undefined,
    prepareMoved: (record, message, { sentAt, receives, firstReceivedAt }) => {
      const now = clock.now()
      const entry = { sentAt: fifo ? now : sentAt, visibleAt: now + numberOf(record, 'DelaySeconds') * 1000, receives }
      return put({ ...entry, ...(firstReceivedAt === undefined ? {} : { firstReceivedAt }) }, message)
    },
    async take(record, { limit, visibilitySeconds, mostReceives, attemptId }) {
      unread = 0
      const now = clock.now()
      const attempt = fifo ? attemptId : undefined
      const before = attempt === undefined ? undefined : attempts.find(attempt, now)
      if (before) return { received: await givenAgain(before, now, { attempt: attempt!, visibilitySeconds }), dead: [] }
      const writes = expire(record, now)
      checkInFlight(now)
      const taken = order.take(limit, now)
      const dead = taken.filter(({ receives }) => receives >= mostReceives)
      const alive = taken.filter(({ receives }) => receives < mostReceives)
      for (const entry of alive) {
        entry.receives++
        entry.firstReceivedAt ??= now
        writes.push(hide(entry, now, visibilitySeconds))
      }
      if (attempt !== undefined && alive.length > 0) attempts.remember(attempt, alive, { now, isRepeat: false })
      const committed = writes.length > 0 ? data.commit(writes) : undefined
      const received = await receptionsOf(alive, committed)
      if (received.length > 0) metrics.received(record, received.length)
      return { received, dead }
    },
    load: entry => loadMessage(data, id, entry),
    remove,
    wakeNext: () => room.wake(1),
    get arrivals() {
      return room.calls
    },
    wait: (until, signal, since) => room.wait(Math.min(until, order.next() ?? until), signal, since),
    delete(record, text) {
      const handle = parseReceiptHandle(text, id)
      const entry = entries.get(handle.sequence)
      if (!entry) return []
      if (fifo && (entry.receives !== handle.receives || entry.visibleAt <= clock.now())) throw receiptHandleHasExpired(text)
      // With an older handle it is another's message now: the request succeeds, the message stays.
      if (entry.receives !== handle.receives) return []
      metrics.deleted(record)
      return remove([entry])
    },
    changeVisibility(_record, text, seconds) {
      const handle = parseReceiptHandle(text, id)
      const entry = entries.get(handle.sequence)
      const now = clock.now()
      if (!entry || entry.receives !== handle.receives || entry.visibleAt <= now) throw messageNotInFlight()
      const write = hide(entry, now, seconds)
      if (seconds === 0) room.wake(1)
      return [write]
    },
    counts(record) {
      const now = clock.now()
      const expired = expire(record, now)
      // Whoever looks need not wait for it, nor does it matter if it is lost.
      if (expired.length > 0) data.commit(expired).catch(() => undefined)
      let delayed = 0
      for (const { visibleAt, receives } of entries.values()) if (receives === 0 && visibleAt > now) delayed++
      const flying = countInFlight(now)
      return { visible: entries.size - flying - delayed, delayed, inFlight: flying }
    },
    oldest: limit => entries.first(limit),
    clear(what) {
      for (const entry of entries.values()) {
        entry.isGone = true
        entry.recent = undefined
      }
      begin()
      cleared = highest
      if (what === 'all') {
        isDeleted = true
        room.wakeAll()
      }
      return clearQueue(id, what)
    },
  }
}

/** By what a FIFO queue knows a message again. */
function nameOf({ attributes }: QueueRecord, { groupId, deduplicationId }: Message): string {
  return attributes['DeduplicationScope'] === 'messageGroup' ? `${groupId}\n${deduplicationId}` : deduplicationId!
}

/** 20 digits, as AWS has them. */
function sequenceNumber(sequence: number): string {
  return `1${String(sequence).padStart(19, '0')}`
}
