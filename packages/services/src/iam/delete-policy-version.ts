import type { iam, Operation } from '@pasos/wire'
import type { IamDependencies } from './dependencies.ts'
import { deleteConflict, noSuchVersion } from './errors.ts'
import { changePolicy } from './managed-policies.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicyVersion.html */
export function deletePolicyVersion({ catalog }: IamDependencies): Operation<iam.DeletePolicyVersionRequest, void> {
  return async ({ PolicyArn, VersionId }, context) => {
    await changePolicy(catalog, PolicyArn!, context, ({ versions, defaultVersionId }) => {
      if (!versions.some(({ versionId }) => versionId === VersionId)) throw noSuchVersion(PolicyArn!, VersionId!)
      if (VersionId === defaultVersionId) throw deleteConflict('Cannot delete the default version of a policy.')
      return { versions: versions.filter(({ versionId }) => versionId !== VersionId) }
    })
  }
}
