import { receiptHandleIsInvalid } from '../errors.ts'

/** Names one reception of a message: each has a handle of its own, and only the newest counts. */
export interface ReceiptHandle {
  queueId: string
  sequence: number
  receives: number
}

export function receiptHandle({ queueId, sequence, receives }: ReceiptHandle): string {
  return btoa(`${queueId} ${sequence} ${receives}`)
}

/** @throws ApiError ReceiptHandleIsInvalid, also for a handle of another queue */
export function parseReceiptHandle(text: string, queueId: string): ReceiptHandle {
  const [, id, sequence, receives] = /^(\S+) (\d{1,16}) (\d{1,9})$/.exec(Buffer.from(text, 'base64').toString('latin1')) ?? []
  if (id !== queueId) throw receiptHandleIsInvalid(text)
  return { queueId, sequence: Number(sequence), receives: Number(receives) }
}
