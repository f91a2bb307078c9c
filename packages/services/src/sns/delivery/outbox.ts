import type { DataStore, DataWrite } from '@pasos/engine'

/** Letters and short messages, which nobody carries from here: they are kept for people to read. */
const space = 'sns.outbox'

export interface OutboxEntry {
  protocol: 'email' | 'email-json' | 'sms'
  to: string
  subject?: string
  text: string
  topicArn?: string
  messageId: string
  /** Epoch milliseconds. */
  at: number
}

export function putInOutbox(entry: OutboxEntry): DataWrite {
  return { space, key: `${String(entry.at).padStart(16, '0')}/${entry.messageId}/${entry.to}`, value: JSON.stringify(entry) }
}

/** The newest first. */
export async function readOutbox(data: DataStore, limit: number): Promise<OutboxEntry[]> {
  return (await data.scan(space, { reverse: true, limit })).map(({ value }) => JSON.parse(String(value)) as OutboxEntry)
}
