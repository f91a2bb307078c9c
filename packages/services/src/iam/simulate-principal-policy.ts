import type { iam, Operation } from '@pasos/wire'
import { identityPolicies } from './authorizer.ts'
import type { IamDependencies } from './dependencies.ts'
import { noSuchRole, noSuchUser } from './errors.ts'
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
    const owner = 'roleName' in holder ? `role_${holder.roleName}` : `user_${holder.userName}`
    return simulate(input, {
      sources: [...holder.inlinePolicies.map(({ name }) => `${owner}_${name}`), ...holder.attachedPolicyArns],
      policies: identityPolicies(catalog, holder),
      boundary: boundary && compilePolicy(defaultDocument(boundary)),
      callerArn: holder.arn,
    })
  }
}
