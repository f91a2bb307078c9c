import type { iam, Operation } from '@pasos/wire'
import type { IamDependencies } from './dependencies.ts'
import { noSuchVersion } from './errors.ts'
import { changePolicy } from './managed-policies.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_SetDefaultPolicyVersion.html */
export function setDefaultPolicyVersion({ catalog, clock }: IamDependencies): Operation<iam.SetDefaultPolicyVersionRequest, void> {
  return async ({ PolicyArn, VersionId }, context) => {
    await changePolicy(catalog, PolicyArn!, context, ({ versions }) => {
      if (!versions.some(({ versionId }) => versionId === VersionId)) throw noSuchVersion(PolicyArn!, VersionId!)
      return { defaultVersionId: VersionId!, updateDate: clock.now() }
    })
  }
}
