import type { iam, Operation } from '@pasos/wire'
import type { IamDependencies } from './dependencies.ts'
import { noSuchRole, noSuchUser } from './errors.ts'
import { namedPolicies } from './identity-policies.ts'
import { defaultDocument, findPolicy } from './managed-policies.ts'
import { compilePolicy } from './policy/compiled-policy.ts'
import { findRoleByArn } from './role-record.ts'
import { simulate } from './simulate.ts'
import { findUserByArn, isUserArn } from './users/user-record.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html */
export function simulatePrincipalPolicy({
  catalog,
}: IamDependencies): Operation<iam.SimulatePrincipalPolicyRequest, iam.SimulatePolicyResponse> {
  return (input, { accountId }) => {
    const arn = input.PolicySourceArn!
    const holder = findRoleByArn(catalog, arn) ?? findUserByArn(catalog, arn)
    if (holder === undefined || holder.accountId !== accountId) throw isUserArn(arn) ? noSuchUser(arn) : noSuchRole(arn)
    const boundary = holder.permissionsBoundary === undefined ? undefined : findPolicy(catalog, accountId, holder.permissionsBoundary)
    const named = namedPolicies(catalog, holder)
    return simulate(input, {
      sources: named.map(({ name }) => name),
      policies: named.map(({ policy }) => policy),
      boundary: boundary && compilePolicy(defaultDocument(boundary)),
      callerArn: input.CallerArn ?? holder.arn,
    })
  }
}
