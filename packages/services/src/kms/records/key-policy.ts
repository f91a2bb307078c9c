import { partitionOf } from '@pasos/asl'
import type { OperationContext } from '@pasos/wire'
import { accountRoot } from '../../iam/iam-arn.ts'
import { resourcePolicyProblem } from '../../iam/policy/check-policy.ts'
import { resourcePolicyDecision } from '../../iam/resource-policy.ts'
import { malformedPolicy } from '../errors.ts'
import type { Place } from './key-record.ts'

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
export function defaultPolicy({ accountId, region }: Place): string {
  const statement = {
    Sid: 'Enable IAM User Permissions',
    Effect: 'Allow',
    Principal: { AWS: `arn:${partitionOf(region)}:iam::${accountId}:root` },
    Action: 'kms:*',
    Resource: '*',
  }
  return JSON.stringify({ Version: '2012-10-17', Id: 'key-default-1', Statement: [statement] }, null, 2)
}

/** Of a key that a service manages: it is used through that service alone. */
export function managedPolicy(service: string, { accountId, region }: Place): string {
  const through = {
    Sid: `Allow access through ${service} for all principals in the account that are authorized to use it`,
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:CreateGrant', 'kms:DescribeKey'],
    Resource: '*',
    Condition: { StringEquals: { 'kms:CallerAccount': accountId, 'kms:ViaService': `${service}.${region}.amazonaws.com` } },
  }
  const metadata = {
    Sid: 'Allow direct access to key metadata to the account',
    Effect: 'Allow',
    Principal: { AWS: `arn:${partitionOf(region)}:iam::${accountId}:root` },
    Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'],
    Resource: '*',
  }
  return JSON.stringify({ Version: '2012-10-17', Id: `auto-${service}-1`, Statement: [through, metadata] }, null, 2)
}

/**
 * Well-formed, and one under which the caller can still change it, unless they say that they know.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
 * @throws ApiError MalformedPolicyDocumentException
 */
export function checkKeyPolicy(policy: string, arn: string, { caller }: OperationContext, mayLockOut = false): string {
  const problem = resourcePolicyProblem(policy)
  if (problem !== undefined) throw malformedPolicy(problem)
  if (mayLockOut) return policy
  const principal = { accountId: caller.accountId, arns: [caller.arn, accountRoot(caller.arn, caller.accountId)] }
  const decision = resourcePolicyDecision(policy, { principal, action: 'kms:PutKeyPolicy', resource: arn, context: {} })
  if (decision !== 'allow') throw malformedPolicy('The new key policy will not allow you to update the key policy in the future.')
  return policy
}
