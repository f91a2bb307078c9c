import { randomBytes } from 'node:crypto'
import type { iam, Operation, OperationContext } from '@pasos/wire'
import { date } from '../answers.ts'
import type { IamDependencies } from '../dependencies.ts'
import { limitExceeded, noSuchAccessKey, validationError } from '../errors.ts'
import { iamId } from '../iam-ids.ts'
import { keyUse } from '../last-use.ts'
import { page } from '../paging.ts'
import { type AccessKeyRecord, findUserByArn, keysOf, requireUser, type UserRecord } from './user-record.ts'

/** AWS: two, so that one can be exchanged for the other. */
const maxKeys = 2

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html */
export function createAccessKey({
  catalog,
  clock,
  ids,
}: IamDependencies): Operation<iam.CreateAccessKeyRequest, iam.CreateAccessKeyResponse> {
  return async ({ UserName }, context) => {
    const { accountId, userName, ...user } = userOf(catalog, UserName, context)
    const key: AccessKeyRecord = {
      ...{ accountId, userName, accessKeyId: iamId('AKIA', ids), secretAccessKey: randomBytes(30).toString('base64') },
      ...{ isActive: true, createDate: clock.now() },
    }
    await catalog.update<AccessKeyRecord, void>('accessKey', key.accessKeyId, () => {
      const present = keysOf(catalog, { accountId, userName, ...user })
      if (present.length >= maxKeys) throw limitExceeded(`Cannot exceed quota for AccessKeysPerUser: ${maxKeys}`)
      return { next: key, result: undefined }
    })
    return { AccessKey: { ...keyAnswer(key), SecretAccessKey: key.secretAccessKey } as iam.AccessKey }
  }
}

export function listAccessKeys({ catalog }: IamDependencies): Operation<iam.ListAccessKeysRequest, iam.ListAccessKeysResponse> {
  return (input, context) => {
    const keys = keysOf(catalog, userOf(catalog, input.UserName, context))
    const { items, answer } = page(keys, ({ accessKeyId }) => accessKeyId, input)
    return { AccessKeyMetadata: items.map(keyAnswer), ...answer }
  }
}

export function updateAccessKey({ catalog }: IamDependencies): Operation<iam.UpdateAccessKeyRequest, void> {
  return ({ UserName, AccessKeyId, Status }, context) =>
    changeKey(catalog, userOf(catalog, UserName, context), AccessKeyId!, key => ({ ...key, isActive: Status === 'Active' }))
}

export function deleteAccessKey({ catalog }: IamDependencies): Operation<iam.DeleteAccessKeyRequest, void> {
  return ({ UserName, AccessKeyId }, context) => changeKey(catalog, userOf(catalog, UserName, context), AccessKeyId!, () => undefined)
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html */
export function accessKeyLastUsed({
  catalog,
}: IamDependencies): Operation<iam.GetAccessKeyLastUsedRequest, iam.GetAccessKeyLastUsedResponse> {
  return ({ AccessKeyId }, { accountId }) => {
    const key = catalog.get<AccessKeyRecord>('accessKey', AccessKeyId!)
    if (key === undefined || key.accountId !== accountId) throw noSuchAccessKey(AccessKeyId!)
    const use = keyUse(catalog, key.accessKeyId)
    const LastUsedDate = use && { LastUsedDate: date(use.date) }
    return {
      UserName: key.userName,
      AccessKeyLastUsed: { ...LastUsedDate, ServiceName: use?.service ?? 'N/A', Region: use?.region ?? 'N/A' } as iam.AccessKeyLastUsed,
    }
  }
}

function changeKey(
  catalog: IamDependencies['catalog'],
  { accountId, userName }: UserRecord,
  accessKeyId: string,
  change: (key: AccessKeyRecord) => AccessKeyRecord | undefined,
): Promise<void> {
  return catalog.update<AccessKeyRecord, void>('accessKey', accessKeyId, key => {
    if (key === undefined || key.accountId !== accountId || key.userName !== userName) throw noSuchAccessKey(accessKeyId)
    return { next: change(key), result: undefined }
  })
}

/** Without a name: the user who asks. @throws ApiError NoSuchEntity, ValidationError */
export function userOf(catalog: IamDependencies['catalog'], name: string | undefined, { accountId, caller }: OperationContext): UserRecord {
  if (name !== undefined) return requireUser(catalog, accountId, name)
  const user = findUserByArn(catalog, caller.arn)
  if (user === undefined) throw validationError('Must specify userName when calling with non-User credentials')
  return user
}

function keyAnswer({ userName, accessKeyId, isActive, createDate }: AccessKeyRecord): iam.AccessKeyMetadata {
  return { UserName: userName, AccessKeyId: accessKeyId, Status: isActive ? 'Active' : 'Inactive', CreateDate: date(createDate) }
}
