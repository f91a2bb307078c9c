import type { Catalog, Clock, Ids } from '@pasos/engine'
import type { OperationContext } from '@pasos/wire'
import type { EncryptionContext, KeyRing } from './crypto/key-ring.ts'

/** A service's use of a key in its own name. */
export interface ServiceUse {
  service: string
  sourceArn: string
  sourceAccount: string
  via: string
  encryptionContext: EncryptionContext
}

export interface KmsDependencies {
  catalog: Catalog
  clock: Clock
  ids: Ids
  ring: KeyRing
  /** The message of the refusal, when the caller may not do this to the key, for something of this encryption context. */
  refusal(context: OperationContext, action: string, arn: string, encryptionContext?: EncryptionContext): string | undefined
  /** Whether the key's own policy lets a service do this. */
  admits(use: ServiceUse, action: string, arn: string): boolean
}
