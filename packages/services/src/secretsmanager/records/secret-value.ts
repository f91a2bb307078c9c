import type { OperationContext } from '@pasos/wire'
import { ApiError } from '@pasos/wire'
import type { SecretsDependencies } from '../dependencies.ts'
import { decryptionFailure, encryptionFailure, invalidParameter } from '../errors.ts'
import type { SecretRecord, SecretVersion } from './secret-record.ts'

export const valueSpace = 'secretsmanager.value'

/** A secret's value: one of the two. */
export interface SecretValue {
  SecretString?: string | undefined
  SecretBinary?: Uint8Array | undefined
}

/** The value that an input has, if any. @throws ApiError InvalidParameterException */
export function givenValue({ SecretString, SecretBinary }: SecretValue): SecretValue | undefined {
  if (SecretString !== undefined && SecretBinary !== undefined)
    throw invalidParameter("You can't specify both a binary secret value and a string secret value in the same secret.")
  if (SecretString === undefined && SecretBinary === undefined) return undefined
  return SecretString === undefined ? { SecretBinary } : { SecretString }
}

/** What the key of a value is called; no two values ever have the same. */
type Kept = Pick<SecretVersion, 'valueKey' | 'kmsKeyArn'>

/** Encrypts and keeps a value; what it belongs to is said by the record that names its key. @throws ApiError EncryptionFailure, AccessDeniedException */
export async function keepValue(
  deps: SecretsDependencies,
  record: Pick<SecretRecord, 'arn' | 'accountId' | 'region' | 'kmsKeyId'>,
  versionId: string,
  value: SecretValue,
  caller: OperationContext,
): Promise<Kept> {
  const plaintext = value.SecretString === undefined ? tagged('b', value.SecretBinary!) : tagged('s', Buffer.from(value.SecretString))
  const encryption = await deps.encryption()
  const blob = await asFailure(encryptionFailure, () =>
    encryption.encrypt({
      key: record.kmsKeyId,
      service: 'secretsmanager',
      place: record,
      plaintext,
      encryptionContext: encryptionContext(record, versionId),
      caller,
      actions: ['GenerateDataKey', 'Decrypt'],
    }),
  )
  const valueKey = deps.ids.uuid()
  await deps.data.commit([{ space: valueSpace, key: valueKey, value: blob }])
  return { valueKey, kmsKeyArn: encryption.keyOf(blob)! }
}

/** @throws ApiError DecryptionFailure, AccessDeniedException */
export async function readValue(
  deps: SecretsDependencies,
  record: SecretRecord,
  version: SecretVersion,
  caller: OperationContext,
): Promise<SecretValue> {
  const blob = await deps.data.get(valueSpace, version.valueKey)
  if (!(blob instanceof Uint8Array)) throw new Error(`The value of a version of ${record.arn} is not in the store`)
  const encryption = await deps.encryption()
  const plaintext = Buffer.from(
    await asFailure(decryptionFailure, () => encryption.decrypt(blob, encryptionContext(record, version.id), caller)),
  )
  return plaintext[0] === 0x62 ? { SecretBinary: plaintext.subarray(1) } : { SecretString: plaintext.toString('utf8', 1) }
}

export function dropValues(deps: Pick<SecretsDependencies, 'data'>, versions: readonly Pick<SecretVersion, 'valueKey'>[]): Promise<void> {
  return deps.data.commit(versions.map(({ valueKey }) => ({ space: valueSpace, key: valueKey, value: undefined })))
}

function tagged(kind: 's' | 'b', bytes: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(kind), bytes])
}

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html */
function encryptionContext({ arn }: Pick<SecretRecord, 'arn'>, versionId: string): Record<string, string> {
  return { SecretARN: arn, SecretVersionId: versionId }
}

/** What KMS refuses is told as this service tells it; a missing permission stays what it is. */
async function asFailure<T>(failure: (message: string) => ApiError, action: () => T | Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (error instanceof ApiError && error.code !== 'AccessDeniedException') throw failure(error.message)
    throw error
  }
}
