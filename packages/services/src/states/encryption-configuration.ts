import type { states } from '@pasos/wire'
import { invalidEncryption } from './errors.ts'
import type { EncryptionConfiguration } from './state-machine-record.ts'

/** Kept and answered as AWS does; the data lies in the server's own store either way. @throws ApiError InvalidEncryptionConfiguration */
export function encryptionConfiguration(input: states.EncryptionConfiguration | undefined): EncryptionConfiguration {
  if (input?.type !== 'CUSTOMER_MANAGED_KMS_KEY') {
    if (input?.kmsKeyId !== undefined) throw invalidEncryption('kmsKeyId can only be specified for CUSTOMER_MANAGED_KMS_KEY')
    return { type: 'AWS_OWNED_KEY' }
  }
  if (input.kmsKeyId === undefined) throw invalidEncryption('kmsKeyId must be specified for CUSTOMER_MANAGED_KMS_KEY')
  return {
    type: 'CUSTOMER_MANAGED_KMS_KEY',
    kmsKeyId: input.kmsKeyId,
    kmsDataKeyReusePeriodSeconds: input.kmsDataKeyReusePeriodSeconds ?? 300,
  }
}
