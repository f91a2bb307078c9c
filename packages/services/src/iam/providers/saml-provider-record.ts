import type { Catalog } from '@pasos/engine'
import { noSuchProvider } from '../errors.ts'
import type { IamTag } from '../role-record.ts'
import type { SamlMetadata } from './saml-metadata.ts'

/** Kind `samlProvider`, key: its ARN. Dates are epoch milliseconds. */
export interface SamlProviderRecord {
  accountId: string
  arn: string
  /** As it came. */
  metadata: string
  /** What it says; providers that an earlier version kept have it not, until they are updated. */
  said?: SamlMetadata
  createDate: number
  tags: IamTag[]
}

/** @throws ApiError NoSuchEntity */
export function requireSamlProvider(catalog: Catalog, accountId: string, arn: string): SamlProviderRecord {
  const provider = catalog.get<SamlProviderRecord>('samlProvider', arn)
  if (provider === undefined || provider.accountId !== accountId) throw noSuchProvider('SAML', arn)
  return provider
}

/** Changes a provider that exists, or removes it, as one. @throws ApiError NoSuchEntity, and what `change` throws */
export function changeSamlProvider(
  catalog: Catalog,
  accountId: string,
  arn: string,
  change: (provider: SamlProviderRecord) => SamlProviderRecord | undefined,
): Promise<void> {
  return catalog.update<SamlProviderRecord, void>('samlProvider', arn, provider => {
    if (provider === undefined || provider.accountId !== accountId) throw noSuchProvider('SAML', arn)
    return { next: change(provider), result: undefined }
  })
}
