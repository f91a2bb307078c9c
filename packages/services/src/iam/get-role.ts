import type { iam, Operation } from '@pasos/wire'
import { date, roleAnswer } from './answers.ts'
import { requireRole } from './change-role.ts'
import type { IamDependencies } from './dependencies.ts'
import { roleUse } from './last-use.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html */
export function getRole({ catalog }: IamDependencies): Operation<iam.GetRoleRequest, iam.GetRoleResponse> {
  return ({ RoleName }, { accountId }) => {
    const role = requireRole(catalog, accountId, RoleName!)
    const used = roleUse(catalog, role.roleId)
    return {
      Role: {
        ...roleAnswer(role),
        RoleLastUsed: used === undefined ? {} : { LastUsedDate: date(used.date), Region: used.region },
      },
    }
  }
}
