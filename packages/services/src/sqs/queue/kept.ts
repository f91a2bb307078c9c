import type { DataStore, DataWrite } from '@pasos/engine'
import { afterPrefix, entriesOf } from '@pasos/engine'
import type { StoredMessage } from '../records/message.ts'
import type { Entry } from './entry.ts'
import type { SentBefore } from './sent-messages.ts'

/**
 * What of a queue is in the data store: of each message an entry, which changes with every reception, and the message itself, which does
 * not; and what FIFO queues remember of messages sent. All under `QUEUE-ID/SEQUENCE`.
 */
const entrySpace = 'sqs.entry'
const messageSpace = 'sqs.message'
const sentSpace = 'sqs.deduplication'

function keyOf(queueId: string, sequence: number): string {
  return `${queueId}/${String(sequence).padStart(16, '0')}`
}

/** An entry and its message, which have the same key. */
export function putBoth(queueId: string, entry: Entry, message: StoredMessage): DataWrite[] {
  const key = keyOf(queueId, entry.sequence)
  return [
    { space: entrySpace, key, value: entryText(entry) },
    { space: messageSpace, key, value: JSON.stringify(message) },
  ]
}

export function putEntry(queueId: string, entry: Entry): DataWrite {
  return { space: entrySpace, key: keyOf(queueId, entry.sequence), value: entryText(entry) }
}

function entryText({ sentAt, visibleAt, receives, firstReceivedAt, group }: Entry): string {
  return JSON.stringify({ sentAt, visibleAt, receives, firstReceivedAt, group })
}

export function deleteMessage(queueId: string, sequence: number): DataWrite[] {
  const key = keyOf(queueId, sequence)
  return [
    { space: entrySpace, key, value: undefined },
    { space: messageSpace, key, value: undefined },
  ]
}

export function putSent(queueId: string, id: string, sent: SentBefore | undefined): DataWrite {
  return { space: sentSpace, key: `${queueId}/${id}`, value: sent && JSON.stringify(sent) }
}

/** Everything of a queue, or only its messages. */
export function clearQueue(queueId: string, what: 'messages' | 'all'): DataWrite[] {
  const spaces = what === 'all' ? [entrySpace, messageSpace, sentSpace] : [entrySpace, messageSpace]
  return spaces.map(space => ({ space, from: `${queueId}/`, before: afterPrefix(`${queueId}/`) }))
}

export async function loadMessage(data: DataStore, queueId: string, sequence: number): Promise<StoredMessage | undefined> {
  const value = await data.get(messageSpace, keyOf(queueId, sequence))
  return value === undefined ? undefined : (JSON.parse(String(value)) as StoredMessage)
}

export async function* loadEntries(data: DataStore, queueId: string): AsyncGenerator<Entry> {
  const prefix = `${queueId}/`
  for await (const { key, value } of entriesOf(data, entrySpace, { from: prefix, before: afterPrefix(prefix) })) {
    yield { sequence: Number(key.slice(prefix.length)), ...(JSON.parse(String(value)) as Omit<Entry, 'sequence'>) }
  }
}

export async function* loadSent(data: DataStore, queueId: string): AsyncGenerator<[id: string, sent: SentBefore]> {
  const prefix = `${queueId}/`
  for await (const { key, value } of entriesOf(data, sentSpace, { from: prefix, before: afterPrefix(prefix) })) {
    yield [key.slice(prefix.length), JSON.parse(String(value)) as SentBefore]
  }
}
