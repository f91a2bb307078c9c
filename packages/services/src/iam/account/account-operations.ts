import type { Catalog } from '@pasos/engine'
import type { iam, Operation } from '@pasos/wire'
import type { IamDependencies } from '../dependencies.ts'
import { alreadyExists, noSuchAlias, noSuchPasswordPolicy, validationError } from '../errors.ts'
import { listGroupRecords } from '../groups/group-record.ts'
import type { PolicyRecord } from '../policy-record.ts'
import { listRoleRecords } from '../role-record.ts'
import { listUserRecords } from '../users/user-record.ts'
import { type AccountRecord, changeAccount, findAccount } from './account-record.ts'
import { credentialReportOperations } from './credential-report.ts'

/** What an account is called, its rule for passwords, and what there is in it. */
export function accountOperations(deps: IamDependencies): Record<string, Operation> {
  return {
    ...{ ...aliasOperations(deps), ...passwordPolicyOperations(deps), ...credentialReportOperations(deps) },
    GetAccountSummary: getAccountSummary(deps),
  }
}

function aliasOperations({ catalog }: IamDependencies) {
  const create: Operation<iam.CreateAccountAliasRequest, void> = async ({ AccountAlias: alias = '' }, { accountId }) => {
    if (!/^[a-z0-9](([a-z0-9]|-(?!-))*[a-z0-9])?$/.test(alias) || alias.length < 3 || alias.length > 63) {
      throw validationError(`The specified value for accountAlias is invalid. It must contain only digits, lowercase letters, and hyphens.`)
    }
    const isTaken = catalog.list<AccountRecord>('iamAccount').some(other => other.alias === alias && other.accountId !== accountId)
    if (isTaken) throw alreadyExists(`The account alias ${alias} already exists.`)
    await changeAccount(catalog, accountId, account => ({ ...account, alias }))
  }
  const remove: Operation<iam.DeleteAccountAliasRequest, void> = ({ AccountAlias }, { accountId }) =>
    changeAccount(catalog, accountId, ({ alias, ...account }) => {
      if (alias !== AccountAlias) throw noSuchAlias(AccountAlias!)
      return account
    })
  const list: Operation<iam.ListAccountAliasesRequest, iam.ListAccountAliasesResponse> = (_input, { accountId }) => {
    const alias = findAccount(catalog, accountId)?.alias
    return { AccountAliases: alias === undefined ? [] : [alias], IsTruncated: false }
  }
  return { CreateAccountAlias: create, DeleteAccountAlias: remove, ListAccountAliases: list }
}

function passwordPolicyOperations({ catalog }: IamDependencies) {
  // What an update does not name goes back to AWS's default.
  const update: Operation<iam.UpdateAccountPasswordPolicyRequest, void> = (input, { accountId }) =>
    changeAccount(catalog, accountId, account => ({
      ...account,
      passwordPolicy: {
        MinimumPasswordLength: input.MinimumPasswordLength ?? 6,
        RequireSymbols: input.RequireSymbols ?? false,
        RequireNumbers: input.RequireNumbers ?? false,
        RequireUppercaseCharacters: input.RequireUppercaseCharacters ?? false,
        RequireLowercaseCharacters: input.RequireLowercaseCharacters ?? false,
        AllowUsersToChangePassword: input.AllowUsersToChangePassword ?? false,
        ExpirePasswords: (input.MaxPasswordAge ?? 0) > 0,
        ...(input.MaxPasswordAge ? { MaxPasswordAge: input.MaxPasswordAge } : {}),
        ...(input.PasswordReusePrevention ? { PasswordReusePrevention: input.PasswordReusePrevention } : {}),
        HardExpiry: input.HardExpiry ?? false,
      },
    }))
  const get: Operation<object, iam.GetAccountPasswordPolicyResponse> = (_input, { accountId }) => {
    const policy = findAccount(catalog, accountId)?.passwordPolicy
    if (policy === undefined) throw noSuchPasswordPolicy(accountId)
    return { PasswordPolicy: policy }
  }
  const remove: Operation<object, void> = (_input, { accountId }) =>
    changeAccount(catalog, accountId, ({ passwordPolicy, ...account }) => {
      if (passwordPolicy === undefined) throw noSuchPasswordPolicy(accountId)
      return account
    })
  return { UpdateAccountPasswordPolicy: update, GetAccountPasswordPolicy: get, DeleteAccountPasswordPolicy: remove }
}

/** Counts of what there is, and AWS's quotas. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html */
function getAccountSummary({ catalog }: IamDependencies): Operation<object, iam.GetAccountSummaryResponse> {
  return (_input, { accountId }) => {
    const SummaryMap: Record<string, number> = { ...counts(catalog, accountId), ...quotas }
    return { SummaryMap }
  }
}

function counts(catalog: Catalog, accountId: string): Record<string, number> {
  const ofAccount = (kind: string) => catalog.list<{ accountId: string }>(kind).filter(record => record.accountId === accountId).length
  const policies = catalog.list<PolicyRecord>('policy').filter(({ arn }) => arn.split(':')[4] === accountId)
  return {
    Users: listUserRecords(catalog, accountId).length,
    Groups: listGroupRecords(catalog, accountId).length,
    Roles: listRoleRecords(catalog, accountId).length,
    Policies: policies.length,
    PolicyVersionsInUse: policies.length,
    InstanceProfiles: catalog.list('instanceProfile', `${accountId}/`).length,
    Providers: ofAccount('oidcProvider') + ofAccount('samlProvider'),
    AccountAccessKeysPresent: 0,
    AccountMFAEnabled: 0,
    AccountSigningCertificatesPresent: 0,
    MFADevices: 0,
    MFADevicesInUse: 0,
    ServerCertificates: 0,
  }
}

const quotas = {
  ...{ UsersQuota: 5000, GroupsQuota: 300, RolesQuota: 1000, PoliciesQuota: 1500, PolicyVersionsInUseQuota: 10_000 },
  ...{ InstanceProfilesQuota: 1000, ServerCertificatesQuota: 20, AccessKeysPerUserQuota: 2, GroupsPerUserQuota: 10 },
  ...{ AttachedPoliciesPerGroupQuota: 10, AttachedPoliciesPerRoleQuota: 10, AttachedPoliciesPerUserQuota: 10 },
  ...{ UserPolicySizeQuota: 2048, GroupPolicySizeQuota: 5120, RolePolicySizeQuota: 10_240, PolicySizeQuota: 6144 },
  ...{ AssumeRolePolicySizeQuota: 2048, VersionsPerPolicyQuota: 5, SigningCertificatesPerUserQuota: 2, GlobalEndpointTokenVersion: 1 },
}
