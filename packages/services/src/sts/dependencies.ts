import type { Catalog, Clock } from '@pasos/engine'
import type { RoleAuthorizer } from '../iam/authorizer.ts'
import type { CredentialStore } from './credential-store.ts'
import type { IssuerKey } from './web-identity/verify-token.ts'

export interface StsDependencies {
  catalog: Catalog
  clock: Clock
  credentials: CredentialStore
  authorizer: RoleAuthorizer
  /** The keys that an identity provider signs with, by its address. */
  issuerKeys(issuer: string, anew?: boolean): Promise<readonly IssuerKey[]>
}
