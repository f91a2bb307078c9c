import type { Catalog } from '@pasos/engine'
import { noSuchRole, unmodifiableRole } from './errors.ts'
import { findRole, isOfService, type RoleRecord, roleKey } from './role-record.ts'

/** @throws ApiError NoSuchEntity */
export function requireRole(catalog: Catalog, accountId: string, roleName: string): RoleRecord {
  const role = findRole(catalog, accountId, roleName)
  if (role === undefined) throw noSuchRole(roleName)
  return role
}

/** Changes members of a role that exists, as one. @throws ApiError NoSuchEntity, UnmodifiableEntity, and what `change` throws */
export function changeRole(
  catalog: Catalog,
  accountId: string,
  roleName: string,
  change: (role: RoleRecord) => Partial<RoleRecord>,
): Promise<RoleRecord> {
  return catalog.update<RoleRecord, RoleRecord>('role', roleKey(accountId, roleName), role => {
    if (role === undefined) throw noSuchRole(roleName)
    if (isOfService(role)) throw unmodifiableRole(role.roleName)
    const next = { ...role, ...change(role) }
    return { next, result: next }
  })
}
