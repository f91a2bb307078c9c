import type { iam, Operation } from '@pasos/wire'
import { roleAnswer } from './answers.ts'
import { changeRole } from './change-role.ts'
import { checkLength } from './constraints.ts'
import type { IamDependencies } from './dependencies.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRoleDescription.html */
export function updateRoleDescription({
  catalog,
}: IamDependencies): Operation<iam.UpdateRoleDescriptionRequest, iam.UpdateRoleDescriptionResponse> {
  return async ({ RoleName, Description }, { accountId }) => {
    checkLength('description', Description!, 0, 1000)
    return { Role: roleAnswer(await changeRole(catalog, accountId, RoleName!, () => ({ description: Description! }))) }
  }
}
