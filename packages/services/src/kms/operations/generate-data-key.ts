import { randomBytes } from 'node:crypto'
import type { kms, Operation } from '@pasos/wire'
import type { KmsDependencies } from '../dependencies.ts'
import { dryRun, unsupported, validation } from '../errors.ts'
import { encryptingKey } from './encrypt.ts'

export function generateDataKey(deps: KmsDependencies): Operation<kms.GenerateDataKeyRequest, kms.GenerateDataKeyResponse> {
  return async (input, context) => {
    if (input.Recipient) throw unsupported('Attestation documents are not served here.')
    const bytes = dataKeyBytes(input)
    const key = await encryptingKey(deps, input.KeyId ?? '', context)
    if (input.DryRun) throw dryRun()
    const plaintext = randomBytes(bytes)
    const CiphertextBlob = deps.ring.encrypt(key, plaintext, input.EncryptionContext ?? {})
    return { CiphertextBlob, Plaintext: plaintext, KeyId: key.arn, KeyMaterialId: key.materials.at(-1)!.id }
  }
}

export function generateDataKeyWithoutPlaintext(
  deps: KmsDependencies,
): Operation<kms.GenerateDataKeyWithoutPlaintextRequest, kms.GenerateDataKeyWithoutPlaintextResponse> {
  const generate = generateDataKey(deps)
  return async (input, context) => {
    const { Plaintext, ...rest } = await generate(input, context)
    return rest
  }
}

/** @throws ApiError ValidationException */
function dataKeyBytes({ KeySpec, NumberOfBytes }: kms.GenerateDataKeyRequest): number {
  if ((KeySpec === undefined) === (NumberOfBytes === undefined)) throw validation('Please specify either number of bytes or key spec.')
  return NumberOfBytes ?? (KeySpec === 'AES_128' ? 16 : 32)
}

export function generateRandom(): Operation<kms.GenerateRandomRequest, kms.GenerateRandomResponse> {
  return ({ NumberOfBytes, CustomKeyStoreId, Recipient }) => {
    if (CustomKeyStoreId !== undefined) throw unsupported('Custom key stores are not served here.')
    if (Recipient) throw unsupported('Attestation documents are not served here.')
    if (NumberOfBytes === undefined) throw validation('NumberOfBytes is required.')
    return { Plaintext: randomBytes(NumberOfBytes) }
  }
}
