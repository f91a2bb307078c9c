import type { Operation } from '@pasos/wire'
import { findBucket } from '../buckets/bucket-record.ts'
import type { Checksums } from '../checksums/checksum.ts'
import type { Body, S3Dependencies } from '../dependencies.ts'
import { storeBody } from './body.ts'
import { versionOf } from './find-object.ts'
import { encryptionOf } from './object-encryption.ts'
import { useObjectKey } from './object-key-use.ts'
import { checkKey, checkStorageClass, saveObject, tagsOf } from './save-object.ts'

interface PutObjectInput extends Checksums {
  Bucket: string
  Key: string
  Body?: Body
  ChecksumAlgorithm?: string
  ContentMD5?: string
  ContentLength?: number
  StorageClass?: string
  Tagging?: string
  IfMatch?: string
  IfNoneMatch?: string
}

export function putObject(deps: S3Dependencies): Operation<PutObjectInput> {
  return async (input, context) => {
    const { caller, isForm } = context
    const bucket = findBucket(deps.catalog, input.Bucket)
    checkKey(input.Key)
    checkStorageClass(input.StorageClass)
    tagsOf(input.Tagging)
    const encryption = encryptionOf(bucket, input)
    await useObjectKey(deps, encryption, { bucket, key: input.Key, action: 'GenerateDataKey', caller: context })
    const bytesId = deps.ids.uuid()
    const body = await storeBody(deps.contents, input, bytesId)
    try {
      const object = await saveObject(
        deps,
        bucket,
        {
          ...{ key: input.Key, size: body.size, etag: body.md5.toString('hex'), segments: body.segments, bytesId },
          ...{ checksums: body.checksums, checksumType: 'FULL_OBJECT', writes: body.writes },
          ...{
            input: input as unknown as Record<string, unknown>,
            encryption,
            ownerId: caller.accountId,
            event: `ObjectCreated:${isForm ? 'Post' : 'Put'}`,
          },
        },
        input,
      )
      await body.settle()
      return {
        ETag: `"${object.etag}"`,
        ...{ ...object.checksums, ChecksumType: object.checksumType },
        ...encryption,
        ...versionOf(bucket, object),
      }
    } catch (error) {
      await body.discard()
      throw error
    }
  }
}
