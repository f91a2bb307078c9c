import type { Catalog } from '@pasos/engine'
import type { iam } from '@pasos/wire'

/** Kind `iamAccount`, key: the account's id. */
export interface AccountRecord {
  accountId: string
  alias?: string
  /** Stored and shown; nobody signs in with a password here. */
  passwordPolicy?: Required<Pick<iam.PasswordPolicy, 'MinimumPasswordLength'>> & iam.PasswordPolicy
}

export function findAccount(catalog: Catalog, accountId: string): AccountRecord | undefined {
  return catalog.get<AccountRecord>('iamAccount', accountId)
}

/** @throws what `change` throws */
export function changeAccount(catalog: Catalog, accountId: string, change: (account: AccountRecord) => AccountRecord): Promise<void> {
  return catalog.update<AccountRecord, void>('iamAccount', accountId, account => ({
    next: change(account ?? { accountId }),
    result: undefined,
  }))
}
