import { escapeUri, type iam, type Operation } from '@pasos/wire'
import { versionAnswer } from './answers.ts'
import type { IamDependencies } from './dependencies.ts'
import { noSuchVersion } from './errors.ts'
import { requirePolicy } from './managed-policies.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html */
export function getPolicyVersion({ catalog }: IamDependencies): Operation<iam.GetPolicyVersionRequest, iam.GetPolicyVersionResponse> {
  return ({ PolicyArn, VersionId }, { accountId }) => {
    const policy = requirePolicy(catalog, accountId, PolicyArn!)
    const version = policy.versions.find(({ versionId }) => versionId === VersionId)
    if (version === undefined) throw noSuchVersion(policy.arn, VersionId!)
    return { PolicyVersion: { Document: escapeUri(version.document), ...versionAnswer(version, policy.defaultVersionId) } }
  }
}
