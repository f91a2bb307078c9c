import type { iam, Operation } from '@pasos/wire'
import { changeRole } from './change-role.ts'
import { checkDocument, checkName } from './constraints.ts'
import type { IamDependencies } from './dependencies.ts'
import { limitExceeded } from './errors.ts'
import { checkInlinePolicy } from './policy/check-policy.ts'
import { policySize } from './policy-size.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html */
export function putRolePolicy({ catalog }: IamDependencies): Operation<iam.PutRolePolicyRequest, void> {
  return async ({ RoleName, PolicyName, PolicyDocument }, { accountId }) => {
    const name = checkName('policyName', PolicyName!, 128)
    const document = checkDocument('policyDocument', PolicyDocument!)
    checkInlinePolicy(document)
    await changeRole(catalog, accountId, RoleName!, ({ roleName, inlinePolicies }) => {
      const next = [...inlinePolicies.filter(policy => policy.name !== name), { name, document }]
      const size = next.reduce((sum, policy) => sum + policySize(policy.document), 0)
      if (size > maxInlineSize) throw limitExceeded(`Maximum policy size of ${maxInlineSize} bytes exceeded for role ${roleName}`)
      return { inlinePolicies: next }
    })
  }
}

/** All inline policies of a role together. */
const maxInlineSize = 10_240
