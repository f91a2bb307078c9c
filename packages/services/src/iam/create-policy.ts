import type { iam, Operation } from '@pasos/wire'
import { createdPolicyAnswer } from './answers.ts'
import { checkDocument, checkLength, checkName, checkPath, checkTags } from './constraints.ts'
import type { IamDependencies } from './dependencies.ts'
import { alreadyExists, limitExceeded } from './errors.ts'
import { iamArn } from './iam-arn.ts'
import { iamId } from './iam-ids.ts'
import { checkManagedPolicy } from './policy/check-policy.ts'
import type { PolicyRecord } from './policy-record.ts'
import { policySize } from './policy-size.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html */
export function createPolicy({ catalog, clock, ids }: IamDependencies): Operation<iam.CreatePolicyRequest, iam.CreatePolicyResponse> {
  return async (input, context) => {
    const policyName = checkName('policyName', input.PolicyName!, 128)
    const path = checkPath(input.Path)
    const document = checkDocument('policyDocument', input.PolicyDocument!)
    if (input.Description !== undefined) checkLength('description', input.Description, 0, 1000)
    const tags = checkTags(input.Tags)
    checkManagedPolicy(document)
    checkManagedPolicySize(document)
    const now = clock.now()
    const policy: PolicyRecord = {
      policyName,
      policyId: iamId('ANPA', ids),
      path,
      arn: iamArn(context, `policy${path}${policyName}`),
      ...(input.Description === undefined ? {} : { description: input.Description }),
      createDate: now,
      updateDate: now,
      defaultVersionId: 'v1',
      nextVersion: 2,
      versions: [{ versionId: 'v1', document, createDate: now }],
      tags,
    }
    // Names are unique in the account whatever the path; the key has the path, so the check looks at all of them.
    await catalog.update<PolicyRecord, void>('policy', policy.arn, () => {
      const names = catalog.list<PolicyRecord>('policy', iamArn(context, 'policy/')).map(other => other.policyName.toLowerCase())
      if (names.includes(policyName.toLowerCase())) {
        throw alreadyExists(`A policy called ${policyName} already exists. Duplicate names are not allowed.`)
      }
      return { next: policy, result: undefined }
    })
    return { Policy: createdPolicyAnswer(policy) }
  }
}

/** @throws ApiError LimitExceeded */
export function checkManagedPolicySize(document: string): void {
  if (policySize(document) > 6144) throw limitExceeded('Cannot exceed quota for PolicySize: 6144')
}
