import type { Catalog, DataStore, DataWrite } from '@pasos/engine'
import { entriesOf } from '@pasos/engine'
import { type BusEvent, eventTime } from '../../events/records/event.ts'
import { type BucketRecord, bucketArn, bucketKind } from '../buckets/bucket-record.ts'
import { ownerId } from '../objects/object-settings.ts'
import type { StoredObject } from '../objects/object-store.ts'

/** Where notices of a bucket can go. Resolves once the other service has it on disk, or does not want it. */
export type Targets = Record<'queue' | 'topic' | 'function', (arn: string, text: string, bucket: BucketRecord) => Promise<void>> & {
  eventBridge(event: BridgeEvent, bucket: BucketRecord): Promise<void>
}

/** All of an event that is S3's to say. */
export type BridgeEvent = Omit<BusEvent, 'version' | 'id' | 'account' | 'region'>

type Target = { kind: 'queue' | 'topic' | 'function'; arn: string; id: string } | { kind: 'eventBridge' }

interface Notice {
  bucket: string
  target: Target
  /** `ObjectCreated:Put`. */
  event: string
  at: number
  object: Pick<StoredObject, 'key' | 'size' | 'etag' | 'versionId' | 'serial'>
}

const space = 's3.notice'

/** Notices go to disk with the change that they tell of, and are delivered at least once whatever dies in between. */
export interface Notices {
  /** What tells of the change: part of its commit. */
  writesOf(bucket: BucketRecord, event: string, object: StoredObject, now: number): DataWrite[]
  /** Delivers what was written; nobody has to wait. */
  deliver(writes: readonly DataWrite[]): void
  /** Delivers what a former process left. */
  resume(): Promise<void>
  /** Resolves when nothing is on its way. */
  idle(): Promise<void>
}

export function notices(
  { data, catalog, uuid }: { data: DataStore; catalog: Catalog; uuid: () => string },
  targets: Targets,
  onFailure: (error: unknown) => void,
): Notices {
  const underWay = new Set<Promise<void>>()

  function deliverOne(key: string, text: string): void {
    const delivery = send(key, JSON.parse(text) as Notice)
      .catch(onFailure)
      .finally(() => underWay.delete(delivery))
    underWay.add(delivery)
  }

  async function send(key: string, notice: Notice): Promise<void> {
    const bucket = catalog.get<BucketRecord>(bucketKind, notice.bucket)
    if (bucket) {
      const { target } = notice
      if (target.kind === 'eventBridge') await targets.eventBridge(bridgeEvent(bucket, notice), bucket)
      else await targets[target.kind](target.arn, JSON.stringify({ Records: [recordOf(bucket, notice, target.id)] }), bucket)
    }
    await data.commit([{ space, key, value: undefined }])
  }

  return {
    writesOf(bucket, event, object, at) {
      const { key, size, etag, versionId, serial } = object
      return targetsOf(bucket, event, key).map(target => {
        const notice: Notice = { bucket: bucket.name, target, event, at, object: { key, size, etag, versionId, serial } }
        return { space, key: uuid(), value: JSON.stringify(notice) }
      })
    },
    deliver(writes) {
      for (const write of writes) if (write.space === space && 'key' in write) deliverOne(write.key, write.value as string)
    },
    async resume() {
      for await (const { key, value } of entriesOf(data, space)) deliverOne(key, value as string)
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}

interface Configuration {
  Id?: string
  Events: string[]
  Filter?: { Key?: { FilterRules?: { Name: string; Value: string }[] } }
  QueueArn?: string
  TopicArn?: string
  LambdaFunctionArn?: string
}

/** Who wants to be told of that event about that key. */
function targetsOf({ settings }: BucketRecord, event: string, key: string): Target[] {
  const notification = settings['NotificationConfiguration'] as Record<string, unknown> | undefined
  if (!notification) return []
  const all: Target[] = []
  for (const name of ['QueueConfigurations', 'TopicConfigurations', 'LambdaFunctionConfigurations'])
    for (const configuration of (notification[name] ?? []) as Configuration[]) {
      if (!wants(configuration, event, key)) continue
      const { QueueArn, TopicArn, LambdaFunctionArn, Id = '' } = configuration
      if (QueueArn !== undefined) all.push({ kind: 'queue', arn: QueueArn, id: Id })
      if (TopicArn !== undefined) all.push({ kind: 'topic', arn: TopicArn, id: Id })
      if (LambdaFunctionArn !== undefined) all.push({ kind: 'function', arn: LambdaFunctionArn, id: Id })
    }
  if (notification['EventBridgeConfiguration'] !== undefined) all.push({ kind: 'eventBridge' })
  return all
}

function wants({ Events, Filter }: Configuration, event: string, key: string): boolean {
  const isAsked = Events.some(asked => {
    const name = asked.replace(/^s3:/, '')
    return name.endsWith('*') ? event.startsWith(name.slice(0, -1)) : event === name
  })
  return (
    isAsked &&
    (Filter?.Key?.FilterRules ?? []).every(({ Name, Value }) =>
      Name.toLowerCase() === 'prefix' ? key.startsWith(Value) : key.endsWith(Value),
    )
  )
}

/** AWS writes keys in notices as in form data. */
function encodedKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/')
}

function recordOf(bucket: BucketRecord, { event, at, object }: Notice, configurationId: string): object {
  const isRemoval = event.startsWith('ObjectRemoved')
  return {
    ...{ eventVersion: '2.1', eventSource: 'aws:s3', awsRegion: bucket.region, eventTime: new Date(at).toISOString(), eventName: event },
    userIdentity: { principalId: `AWS:${bucket.accountId}` },
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    responseElements: { 'x-amz-request-id': '', 'x-amz-id-2': '' },
    s3: {
      ...{ s3SchemaVersion: '1.0', configurationId },
      bucket: { name: bucket.name, ownerIdentity: { principalId: ownerId(bucket.accountId) }, arn: bucketArn(bucket.name, bucket.region) },
      object: {
        key: encodedKey(object.key),
        ...(!isRemoval && { size: object.size, eTag: object.etag }),
        ...(bucket.versioning && { versionId: object.versionId }),
        sequencer: object.serial.toString(16).toUpperCase().padStart(16, '0'),
      },
    },
  }
}

/** The event for EventBridge's default bus, which writes keys as they are. */
function bridgeEvent(bucket: BucketRecord, { event, at, object }: Notice): BridgeEvent {
  const isRemoval = event.startsWith('ObjectRemoved')
  return {
    'detail-type': isRemoval ? 'Object Deleted' : 'Object Created',
    ...{ source: 'aws.s3', time: eventTime(at), resources: [bucketArn(bucket.name, bucket.region)] },
    detail: {
      version: '0',
      bucket: { name: bucket.name },
      object: {
        key: object.key,
        ...(!isRemoval && { size: object.size, etag: object.etag }),
        ...(bucket.versioning && { 'version-id': object.versionId }),
        sequencer: object.serial.toString(16).toUpperCase().padStart(16, '0'),
      },
      ...{ 'request-id': '', requester: bucket.accountId, 'source-ip-address': '127.0.0.1' },
      ...(isRemoval
        ? { reason: 'DeleteObject', 'deletion-type': event.endsWith('MarkerCreated') ? 'Delete Marker Created' : 'Permanently Deleted' }
        : { reason: reasons[event.slice('ObjectCreated:'.length)] ?? 'PutObject' }),
    },
  }
}

const reasons: Record<string, string> = {
  Put: 'PutObject',
  Post: 'PostObject',
  Copy: 'CopyObject',
  CompleteMultipartUpload: 'CompleteMultipartUpload',
}
