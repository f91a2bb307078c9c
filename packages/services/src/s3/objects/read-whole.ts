import { ApiError, type OperationContext } from '@pasos/wire'
import { throughItsService } from '../../iam/context-keys.ts'
import { bucketArn } from '../buckets/bucket-record.ts'
import type { S3Dependencies } from '../dependencies.ts'
import { s3Error } from '../errors.ts'
import { findObject } from './find-object.ts'

/** Archives of code are at most this large. */
const LARGEST = 50 * 1_024 * 1_024

/** An object's bytes for another service, read as its caller. @throws ApiError as S3 answers it, also where S3 is not served */
export async function readWhole(
  face: Promise<S3Dependencies> | undefined,
  { bucket, key, version }: { bucket: string; key: string; version?: string },
  context: OperationContext,
): Promise<Uint8Array> {
  const deps = await face
  if (!deps) throw new ApiError('ServiceUnavailable', 'S3 is not served here: start the server with it.')
  const refused = deps.refusal(
    throughItsService(context),
    version === undefined ? 's3:GetObject' : 's3:GetObjectVersion',
    `${bucketArn(bucket, context.region)}/${key}`,
  )
  if (refused !== undefined) throw s3Error('AccessDenied', refused, 403)
  const { object } = await findObject(deps, { Bucket: bucket, Key: key, ...(version !== undefined && { VersionId: version }) })
  if (object.size > LARGEST) throw s3Error('EntityTooLarge', 'The object is larger than an archive of code may be', 400)
  const parts: Uint8Array[] = []
  for await (const part of deps.objects.read(object)) parts.push(part)
  return Buffer.concat(parts)
}
