import type { states } from '@pasos/wire'
import { invalidEncryption } from './errors.ts'
import type { EncryptionConfiguration } from './state-machine-record.ts'

/**
 * Only the key that AWS owns stands for what is done here: the data lies in the server's own store, as it is or encrypted with the key of the
 * data folder. A key of the customer's is refused, because whoever asks for one believes that it protects something. @throws ApiError InvalidEncryptionConfiguration
 */
export function encryptionConfiguration(input: states.EncryptionConfiguration | undefined): EncryptionConfiguration {
  if (input?.type !== 'CUSTOMER_MANAGED_KMS_KEY') {
    if (input?.kmsKeyId !== undefined) throw invalidEncryption('kmsKeyId can only be specified for CUSTOMER_MANAGED_KMS_KEY')
    return { type: 'AWS_OWNED_KEY' }
  }
  if (input.kmsKeyId === undefined) throw invalidEncryption('kmsKeyId must be specified for CUSTOMER_MANAGED_KMS_KEY')
  throw invalidEncryption(
    'nothing is encrypted with a key of your own here, so CUSTOMER_MANAGED_KMS_KEY is refused; use AWS_OWNED_KEY and encrypt the data folder (pasos start --encryption-key)',
  )
}
