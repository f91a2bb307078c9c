import { type ListedObject, type ObjectPlace, ObjectsRefused, type StoredObjects } from '@pasos/engine'
import { createStreamedCalls, type StreamedCall } from '@pasos/wire'
import { type ServiceCallerDependencies, sessionOf } from './service-caller.ts'

/** The objects of this server's S3 for distributed Maps, each read and written as a session of the state machine's role. */
export function createStoredObjects(deps: ServiceCallerDependencies & { region: string }): StoredObjects {
  const { authorizeCaller, logger, forward, region, ids } = deps
  let calls: ReturnType<typeof createStreamedCalls> | undefined

  const call = async (operation: string, roleArn: string, input: StreamedCall['input']): Promise<Record<string, unknown>> => {
    if (forward?.serves('s3')) throw new ObjectsRefused('Distributed Maps read and write objects of this server only; s3 is forwarded.')
    if (!deps.services.some(({ scope }) => scope === 's3')) throw new ObjectsRefused('The service s3 is not served here.')
    calls ??= createStreamedCalls({ services: deps.operations(), authorizeCaller, logger })
    const requestId = ids.uuid()
    const { signal } = new AbortController()
    const answer = await calls({ scope: 's3', operation, input, caller: sessionOf(deps, roleArn), region, requestId, signal })
    if (answer.outcome === 'answered') return answer.output
    // What begins at an object's end is nothing.
    if (answer.code === 'InvalidRange') return { ContentLength: 0, ETag: '', Body: nothing() }
    throw new ObjectsRefused({ ...answer, requestId })
  }

  return {
    async read(place, { from, before, etag }) {
      const range = from === 0 && before === undefined ? {} : { Range: `bytes=${from}-${before === undefined ? '' : before - 1}` }
      const output = await call('GetObject', place.roleArn, {
        ...{ Bucket: place.bucket, Key: place.key, ...range },
        ...(place.versionId !== undefined && { VersionId: place.versionId }),
        ...ownerOf(place),
        ...(etag !== undefined && { IfMatch: etag }),
      })
      const { ContentLength, ContentRange, ETag, Body } = output
      const size = typeof ContentRange === 'string' ? Number(ContentRange.split('/')[1]) : Number(ContentLength)
      return { size, etag: String(ETag), bytes: Body as AsyncIterable<Uint8Array> }
    },
    async list(place, { after, limit }) {
      const { Contents = [], IsTruncated } = await call('ListObjectsV2', place.roleArn, {
        ...{ Bucket: place.bucket, MaxKeys: limit },
        ...(place.prefix !== undefined && place.prefix !== '' && { Prefix: place.prefix }),
        ...(after !== undefined && { StartAfter: after }),
        ...ownerOf(place),
      })
      return { objects: (Contents as ListedLine[]).map(listed), isLast: IsTruncated !== true }
    },
    async write(place, bytes) {
      const counted = countedBytes(bytes)
      await call('PutObject', place.roleArn, { Bucket: place.bucket, Key: place.key, Body: counted.bytes, ...ownerOf(place) })
      return counted.count()
    },
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

function ownerOf({ expectedBucketOwner }: Pick<ObjectPlace, 'expectedBucketOwner'>): { ExpectedBucketOwner?: string } {
  return expectedBucketOwner === undefined ? {} : { ExpectedBucketOwner: expectedBucketOwner }
}

interface ListedLine {
  Key: string
  ETag: string
  Size: number
  LastModified: Date
  StorageClass: string
}

function listed({ Key, ETag, Size, LastModified, StorageClass }: ListedLine): ListedObject {
  return { key: Key, etag: ETag, size: Size, lastModified: LastModified.getTime(), storageClass: StorageClass }
}

function countedBytes(source: AsyncIterable<Uint8Array>) {
  let count = 0
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      count += chunk.length
      yield chunk
    }
  }
  return { bytes: bytes(), count: () => count }
}
