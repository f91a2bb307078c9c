import { type Refusal, sdkFailure } from '@pasos/integrations'

/** An object of S3, and the role that must be allowed to have it. */
export interface ObjectPlace {
  bucket: string
  key: string
  versionId?: string
  expectedBucketOwner?: string
  roleArn: string
}

export interface OpenedObject {
  /** Of the whole object, in bytes. */
  size: number
  etag: string
  /** From where it was asked for to there, or to its end. */
  bytes: AsyncIterable<Uint8Array>
}

export interface ListedObject {
  key: string
  etag: string
  size: number
  /** Epoch milliseconds. */
  lastModified: number
  storageClass: string
}

/** The objects that distributed Maps read and write. Every method rejects with {@link ObjectsRefused} when the store says no. */
export interface StoredObjects {
  /** `from` and `before` are offsets in bytes; `etag`: the object must still be that one. */
  read(place: ObjectPlace, part: { from: number; before?: number; etag?: string }): Promise<OpenedObject>
  /** A page of the objects under a prefix, in the order of their keys. */
  list(
    place: Omit<ObjectPlace, 'key' | 'versionId'> & { prefix?: string },
    page: { after?: string; limit: number },
  ): Promise<{ objects: ListedObject[]; isLast: boolean }>
  /** Resolves with the number of bytes written. */
  write(place: ObjectPlace, bytes: AsyncIterable<Uint8Array>): Promise<number>
}

/** The store will not have it; the message is a cause, in S3's words where S3 refused, as AWS's SDK for Java v2 tells them. */
export class ObjectsRefused extends Error {
  override readonly name = 'ObjectsRefused'

  /** What S3 answered, where it did. */
  readonly status: number | undefined

  constructor(why: string | Refusal) {
    super(typeof why === 'string' ? why : sdkFailure('S3', undefined, why).cause)
    this.status = typeof why === 'string' ? undefined : why.status
  }
}
