import type { iam, Operation } from '@pasos/wire'
import { roleAnswer } from './answers.ts'
import { checkDocument, checkLength, checkName, checkPath, checkRange, checkTags } from './constraints.ts'
import type { IamDependencies } from './dependencies.ts'
import { alreadyExists, limitExceeded, notAttachable } from './errors.ts'
import { iamArn } from './iam-arn.ts'
import { iamId } from './iam-ids.ts'
import { findPolicy } from './managed-policies.ts'
import { checkTrustPolicy } from './policy/check-policy.ts'
import { policySize } from './policy-size.ts'
import { type RoleRecord, roleKey } from './role-record.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export function createRole({ catalog, clock, ids }: IamDependencies): Operation<iam.CreateRoleRequest, iam.CreateRoleResponse> {
  return async (input, context) => {
    const { accountId } = context
    const roleName = checkName('roleName', input.RoleName!, 64)
    const path = checkPath(input.Path)
    const document = checkDocument('assumeRolePolicyDocument', input.AssumeRolePolicyDocument!)
    if (input.Description !== undefined) checkLength('description', input.Description, 0, 1000)
    const boundary = input.PermissionsBoundary
    if (boundary !== undefined && findPolicy(catalog, accountId, boundary) === undefined) throw notAttachable(boundary)
    checkTrustPolicy(document)
    checkTrustPolicySize(document)
    const role: RoleRecord = {
      accountId,
      roleName,
      roleId: iamId('AROA', ids),
      path,
      arn: iamArn(context, `role${path}${roleName}`),
      createDate: clock.now(),
      assumeRolePolicyDocument: document,
      ...(input.Description === undefined ? {} : { description: input.Description }),
      maxSessionDuration: checkRange('maxSessionDuration', input.MaxSessionDuration ?? 3600, 3600, 43_200),
      ...(boundary === undefined ? {} : { permissionsBoundary: boundary }),
      tags: checkTags(input.Tags),
      inlinePolicies: [],
      attachedPolicyArns: [],
    }
    await catalog.update<RoleRecord, void>('role', roleKey(accountId, roleName), present => {
      if (present !== undefined) throw alreadyExists(`Role with name ${roleName} already exists.`)
      return { next: role, result: undefined }
    })
    return { Role: roleAnswer(role) }
  }
}

/** @throws ApiError LimitExceeded */
export function checkTrustPolicySize(document: string): void {
  if (policySize(document) > 2048) throw limitExceeded('Cannot exceed quota for ACLSizePerRole: 2048')
}
