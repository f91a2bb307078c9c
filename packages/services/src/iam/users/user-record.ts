import type { Catalog } from '@pasos/engine'
import type { iam } from '@pasos/wire'
import { date } from '../answers.ts'
import { noSuchUser } from '../errors.ts'
import type { IamTag } from '../role-record.ts'

/** Kind `user`. Dates are epoch milliseconds. */
export interface UserRecord {
  accountId: string
  userName: string
  userId: string
  path: string
  arn: string
  createDate: number
  permissionsBoundary?: string
  tags: IamTag[]
  inlinePolicies: { name: string; document: string }[]
  attachedPolicyArns: string[]
}

/** Kind `accessKey`, key: its id. The secret is told once, at creation. */
export interface AccessKeyRecord {
  accessKeyId: string
  secretAccessKey: string
  accountId: string
  userName: string
  isActive: boolean
  createDate: number
}

/** Names of users differ in more than case. */
export function userKey(accountId: string, userName: string): string {
  return `${accountId}/${userName.toLowerCase()}`
}

export function findUser(catalog: Catalog, accountId: string, userName: string): UserRecord | undefined {
  return catalog.get<UserRecord>('user', userKey(accountId, userName))
}

const userArn = /^arn:aws[a-z-]*:iam::(\d{12}):user\/(?:.*\/)?([^/]+)$/

export function isUserArn(arn: string): boolean {
  return userArn.test(arn)
}

/** The user an ARN names; nothing when there is none, or one of another path. */
export function findUserByArn(catalog: Catalog, arn: string): UserRecord | undefined {
  const match = userArn.exec(arn)
  const user = match === null ? undefined : findUser(catalog, match[1]!, match[2]!)
  return user?.arn === arn ? user : undefined
}

export function listUserRecords(catalog: Catalog, accountId: string): UserRecord[] {
  return catalog.list<UserRecord>('user', `${accountId}/`)
}

export function keysOf(catalog: Catalog, { accountId, userName }: UserRecord): AccessKeyRecord[] {
  return catalog.list<AccessKeyRecord>('accessKey').filter(key => key.accountId === accountId && key.userName === userName)
}

/** @throws ApiError NoSuchEntity */
export function requireUser(catalog: Catalog, accountId: string, userName: string): UserRecord {
  const user = findUser(catalog, accountId, userName)
  if (user === undefined) throw noSuchUser(userName)
  return user
}

/** Changes members of a user that exists, as one. @throws ApiError NoSuchEntity, and what `change` throws */
export function changeUser(
  catalog: Catalog,
  accountId: string,
  userName: string,
  change: (user: UserRecord) => Partial<UserRecord>,
): Promise<void> {
  return catalog.update<UserRecord, void>('user', userKey(accountId, userName), user => {
    if (user === undefined) throw noSuchUser(userName)
    return { next: { ...user, ...change(user) }, result: undefined }
  })
}

/** A user as lists show it: without tags. */
export function userSummary(user: UserRecord): iam.User {
  const { path, userName, userId, arn, createDate } = user
  return { Path: path, UserName: userName, UserId: userId, Arn: arn, CreateDate: date(createDate) }
}

export function userAnswer(user: UserRecord): iam.User {
  const tags = user.tags.length === 0 ? {} : { Tags: user.tags.map(({ Key, Value }) => ({ Key, Value })) }
  const boundary = user.permissionsBoundary
  const PermissionsBoundaryType = 'Policy' as iam.PermissionsBoundaryAttachmentType
  return {
    ...userSummary(user),
    ...(boundary === undefined ? {} : { PermissionsBoundary: { PermissionsBoundaryType, PermissionsBoundaryArn: boundary } }),
    ...tags,
  }
}
