import { sha1 } from '@noble/hashes/legacy.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/**
 * Lambda's request id for a task that Pasos ran: a UUID made of the execution's ARN and the event that scheduled the task, the same in
 * the engine (there it is the task's idempotency token). AWS's history does not tell it, and with it requests that run side by side
 * cannot be mixed up.
 */
export function requestIdOf(executionArn: string, scheduledEventId: number): string {
  const digest = bytesToHex(sha1(utf8ToBytes(`${executionArn}#${scheduledEventId}`)))
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`
}
