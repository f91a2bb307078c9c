import { ApiError, type OperationContext } from '@pasos/wire'
import type { ParameterDependencies } from '../dependencies.ts'
import { invalidKeyId } from '../errors.ts'
import type { ParameterRecord, ParameterVersion } from './parameter-record.ts'

export const valueSpace = 'ssm.value'

/** Keeps a value under a key that no other value has; a SecureString encrypted. @throws ApiError InvalidKeyId, AccessDeniedException */
export async function keepValue(
  deps: ParameterDependencies,
  { arn, accountId, region }: Pick<ParameterRecord, 'arn' | 'accountId' | 'region'>,
  { type, tier, keyId }: Pick<ParameterVersion, 'type' | 'tier' | 'keyId'>,
  value: string,
  caller: OperationContext,
): Promise<string> {
  const valueKey = deps.ids.uuid()
  const kept = type === 'SecureString' ? await encrypted() : value
  await deps.data.commit([{ space: valueSpace, key: valueKey, value: kept }])
  return valueKey

  async function encrypted(): Promise<Uint8Array> {
    const encryption = await deps.encryption()
    return asInvalidKey(() =>
      encryption.encrypt({
        ...{ key: keyId, service: 'ssm', place: { accountId, region }, plaintext: Buffer.from(value), caller },
        encryptionContext: contextOf(arn),
        actions: [tier === 'Advanced' ? 'GenerateDataKey' : 'Encrypt'],
      }),
    )
  }
}

/** A SecureString as its ciphertext, in base64, unless its plaintext is asked for. @throws ApiError InvalidKeyId, AccessDeniedException */
export async function readValue(
  deps: ParameterDependencies,
  { arn, name }: Pick<ParameterRecord, 'arn' | 'name'>,
  { valueKey, version }: ParameterVersion,
  withDecryption: boolean | undefined,
  caller: OperationContext,
): Promise<string> {
  const kept = await deps.data.get(valueSpace, valueKey)
  if (kept === undefined) throw new Error(`The value of version ${version} of ${name} is not in the store`)
  if (typeof kept === 'string') return kept
  if (!withDecryption) return Buffer.from(kept).toString('base64')
  const encryption = await deps.encryption()
  return Buffer.from(await asInvalidKey(() => encryption.decrypt(kept, contextOf(arn), caller))).toString()
}

export function dropValues(
  deps: Pick<ParameterDependencies, 'data'>,
  versions: readonly Pick<ParameterVersion, 'valueKey'>[],
): Promise<void> {
  return deps.data.commit(versions.map(({ valueKey }) => ({ space: valueSpace, key: valueKey, value: undefined })))
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html */
function contextOf(arn: string): Record<string, string> {
  return { PARAMETER_ARN: arn }
}

/** What KMS refuses is told as this service tells it; a missing permission stays what it is. */
async function asInvalidKey<T>(action: () => T | Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (error instanceof ApiError && error.code !== 'AccessDeniedException') throw invalidKeyId(error.message)
    throw error
  }
}
