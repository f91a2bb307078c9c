import type { iam, Operation } from '@pasos/wire'
import { checkName, checkPath, checkTags } from './constraints.ts'
import type { IamDependencies } from './dependencies.ts'
import { alreadyExists } from './errors.ts'
import { iamArn } from './iam-arn.ts'
import { iamId } from './iam-ids.ts'
import { type InstanceProfileRecord, instanceProfileKey, profileAnswer } from './instance-profile-record.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateInstanceProfile.html */
export function createInstanceProfile({
  catalog,
  clock,
  ids,
}: IamDependencies): Operation<iam.CreateInstanceProfileRequest, iam.CreateInstanceProfileResponse> {
  return async (input, context) => {
    const { accountId } = context
    const name = checkName('instanceProfileName', input.InstanceProfileName!, 128)
    const path = checkPath(input.Path)
    const profile: InstanceProfileRecord = {
      accountId,
      instanceProfileName: name,
      instanceProfileId: iamId('AIPA', ids),
      path,
      arn: iamArn(context, `instance-profile${path}${name}`),
      createDate: clock.now(),
      roleNames: [],
      tags: checkTags(input.Tags),
    }
    await catalog.update<InstanceProfileRecord, void>('instanceProfile', instanceProfileKey(accountId, name), present => {
      if (present !== undefined) throw alreadyExists(`Instance Profile ${name} already exists.`)
      return { next: profile, result: undefined }
    })
    return { InstanceProfile: profileAnswer(catalog, profile) }
  }
}
