import type { Catalog } from '@pasos/engine'
import { listGroupRecords } from './groups/group-record.ts'
import { listRoleRecords } from './role-record.ts'
import { listUserRecords } from './users/user-record.ts'

/** Whatever policies hang on, as far as policies go. */
interface Holder {
  path: string
  attachedPolicyArns: readonly string[]
  permissionsBoundary?: string
}

/** All roles, users and groups of an account. */
export function policyHolders(catalog: Catalog, accountId: string): Holder[] {
  return [...listRoleRecords(catalog, accountId), ...listUserRecords(catalog, accountId), ...listGroupRecords(catalog, accountId)]
}
