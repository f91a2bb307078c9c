import type { sts } from '@pasos/wire'
import type { TemporaryCredential } from './credential-store.ts'

export function credentialsAnswer(credential: TemporaryCredential): sts.Credentials {
  return {
    AccessKeyId: credential.accessKeyId,
    SecretAccessKey: credential.secretAccessKey,
    SessionToken: credential.sessionToken,
    Expiration: new Date(Math.floor(credential.expiresAt / 1000) * 1000),
  }
}
