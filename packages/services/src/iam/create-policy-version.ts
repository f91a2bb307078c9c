import type { iam, Operation } from '@pasos/wire'
import { versionAnswer } from './answers.ts'
import { checkDocument } from './constraints.ts'
import { checkManagedPolicySize } from './create-policy.ts'
import type { IamDependencies } from './dependencies.ts'
import { limitExceeded } from './errors.ts'
import { changePolicy } from './managed-policies.ts'
import { checkManagedPolicy } from './policy/check-policy.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicyVersion.html */
export function createPolicyVersion({
  catalog,
  clock,
}: IamDependencies): Operation<iam.CreatePolicyVersionRequest, iam.CreatePolicyVersionResponse> {
  return async ({ PolicyArn, PolicyDocument, SetAsDefault }, context) => {
    const document = checkDocument('policyDocument', PolicyDocument!)
    checkManagedPolicy(document)
    checkManagedPolicySize(document)
    const createDate = clock.now()
    const policy = await changePolicy(catalog, PolicyArn!, context, ({ versions, nextVersion, defaultVersionId }) => {
      if (versions.length >= maxVersions) {
        throw limitExceeded(
          'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
        )
      }
      const versionId = `v${nextVersion}`
      return {
        versions: [...versions, { versionId, document, createDate }],
        nextVersion: nextVersion + 1,
        defaultVersionId: SetAsDefault ? versionId : defaultVersionId,
        updateDate: createDate,
      }
    })
    return { PolicyVersion: versionAnswer(policy.versions[policy.versions.length - 1]!, policy.defaultVersionId) }
  }
}

const maxVersions = 5
