import { partitionOf } from '@pasos/asl'
import type { Catalog } from '@pasos/engine'
import { remembered } from '@pasos/integrations'
import type { OperationContext } from '@pasos/wire'
import { invalidParameter, missingParameter, queueDoesNotExist } from '../errors.ts'

/** Kind `queue`. A queue's messages are in the data store under `id`, which no other queue ever has. */
export interface QueueRecord {
  id: string
  name: string
  accountId: string
  region: string
  arn: string
  /** As they were set; what was not set is not here. */
  attributes: Record<string, string>
  /** Epoch milliseconds. */
  createdAt: number
  modifiedAt: number
  tags: [key: string, value: string][]
}

export const queueKind = 'queue'

export interface QueuePlace {
  accountId: string
  region: string
  name: string
}

/** A place that was made once of what is asked for again and again: its texts are the same each time, so that none is hashed anew. */
interface KnownPlace extends Readonly<QueuePlace> {
  readonly key: string
  readonly arn: string
}

function knownPlace(place: QueuePlace): KnownPlace {
  return { ...place, key: queueKey(place), arn: queueArn(place) }
}

export function queueKey({ accountId, region, name }: QueuePlace): string {
  return `${accountId}:${region}:${name}`
}

export function queueArn({ accountId, region, name }: QueuePlace): string {
  return `arn:${partitionOf(region)}:sqs:${region}:${accountId}:${name}`
}

export function isFifo(record: Pick<QueueRecord, 'name'>): boolean {
  return record.name.endsWith('.fifo')
}

export function queueUrl(endpoint: string, { accountId, name }: Pick<QueueRecord, 'accountId' | 'name'>): string {
  return `${endpoint}/${accountId}/${name}`
}

/** @throws ApiError InvalidParameterValue */
export function checkQueueName(name: string, fifo: boolean): void {
  const stem = fifo ? name.replace(/\.fifo$/, '') : name
  const isGood = /^[A-Za-z0-9_-]+$/.test(stem) && name.length <= 80 && (!fifo || stem !== name)
  if (isGood) return
  throw invalidParameter(
    fifo
      ? 'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.'
      : 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
  )
}

/**
 * The queue that a URL means. AWS's own URLs, old and new, are understood as well as ours: the last two parts of the path count, and the
 * region where the host has one (`sqs.eu-west-3.amazonaws.com`). A bare name is taken for one of the caller's queues.
 * @throws ApiError MissingParameter, InvalidAddress
 */
export function placeOfUrl(url: unknown, { accountId, region }: Pick<OperationContext, 'accountId' | 'region'>): KnownPlace {
  if (typeof url !== 'string' || url === '') throw missingParameter('QueueUrl')
  const parts = partsOfUrl(url)
  if (parts.name === undefined) throw queueDoesNotExist()
  const last = placeOfParts.get(parts)
  if (last !== undefined && last.accountId === (parts.accountId ?? accountId) && last.region === (parts.region ?? region)) return last
  const place = knownPlace({ name: parts.name, accountId: parts.accountId ?? accountId, region: parts.region ?? region })
  placeOfParts.set(parts, place)
  return place
}

/** What a URL came to last. */
const placeOfParts = new WeakMap<object, KnownPlace>()

/** What of a queue's place is in its URL. */
const partsOfUrl = remembered(2_000, (url): Partial<QueuePlace> => {
  const [, host = '', path = ''] = /^https?:\/\/([^/]*)(\/.*)?$/.exec(url) ?? [undefined, '', `/${url}`]
  const parts = path.split('/').filter(part => part !== '')
  const [, region] = /^(?:sqs\.)?([a-z]{2}(?:-[a-z]+)+-\d)\./.exec(host) ?? []
  const [name, owner] = [parts.at(-1), parts.at(-2)]
  return {
    ...(name !== undefined && { name }),
    ...(owner !== undefined && /^\d{12}$/.test(owner) && { accountId: owner }),
    ...(region !== undefined && { region }),
  }
})

export const placeOfArn = remembered(2_000, (arn): KnownPlace | undefined => {
  const [, region, accountId, name] = /^arn:aws[a-z-]*:sqs:([a-z0-9-]+):(\d{12}):([A-Za-z0-9_.-]+)$/.exec(arn) ?? []
  return region === undefined ? undefined : knownPlace({ region, accountId: accountId!, name: name! })
})

export function findQueue(catalog: Catalog, place: QueuePlace | KnownPlace): QueueRecord | undefined {
  return catalog.get<QueueRecord>(queueKind, 'key' in place ? place.key : queueKey(place))
}

export function findQueueByArn(catalog: Catalog, arn: string): QueueRecord | undefined {
  const place = placeOfArn(arn)
  return place && findQueue(catalog, place)
}

/** @throws ApiError QueueDoesNotExist */
export function requireQueue(catalog: Catalog, place: QueuePlace | KnownPlace): QueueRecord {
  const record = findQueue(catalog, place)
  if (!record) throw queueDoesNotExist()
  return record
}

/** @throws ApiError QueueDoesNotExist, and what `change` throws */
export function changeQueue(catalog: Catalog, place: QueuePlace, change: (record: QueueRecord) => QueueRecord | undefined): Promise<void> {
  return catalog.update<QueueRecord, void>(queueKind, queueKey(place), current => {
    if (!current) throw queueDoesNotExist()
    return { next: change(current), result: undefined }
  })
}
