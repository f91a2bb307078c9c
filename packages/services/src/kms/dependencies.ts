import type { Catalog, Clock, Ids } from '@pasos/engine'
import type { OperationContext } from '@pasos/wire'
import type { EncryptionContext, KeyRing } from './crypto/key-ring.ts'

export interface KmsDependencies {
  catalog: Catalog
  clock: Clock
  ids: Ids
  ring: KeyRing
  /** The message of the refusal, when the caller may not do this to the key, for something of this encryption context. */
  refusal(context: OperationContext, action: string, arn: string, encryptionContext?: EncryptionContext): string | undefined
}
