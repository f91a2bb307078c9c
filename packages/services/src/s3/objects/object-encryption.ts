import type { BucketRecord } from '../buckets/bucket-record.ts'
import { invalidArgument } from '../errors.ts'

/** How an object is said to be encrypted; nothing is encrypted with the key. */
export interface ObjectEncryption {
  ServerSideEncryption?: string
  SSEKMSKeyId?: string
  /** Base64 of a JSON object of texts, as it was given. */
  SSEKMSEncryptionContext?: string
  /** The key is asked for once for the bucket, not for each object. */
  BucketKeyEnabled?: boolean
}

interface DefaultRule {
  ApplyServerSideEncryptionByDefault?: { SSEAlgorithm?: string; KMSMasterKeyID?: string }
  BucketKeyEnabled?: boolean
}

/**
 * The encryption of an object that is written: the request's, else what the bucket has by default. A copy has nothing of its source's:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
 * @throws ApiError InvalidArgument
 */
export function encryptionOf(
  { settings }: Pick<BucketRecord, 'settings'>,
  input: object,
): Required<Pick<ObjectEncryption, 'ServerSideEncryption'>> & ObjectEncryption {
  const { ServerSideEncryption, SSEKMSKeyId, SSEKMSEncryptionContext: context, BucketKeyEnabled } = input as ObjectEncryption
  const rule = (settings['ServerSideEncryptionConfiguration'] as { Rules?: DefaultRule[] } | undefined)?.Rules?.[0]
  const { SSEAlgorithm, KMSMasterKeyID } = rule?.ApplyServerSideEncryptionByDefault ?? {}
  const isOwn = ServerSideEncryption !== undefined && ServerSideEncryption !== ''
  const algorithm = isOwn ? ServerSideEncryption : (SSEAlgorithm ?? 'AES256')
  const isKms = algorithm.startsWith('aws:kms')
  if ((SSEKMSKeyId || context) && !(isOwn && isKms)) {
    const words = 'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms'
    throw invalidArgument(words, 'x-amz-server-side-encryption', ServerSideEncryption ?? '')
  }
  if (!isKms) return { ServerSideEncryption: algorithm }
  if (context) pairsOf(context)
  const key = isOwn ? SSEKMSKeyId : KMSMasterKeyID
  return {
    ServerSideEncryption: algorithm,
    ...(key && { SSEKMSKeyId: key }),
    ...(context && { SSEKMSEncryptionContext: context }),
    ...((BucketKeyEnabled ?? rule?.BucketKeyEnabled) && { BucketKeyEnabled: true }),
  }
}

/** The pairs of an encryption context. @throws ApiError InvalidArgument */
export function pairsOf(context: string): Record<string, string> {
  const header = 'x-amz-server-side-encryption-context'
  const words = `The header '${header}' shall be Base64-encoded UTF-8 string holding JSON which represents a string-string map`
  try {
    const pairs: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(context, 'base64')))
    const isMap = typeof pairs === 'object' && pairs !== null && !Array.isArray(pairs)
    if (isMap && Object.values(pairs).every(value => typeof value === 'string')) return pairs as Record<string, string>
  } catch {
    // Refused below.
  }
  throw invalidArgument(words, header, context)
}
