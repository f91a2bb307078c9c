import { ApiError } from '@pasos/wire'
import type { ServiceHost } from '../../declaration/service.ts'
import { kmsService } from '../../kms/service.ts'
import { type BusRecord, findBus } from '../records/bus-record.ts'
import type { BusEvent } from '../records/event.ts'
import { letterTo, type Written } from './targets.ts'

type Host = Pick<ServiceHost, 'catalog' | 'data' | 'authorizer' | 'caller' | 'neighbour' | 'logs'>

/** What becomes of an event that its bus can't encrypt: the write of its dead letter. Nothing of a bus without a key, and where the key can be used. */
export type BusKeys = (busArn: string, event: BusEvent) => Promise<Written | undefined> | undefined

/**
 * EventBridge uses the key of a bus in its own name for events that are not AWS's own:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html
 */
export function busKeys(host: Host): BusKeys {
  const deadLetterOf = async (bus: BusRecord, event: BusEvent): Promise<Written | undefined> => {
    try {
      await proveBusKey(host, bus, ['GenerateDataKey', 'Decrypt'])
      return undefined
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      const texts = { EVENT_BUS_ARN: bus.arn, ERROR_CODE: error.code, ERROR_MESSAGE: error.message }
      return letterTo(host, { queueArn: bus.deadLetterArn, sourceArn: bus.arn, body: JSON.stringify(event), texts })
    }
  }
  return (busArn, event) => {
    if (event.source.startsWith('aws.')) return undefined
    const bus = findBus(host.catalog, busArn)
    return bus?.kmsKeyId === undefined ? undefined : deadLetterOf(bus, event)
  }
}

/** Whether EventBridge can do this with the key of a bus. @throws ApiError of KMS */
export async function proveBusKey(
  { neighbour }: Pick<Host, 'neighbour'>,
  { arn, accountId, region, kmsKeyId: key }: Pick<BusRecord, 'arn' | 'accountId' | 'region' | 'kmsKeyId'>,
  actions: readonly string[],
): Promise<void> {
  if (key === undefined) return
  const kms = await neighbour(kmsService)
  await kms?.proveForService({
    ...{ key, place: { accountId, region }, actions, encryptionContext: { 'aws:events:event-bus:arn': arn } },
    ...{ service: 'events.amazonaws.com', via: 'events.amazonaws.com', sourceArn: arn, sourceAccount: accountId },
  })
}
