import type { kms } from '@pasos/wire'
import type { KeyRecord } from './key-record.ts'

/** A key as DescribeKey and CreateKey show it. */
export function keyMetadata(record: KeyRecord): kms.KeyMetadata {
  const isPending = record.deletionAt !== undefined
  return {
    AWSAccountId: record.accountId,
    KeyId: record.keyId,
    Arn: record.arn,
    CreationDate: new Date(record.createdAt),
    Enabled: record.enabled && !isPending,
    Description: record.description,
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeyState: isPending ? 'PendingDeletion' : record.enabled ? 'Enabled' : 'Disabled',
    ...(isPending && { DeletionDate: new Date(record.deletionAt!) }),
    Origin: 'AWS_KMS',
    KeyManager: record.manager,
    CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
    KeySpec: 'SYMMETRIC_DEFAULT',
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    MultiRegion: false,
    CurrentKeyMaterialId: record.materials.at(-1)!.id,
  }
}
