import type { iam, Operation } from '@pasos/wire'
import { roleSummary } from './answers.ts'
import type { IamDependencies } from './dependencies.ts'
import { page } from './paging.ts'
import { listRoleRecords } from './role-record.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html */
export function listRoles({ catalog }: IamDependencies): Operation<iam.ListRolesRequest, iam.ListRolesResponse> {
  return (input, { accountId }) => {
    const prefix = input.PathPrefix ?? '/'
    const roles = listRoleRecords(catalog, accountId).filter(({ path }) => path.startsWith(prefix))
    const { items, answer } = page(roles, ({ roleName }) => roleName, input)
    return { Roles: items.map(roleSummary), ...answer }
  }
}
