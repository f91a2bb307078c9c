import type { Catalog, Clock } from '@pasos/engine'
import type { OperationContext } from '@pasos/wire'
import type { CredentialStore } from './credential-store.ts'

export interface StsDependencies {
  catalog: Catalog
  clock: Clock
  credentials: CredentialStore
  /** Whether the caller's own policies allow this; the message of the refusal where they do not. */
  authorizeCaller(context: OperationContext, action: string, resource: string): string | undefined
}
