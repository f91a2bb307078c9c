import type { Catalog, Clock } from '@pasos/engine'
import type { RoleAuthorizer } from '../iam/authorizer.ts'
import type { CredentialStore } from './credential-store.ts'

export interface StsDependencies {
  catalog: Catalog
  clock: Clock
  credentials: CredentialStore
  authorizer: RoleAuthorizer
}
