import type { iam, Operation } from '@pasos/wire'
import { identityPolicies } from './authorizer.ts'
import type { IamDependencies } from './dependencies.ts'
import { noSuchRole } from './errors.ts'
import { defaultDocument, findPolicy } from './managed-policies.ts'
import { compilePolicy } from './policy/compiled-policy.ts'
import { findRoleByArn } from './role-record.ts'
import { simulate } from './simulate.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html */
export function simulatePrincipalPolicy({
  catalog,
}: IamDependencies): Operation<iam.SimulatePrincipalPolicyRequest, iam.SimulatePolicyResponse> {
  return (input, { accountId }) => {
    const role = findRoleByArn(catalog, input.PolicySourceArn!)
    if (role === undefined || role.accountId !== accountId) throw noSuchRole(input.PolicySourceArn!)
    const boundary = role.permissionsBoundary === undefined ? undefined : findPolicy(catalog, role.accountId, role.permissionsBoundary)
    return simulate(input, {
      sources: [...role.inlinePolicies.map(({ name }) => `role_${role.roleName}_${name}`), ...role.attachedPolicyArns],
      policies: identityPolicies(catalog, role),
      boundary: boundary && compilePolicy(defaultDocument(boundary)),
      callerArn: role.arn,
    })
  }
}
