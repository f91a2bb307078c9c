import type { Catalog } from '@pasos/engine'
import type { OperationContext } from '@pasos/wire'
import type { PolicyUsage } from './answers.ts'
import { findAwsManagedPolicy } from './aws-managed-policies.ts'
import { checkArn } from './constraints.ts'
import { awsManagedPolicyIsFixed, noSuchPolicy } from './errors.ts'
import { policyHolders } from './holders.ts'
import type { PolicyRecord } from './policy-record.ts'

/** A managed policy by its ARN: the account's own, or AWS's. Those of other accounts are not there. */
export function findPolicy(catalog: Catalog, accountId: string, arn: string): PolicyRecord | undefined {
  return isOwn(accountId, arn) ? catalog.get<PolicyRecord>('policy', arn) : findAwsManagedPolicy(arn)
}

export function isOwn(accountId: string, arn: string): boolean {
  return new RegExp(`^arn:aws[a-z-]*:iam::${accountId}:policy/`).test(arn)
}

/** The text of a managed policy's default version. */
export function defaultDocument(policy: PolicyRecord): string {
  const version = policy.versions.find(({ versionId }) => versionId === policy.defaultVersionId)
  if (version === undefined) throw new Error(`policy ${policy.arn} has no version ${policy.defaultVersionId}`)
  return version.document
}

/** @throws ApiError NoSuchEntity */
export function requirePolicy(catalog: Catalog, accountId: string, arn: string): PolicyRecord {
  const policy = findPolicy(catalog, accountId, checkArn('policyArn', arn))
  if (policy === undefined) throw noSuchPolicy(arn)
  return policy
}

/** Changes members of one of the account's own policies, as one. @throws ApiError NoSuchEntity, AccessDenied, and what `change` throws */
export async function changePolicy(
  catalog: Catalog,
  arn: string,
  { accountId, caller, operation }: Pick<OperationContext, 'accountId' | 'caller' | 'operation'>,
  change: (policy: PolicyRecord) => Partial<PolicyRecord>,
): Promise<PolicyRecord> {
  checkArn('policyArn', arn)
  if (findAwsManagedPolicy(arn) !== undefined) throw awsManagedPolicyIsFixed(caller.arn, `iam:${operation}`, arn)
  return catalog.update<PolicyRecord, PolicyRecord>('policy', arn, policy => {
    if (policy === undefined || !isOwn(accountId, arn)) throw noSuchPolicy(arn)
    const next = { ...policy, ...change(policy) }
    return { next, result: next }
  })
}

/** How often a policy is in use by the account's roles, users and groups. */
export function policyUsage(catalog: Catalog, accountId: string, arn: string): PolicyUsage {
  const holders = policyHolders(catalog, accountId)
  return {
    attachments: holders.filter(holder => holder.attachedPolicyArns.includes(arn)).length,
    boundaries: holders.filter(holder => holder.permissionsBoundary === arn).length,
  }
}
