import type { Catalog } from '@pasos/engine'
import { groupsOf } from './groups/group-record.ts'
import { defaultDocument, findPolicy } from './managed-policies.ts'
import type { PolicyHolder } from './policies-of-holder.ts'
import { type CompiledPolicy, compilePolicy } from './policy/compiled-policy.ts'
import type { RoleRecord } from './role-record.ts'
import type { UserRecord } from './users/user-record.ts'

/** A policy with what the simulator calls it: an inline one by its holder, a managed one by its ARN. */
export interface NamedPolicy {
  name: string
  policy: CompiledPolicy
}

/** The inline and attached policies of a role or user, compiled; a user has those of its groups too. */
export function namedPolicies(catalog: Catalog, holder: RoleRecord | UserRecord): NamedPolicy[] {
  const { accountId } = holder
  if ('roleName' in holder) return policiesOf(catalog, accountId, `role_${holder.roleName}`, holder)
  const groups = groupsOf(catalog, holder).flatMap(group => policiesOf(catalog, accountId, `group_${group.groupName}`, group))
  return [...policiesOf(catalog, accountId, `user_${holder.userName}`, holder), ...groups]
}

function policiesOf(catalog: Catalog, accountId: string, owner: string, holder: PolicyHolder): NamedPolicy[] {
  const inline = holder.inlinePolicies.map(({ name, document }) => ({ name: `${owner}_${name}`, policy: compilePolicy(document) }))
  const attached = holder.attachedPolicyArns.flatMap(arn => {
    const policy = findPolicy(catalog, accountId, arn)
    return policy === undefined ? [] : [{ name: arn, policy: compilePolicy(defaultDocument(policy)) }]
  })
  return [...inline, ...attached]
}
