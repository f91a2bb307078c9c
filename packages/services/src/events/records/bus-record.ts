import { partitionOf } from '@pasos/asl'
import type { Catalog } from '@pasos/engine'
import type { eventbridge } from '@pasos/wire'
import { busNotFound } from '../errors.ts'

/** Kind `eventBus`, key: its ARN. The bus `default` is there without a record until something of it is set. */
export interface BusRecord {
  arn: string
  name: string
  accountId: string
  region: string
  description?: string
  policy?: string
  kmsKeyId?: string
  /** The queue of events that the key can't encrypt. */
  deadLetterArn?: string
  /** Kept and shown: where logs of a bus go is said by deliveries of CloudWatch Logs, which are not served. */
  logConfig?: eventbridge.LogConfig
  tags: [key: string, value: string][]
  /** Epoch milliseconds. */
  createdAt: number
  modifiedAt: number
}

export const busKind = 'eventBus'

export interface Place {
  accountId: string
  region: string
}

export function busArn({ accountId, region }: Place, name: string): string {
  return `arn:${partitionOf(region)}:events:${region}:${accountId}:event-bus/${name}`
}

/** The ARN of a bus that is named, or given by its ARN; without either it is the default one. */
export function busArnOf(nameOrArn: unknown, place: Place): string {
  if (typeof nameOrArn !== 'string' || nameOrArn === '') return busArn(place, 'default')
  return nameOrArn.startsWith('arn:') ? nameOrArn : busArn(place, nameOrArn)
}

export function findBus(catalog: Catalog, arn: string): BusRecord | undefined {
  const known = catalog.get<BusRecord>(busKind, arn)
  if (known) return known
  const [, region, accountId, name] = /^arn:[^:]+:events:([^:]+):(\d{12}):event-bus\/(.+)$/.exec(arn) ?? []
  if (name !== 'default') return undefined
  return { arn, name, accountId: accountId!, region: region!, tags: [], createdAt: 0, modifiedAt: 0 }
}

/** @throws ApiError ResourceNotFoundException */
export function requireBus(catalog: Catalog, nameOrArn: unknown, place: Place): BusRecord {
  const arn = busArnOf(nameOrArn, place)
  const bus = findBus(catalog, arn)
  if (!bus) throw busNotFound(arn.split('/').at(-1) ?? arn)
  return bus
}

/** @throws ApiError ResourceNotFoundException, and what `change` throws */
export function changeBus(catalog: Catalog, arn: string, change: (bus: BusRecord) => BusRecord): Promise<void> {
  return catalog.update<BusRecord, void>(busKind, arn, current => {
    const bus = current ?? findBus(catalog, arn)
    if (!bus) throw busNotFound(arn.split('/').at(-1) ?? arn)
    return { next: change(bus), result: undefined }
  })
}
