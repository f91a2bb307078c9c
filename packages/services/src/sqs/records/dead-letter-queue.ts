import type { Catalog } from '@pasos/engine'
import { invalidParameter } from '../errors.ts'
import { redrivePolicyOf } from './queue-attributes.ts'
import { findQueueByArn, isFifo, type QueueRecord, queueKind } from './queue-record.ts'

/** The queue that a redrive policy names must be there, of the same type, and take this queue's messages. @throws ApiError */
export function checkRedrive(catalog: Catalog, record: QueueRecord): void {
  const policy = redrivePolicyOf(record)
  if (!policy) return
  const { deadLetterTargetArn } = policy
  const refuse = (reason: string): Error =>
    invalidParameter(`Value ${record.attributes['RedrivePolicy']} for parameter RedrivePolicy is invalid. Reason: ${reason}`)
  const target = deadLetterTargetArn === record.arn ? record : findQueueByArn(catalog, deadLetterTargetArn)
  if (!target) throw refuse('Dead letter target does not exist.')
  if (isFifo(target) !== isFifo(record)) throw refuse('Dead-letter queue must be same type of queue as the source.')
  if (!allows(target, record.arn)) throw refuse('Dead letter target does not allow this source queue.')
}

function allows(target: QueueRecord, sourceArn: string): boolean {
  const text = target.attributes['RedriveAllowPolicy']
  if (text === undefined) return true
  const { redrivePermission, sourceQueueArns = [] } = JSON.parse(text) as { redrivePermission: string; sourceQueueArns?: string[] }
  return redrivePermission === 'allowAll' || (redrivePermission === 'byQueue' && sourceQueueArns.includes(sourceArn))
}

/** The queues whose dead letters go to this one, by name. */
export function sourcesOf(catalog: Catalog, target: QueueRecord): QueueRecord[] {
  return catalog.list<QueueRecord>(queueKind).filter(record => redrivePolicyOf(record)?.deadLetterTargetArn === target.arn)
}
