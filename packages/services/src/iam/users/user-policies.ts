import type { Operation } from '@pasos/wire'
import type { IamDependencies } from '../dependencies.ts'
import { noSuchUserPolicy } from '../errors.ts'
import { policiesOfHolder } from '../policies-of-holder.ts'
import { changeUser, requireUser, type UserRecord } from './user-record.ts'

/** Inline policies of users, and managed policies attached to them. */
export function userPolicyOperations({ catalog }: IamDependencies): Record<string, Operation> {
  const { put, get, remove, list, attach, detach, listAttached } = policiesOfHolder<UserRecord>({
    ...{ catalog, member: 'UserName', maxInlineSize: 2048, words: { holder: 'user', quota: 'PoliciesPerUser' } },
    nameOf: ({ userName }) => userName,
    require: (accountId, name) => requireUser(catalog, accountId, name),
    change: (accountId, name, change) => changeUser(catalog, accountId, name, change),
    noSuchInlinePolicy: noSuchUserPolicy,
  })
  return {
    ...{ PutUserPolicy: put, GetUserPolicy: get, DeleteUserPolicy: remove, ListUserPolicies: list },
    ...{ AttachUserPolicy: attach, DetachUserPolicy: detach, ListAttachedUserPolicies: listAttached },
  }
}
