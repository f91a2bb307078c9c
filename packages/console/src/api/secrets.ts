import { awsJson } from './aws-json.ts'
import { tokenPages } from './aws-pages.ts'

const call = awsJson({ service: 'secretsmanager', target: 'secretsmanager', version: '1.1' })

/** Times are epoch seconds. */
export interface Secret {
  ARN: string
  Name: string
  Description?: string
  CreatedDate?: number
  LastChangedDate?: number
  LastAccessedDate?: number
  /** From this time on it is going to be deleted, and can still be restored. */
  DeletedDate?: number
  KmsKeyId?: string
}

export const listSecrets = () => tokenPages<Secret>(call, 'ListSecrets', 'SecretList', { MaxResults: 100, IncludePlannedDeletion: true })

export const describeSecret = (SecretId: string) => call<Secret>('DescribeSecret', { SecretId })

/** Its text; undefined where it holds bytes. */
export async function secretValue(SecretId: string): Promise<string | undefined> {
  return (await call<{ SecretString?: string }>('GetSecretValue', { SecretId })).SecretString
}

export const createSecret = (Name: string, SecretString: string) =>
  call('CreateSecret', { Name, SecretString, ClientRequestToken: crypto.randomUUID() })

export const changeSecret = (SecretId: string, SecretString: string) =>
  call('PutSecretValue', { SecretId, SecretString, ClientRequestToken: crypto.randomUUID() })

/** It can be restored for so many days. */
export const RECOVERY_DAYS = 30
export const deleteSecret = (SecretId: string) => call('DeleteSecret', { SecretId, RecoveryWindowInDays: RECOVERY_DAYS })
export const restoreSecret = (SecretId: string) => call('RestoreSecret', { SecretId })
