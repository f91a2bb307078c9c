import type { iam, Operation } from '@pasos/wire'
import { date, roleAnswer } from './answers.ts'
import { requireRole } from './change-role.ts'
import type { IamDependencies } from './dependencies.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html */
export function getRole({ catalog }: IamDependencies): Operation<iam.GetRoleRequest, iam.GetRoleResponse> {
  return ({ RoleName }, { accountId }) => {
    const role = requireRole(catalog, accountId, RoleName!)
    const { lastUsed } = role
    return {
      Role: {
        ...roleAnswer(role),
        RoleLastUsed: lastUsed === undefined ? {} : { LastUsedDate: date(lastUsed.date), Region: lastUsed.region },
      },
    }
  }
}
