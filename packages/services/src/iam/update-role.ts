import type { iam, Operation } from '@pasos/wire'
import { changeRole } from './change-role.ts'
import { checkLength, checkRange } from './constraints.ts'
import type { IamDependencies } from './dependencies.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRole.html */
export function updateRole({ catalog }: IamDependencies): Operation<iam.UpdateRoleRequest, iam.UpdateRoleResponse> {
  return async ({ RoleName, Description, MaxSessionDuration }, { accountId }) => {
    if (Description !== undefined) checkLength('description', Description, 0, 1000)
    if (MaxSessionDuration !== undefined) checkRange('maxSessionDuration', MaxSessionDuration, 3600, 43_200)
    await changeRole(catalog, accountId, RoleName!, () => ({
      ...(Description === undefined ? {} : { description: Description }),
      ...(MaxSessionDuration === undefined ? {} : { maxSessionDuration: MaxSessionDuration }),
    }))
    return {}
  }
}
