import type { Catalog, Clock, DataStore, Ids } from '@pasos/engine'
import type { Encryption } from '../kms/encryption.ts'

export interface ParameterDependencies {
  catalog: Catalog
  data: DataStore
  clock: Clock
  ids: Ids
  /** KMS, opened when first needed. */
  encryption(): Promise<Encryption>
}
