import type { iam, Operation } from '@pasos/wire'
import { requireRole } from './change-role.ts'
import type { IamDependencies } from './dependencies.ts'
import { byKey, page } from './paging.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRolePolicies.html */
export function listRolePolicies({ catalog }: IamDependencies): Operation<iam.ListRolePoliciesRequest, iam.ListRolePoliciesResponse> {
  return (input, { accountId }) => {
    const { inlinePolicies } = requireRole(catalog, accountId, input.RoleName!)
    const { items, answer } = page(
      byKey(inlinePolicies, ({ name }) => name),
      ({ name }) => name,
      input,
    )
    return { PolicyNames: items.map(({ name }) => name), ...answer }
  }
}
