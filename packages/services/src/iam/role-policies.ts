import { changeRole, requireRole } from './change-role.ts'
import type { IamDependencies } from './dependencies.ts'
import { noSuchRolePolicy } from './errors.ts'
import { policiesOfHolder } from './policies-of-holder.ts'
import type { RoleRecord } from './role-record.ts'

/** Inline policies of roles, and managed policies attached to them. */
export function rolePolicies({ catalog }: IamDependencies) {
  const { put, get, remove, list, attach, detach, listAttached } = policiesOfHolder<RoleRecord>({
    ...{ catalog, member: 'RoleName', maxInlineSize: 10_240, words: { holder: 'role', quota: 'PoliciesPerRole' } },
    nameOf: ({ roleName }) => roleName,
    require: (accountId, name) => requireRole(catalog, accountId, name),
    change: (accountId, name, change) => changeRole(catalog, accountId, name, change),
    noSuchInlinePolicy: noSuchRolePolicy,
  })
  return {
    ...{ PutRolePolicy: put, GetRolePolicy: get, DeleteRolePolicy: remove, ListRolePolicies: list },
    ...{ AttachRolePolicy: attach, DetachRolePolicy: detach, ListAttachedRolePolicies: listAttached },
  }
}
