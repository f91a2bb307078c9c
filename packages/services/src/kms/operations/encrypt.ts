import type { kms, Operation, OperationContext } from '@pasos/wire'
import { readCiphertext } from '../crypto/ciphertext.ts'
import type { EncryptionContext } from '../crypto/key-ring.ts'
import type { KmsDependencies } from '../dependencies.ts'
import { accessDenied, dryRun, incorrectKey, invalidCiphertext, unsupported } from '../errors.ts'
import { checkUsable, type KeyRecord, type Place, requireKey, requireKeyOrAlias } from '../records/key-record.ts'
import { rotatedWhenDue } from '../records/rotation.ts'

const ALGORITHM = 'SYMMETRIC_DEFAULT' as const

export function encrypt(deps: KmsDependencies): Operation<kms.EncryptRequest, kms.EncryptResponse> {
  return async ({ KeyId = '', Plaintext, EncryptionContext, EncryptionAlgorithm, DryRun }, context) => {
    checkAlgorithm(EncryptionAlgorithm)
    const key = await encryptingKey(deps, KeyId, context)
    if (DryRun) throw dryRun()
    return {
      CiphertextBlob: deps.ring.encrypt(key, Plaintext!, EncryptionContext ?? {}),
      KeyId: key.arn,
      EncryptionAlgorithm: ALGORITHM,
    }
  }
}

/** The key is in the ciphertext; one that is named must be that one. */
export function decrypt(deps: KmsDependencies): Operation<kms.DecryptRequest, kms.DecryptResponse> {
  return (input, context) => {
    checkAlgorithm(input.EncryptionAlgorithm)
    if (input.Recipient) throw unsupported('Attestation documents are not served here.')
    const opened = opening(deps, input.CiphertextBlob, input.EncryptionContext ?? {}, context, input.KeyId)
    if (input.DryRun) throw dryRun()
    return { KeyId: opened.key.arn, Plaintext: opened.plaintext, EncryptionAlgorithm: ALGORITHM, KeyMaterialId: opened.materialId }
  }
}

/** The plaintext stays inside. */
export function reEncrypt(deps: KmsDependencies): Operation<kms.ReEncryptRequest, kms.ReEncryptResponse> {
  return async (input, context) => {
    checkAlgorithm(input.SourceEncryptionAlgorithm)
    checkAlgorithm(input.DestinationEncryptionAlgorithm)
    const source = opening(deps, input.CiphertextBlob, input.SourceEncryptionContext ?? {}, context, input.SourceKeyId)
    const target = await encryptingKey(deps, input.DestinationKeyId ?? '', context)
    const refusal = deps.refusal(context, 'kms:ReEncryptTo', target.arn)
    if (refusal !== undefined) throw accessDenied(refusal)
    if (input.DryRun) throw dryRun()
    return {
      CiphertextBlob: deps.ring.encrypt(target, source.plaintext, input.DestinationEncryptionContext ?? {}),
      SourceKeyId: source.key.arn,
      KeyId: target.arn,
      SourceEncryptionAlgorithm: ALGORITHM,
      DestinationEncryptionAlgorithm: ALGORITHM,
      SourceKeyMaterialId: source.materialId,
      DestinationKeyMaterialId: target.materials.at(-1)!.id,
    }
  }
}

/** Usable, and rotated if that is due. @throws ApiError NotFoundException, DisabledException, KMSInvalidStateException */
export async function encryptingKey(deps: KmsDependencies, reference: string, place: Place): Promise<KeyRecord> {
  return rotatedWhenDue(deps, checkUsable(requireKeyOrAlias(deps.catalog, reference, place, deps.clock.now())))
}

/** @throws ApiError InvalidCiphertextException, IncorrectKeyException, NotFoundException, DisabledException, KMSInvalidStateException */
export function opening(
  { catalog, clock, ring }: KmsDependencies,
  blob: Uint8Array | undefined,
  encryptionContext: EncryptionContext,
  context: Pick<OperationContext, 'accountId' | 'region'>,
  namedKey?: string,
): { key: KeyRecord; plaintext: Uint8Array; materialId: string } {
  const now = clock.now()
  const named = namedKey === undefined ? undefined : requireKeyOrAlias(catalog, namedKey, context, now)
  const ciphertext = readCiphertext(blob)
  if (!ciphertext) throw invalidCiphertext()
  if (named && named.arn !== ciphertext.keyArn) throw incorrectKey()
  const key = checkUsable(named ?? requireKey(catalog, ciphertext.keyArn, context, now))
  const plaintext = ring.decrypt(key, ciphertext, encryptionContext)
  if (!plaintext) throw invalidCiphertext()
  return { key, plaintext, materialId: ciphertext.materialId }
}

/** @throws ApiError UnsupportedOperationException */
function checkAlgorithm(algorithm: string | undefined): void {
  if (algorithm !== undefined && algorithm !== ALGORITHM) throw unsupported(`The algorithm ${algorithm} is not one of symmetric keys.`)
}
