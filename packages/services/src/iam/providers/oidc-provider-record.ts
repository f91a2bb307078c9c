import type { Catalog } from '@pasos/engine'
import { noSuchProvider } from '../errors.ts'
import type { IamTag } from '../role-record.ts'

/** Kind `oidcProvider`, key: its ARN. Dates are epoch milliseconds. */
export interface OidcProviderRecord {
  accountId: string
  arn: string
  /** Without `https://`, as conditions name it: `token.actions.githubusercontent.com`. */
  url: string
  clientIds: string[]
  thumbprints: string[]
  createDate: number
  tags: IamTag[]
}

/** @throws ApiError NoSuchEntity */
export function requireOidcProvider(catalog: Catalog, accountId: string, arn: string): OidcProviderRecord {
  const provider = catalog.get<OidcProviderRecord>('oidcProvider', arn)
  if (provider === undefined || provider.accountId !== accountId) throw noSuchProvider('OpenIDConnect', arn)
  return provider
}

/** Changes members of a provider that exists, as one. @throws ApiError NoSuchEntity, and what `change` throws */
export function changeOidcProvider(
  catalog: Catalog,
  accountId: string,
  arn: string,
  change: (provider: OidcProviderRecord) => Partial<OidcProviderRecord>,
): Promise<void> {
  return catalog.update<OidcProviderRecord, void>('oidcProvider', arn, provider => {
    if (provider === undefined || provider.accountId !== accountId) throw noSuchProvider('OpenIDConnect', arn)
    return { next: { ...provider, ...change(provider) }, result: undefined }
  })
}
