import type { iam, Operation } from '@pasos/wire'
import { requireRole } from './change-role.ts'
import type { IamDependencies } from './dependencies.ts'
import { findPolicy } from './managed-policies.ts'
import { byKey, page } from './paging.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAttachedRolePolicies.html */
export function listAttachedRolePolicies({
  catalog,
}: IamDependencies): Operation<iam.ListAttachedRolePoliciesRequest, iam.ListAttachedRolePoliciesResponse> {
  return (input, { accountId }) => {
    const { attachedPolicyArns } = requireRole(catalog, accountId, input.RoleName!)
    const policies = attachedPolicyArns.flatMap(arn => findPolicy(catalog, accountId, arn) ?? [])
    const matching = policies.filter(({ path }) => path.startsWith(input.PathPrefix ?? '/'))
    const { items, answer } = page(
      byKey(matching, ({ arn }) => arn),
      ({ arn }) => arn,
      input,
    )
    return { AttachedPolicies: items.map(({ policyName, arn }) => ({ PolicyName: policyName, PolicyArn: arn })), ...answer }
  }
}
