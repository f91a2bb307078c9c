import { ApiError, type Operation, type sts } from '@pasos/wire'
import type { StsDependencies } from './dependencies.ts'

/**
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html: the account of a key. AWS reads it out of the id; ids
 * here do not carry it, so that only keys that this server gave out are known, and 12 digits, which are the account itself.
 */
export function getAccessKeyInfo({ credentials }: StsDependencies): Operation<sts.GetAccessKeyInfoRequest, sts.GetAccessKeyInfoResponse> {
  return ({ AccessKeyId: id = '' }) => {
    const Account = /^\d{12}$/.test(id) ? id : credentials.find(id)?.caller.accountId
    if (Account === undefined) throw new ApiError('ValidationError', `The access key ${id} was not given out by this server.`)
    return { Account }
  }
}
