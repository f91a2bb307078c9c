import type { DataStore, DataWrite } from '@pasos/engine'
import { afterPrefix, entriesOf } from '@pasos/engine'
import type { StoredMessage } from '../records/message.ts'
import type { Entry } from './entry.ts'
import type { SentBefore } from './sent-messages.ts'

/**
 * What of a queue is in the data store, all under `QUEUE-ID/SEQUENCE`: of each message an entry, with the message itself in it unless that
 * is long; a long one apart, as all entries are read when the queue comes into memory; and what has changed since it was sent, beside the
 * entry. Only an entry that is short and at hand is written anew instead, so that receiving and deleting it is a row less each. Sending,
 * receiving and deleting so write one small row each, mostly. Besides, what FIFO queues remember of messages sent.
 */
const entrySpace = 'sqs.entry'
const messageSpace = 'sqs.message'
const changeSpace = 'sqs.change'
const sentSpace = 'sqs.deduplication'

/** Characters of a message that is kept apart. */
const longMessage = 4_096

/** Characters of an entry that is rather written again than followed by a row of what has changed. */
const shortEntry = 1_024

/** Between an entry's own members and its message: within a name before it the quotes would be escaped. */
const beforeMessage = ',"message":'

/** As it was kept before messages were in their entries, it has none. */
interface KeptEntry extends Change {
  sentAt: number
  group?: string
  message?: StoredMessage
}

type Change = Pick<Entry, 'visibleAt' | 'receives' | 'firstReceivedAt'>

/**
 * 16 digits. In two halves, as V8 writes whole numbers of 31 bits several times as fast as others, and the first is the same for a hundred
 * seconds.
 */
function keyOf(queueId: string, sequence: number): string {
  const high = Math.floor(sequence / 1e8)
  if (high !== latest.high || queueId !== latest.queueId) latest = { queueId, high, text: `${queueId}/${String(high).padStart(8, '0')}` }
  return latest.text + String(sequence - high * 1e8).padStart(8, '0')
}

let latest = { queueId: '', high: -1, text: '' }

/** Says of the entry where its message is; `text` is there where that is in the entry. */
export function putBoth(queueId: string, entry: Entry, message: StoredMessage): { writes: DataWrite[]; text?: string } {
  const key = keyOf(queueId, entry.sequence)
  const { sentAt, visibleAt, receives, firstReceivedAt, group } = entry
  const text = JSON.stringify({ sentAt, visibleAt, receives, firstReceivedAt, group, message })
  entry.isApart = text.length > longMessage
  if (!entry.isApart) return { writes: [{ space: entrySpace, key, value: text }], text }
  return {
    writes: [
      { space: entrySpace, key, value: JSON.stringify({ sentAt, visibleAt, receives, firstReceivedAt, group }) },
      { space: messageSpace, key, value: JSON.stringify(message) },
    ],
  }
}

/** What has changed of an entry: in it where its text is at hand, as it is until the first reception, and short; else beside it. */
export function putChange(queueId: string, entry: Entry): DataWrite {
  const { sequence, sentAt, visibleAt, receives, firstReceivedAt, group, recent } = entry
  const key = keyOf(queueId, sequence)
  if (recent !== undefined && recent.length <= shortEntry) {
    const place = JSON.stringify({ sentAt, visibleAt, receives, firstReceivedAt, group })
    return { space: entrySpace, key, value: place.slice(0, -1) + recent.slice(recent.indexOf(beforeMessage)) }
  }
  entry.hasChanged = true
  return { space: changeSpace, key, value: JSON.stringify({ visibleAt, receives, firstReceivedAt }) }
}

export function deleteMessage(queueId: string, { sequence, isApart, hasChanged }: Entry): DataWrite[] {
  const key = keyOf(queueId, sequence)
  const writes: DataWrite[] = [{ space: entrySpace, key, value: undefined }]
  if (isApart) writes.push({ space: messageSpace, key, value: undefined })
  if (hasChanged) writes.push({ space: changeSpace, key, value: undefined })
  return writes
}

export function putSent(queueId: string, id: string, sent: SentBefore | undefined): DataWrite {
  return { space: sentSpace, key: `${queueId}/${id}`, value: sent && JSON.stringify(sent) }
}

/** Everything of a queue, or only its messages. */
export function clearQueue(queueId: string, what: 'messages' | 'all'): DataWrite[] {
  const ofMessages = [entrySpace, messageSpace, changeSpace]
  const spaces = what === 'all' ? [...ofMessages, sentSpace] : ofMessages
  return spaces.map(space => ({ space, from: `${queueId}/`, before: afterPrefix(`${queueId}/`) }))
}

export async function loadMessage(data: DataStore, queueId: string, { sequence, isApart }: Entry): Promise<StoredMessage | undefined> {
  const value = await data.get(isApart ? messageSpace : entrySpace, keyOf(queueId, sequence))
  if (value === undefined) return undefined
  return isApart ? (JSON.parse(String(value)) as StoredMessage) : messageIn(String(value))
}

/** The message in an entry's text. */
export function messageIn(text: string): StoredMessage | undefined {
  return (JSON.parse(text) as KeptEntry).message
}

/** In the order of their sequences. */
export async function* loadEntries(data: DataStore, queueId: string): AsyncGenerator<Entry> {
  const prefix = `${queueId}/`
  const range = { from: prefix, before: afterPrefix(prefix) }
  // Both are in the same order.
  const changes = entriesOf(data, changeSpace, range)
  let change = await changes.next()
  for await (const { key, value } of entriesOf(data, entrySpace, range)) {
    const { message, ...kept } = JSON.parse(String(value)) as KeptEntry
    while (!change.done && change.value.key < key) change = await changes.next()
    const changed = !change.done && change.value.key === key ? (JSON.parse(String(change.value.value)) as Change) : undefined
    const state = { isApart: message === undefined, hasChanged: changed !== undefined, isGone: false, recent: undefined }
    yield { sequence: Number(key.slice(prefix.length)), ...kept, ...changed, ...state }
  }
}

export async function* loadSent(data: DataStore, queueId: string): AsyncGenerator<[id: string, sent: SentBefore]> {
  const prefix = `${queueId}/`
  for await (const { key, value } of entriesOf(data, sentSpace, { from: prefix, before: afterPrefix(prefix) })) {
    yield [key.slice(prefix.length), JSON.parse(String(value)) as SentBefore]
  }
}
