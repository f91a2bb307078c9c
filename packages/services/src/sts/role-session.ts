import { ApiError, type sts } from '@pasos/wire'
import { checkTags } from '../iam/constraints.ts'
import { assumedRoleArn } from '../iam/iam-arn.ts'
import { defaultDocument, findPolicy } from '../iam/managed-policies.ts'
import { checkInlinePolicy } from '../iam/policy/check-policy.ts'
import type { RoleRecord } from '../iam/role-record.ts'
import type { TemporaryCredential } from './credential-store.ts'
import { credentialsAnswer } from './credentials-answer.ts'
import type { StsDependencies } from './dependencies.ts'

/** What a session is called to be, whoever asked for it. */
export interface SessionRequest {
  sessionName: string
  durationSeconds: number
  sessionPolicies: string[]
  tags: TemporaryCredential['sessionTags']
  transitiveTagKeys?: string[]
  sourceIdentity?: string | undefined
  /** What policies see of whom the identity provider vouched for, for as long as the session lasts. */
  conditionKeys?: Record<string, string>
}

/** Gives out a session of a role. @throws ApiError ValidationError when it would last longer than the role allows */
export async function issueRoleSession(
  { credentials }: Pick<StsDependencies, 'credentials'>,
  role: RoleRecord,
  { sessionName, durationSeconds, sessionPolicies, tags, transitiveTagKeys = [], sourceIdentity, conditionKeys }: SessionRequest,
): Promise<{ Credentials: sts.Credentials; AssumedRoleUser: sts.AssumedRoleUser; SourceIdentity?: string }> {
  if (durationSeconds > role.maxSessionDuration) {
    throw new ApiError('ValidationError', 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.')
  }
  const user = { AssumedRoleId: `${role.roleId}:${sessionName}`, Arn: assumedRoleArn(role.arn, role, sessionName) }
  const session = {
    caller: { accountId: role.accountId, arn: user.Arn, userId: user.AssumedRoleId },
    ...{ sessionPolicies, sessionTags: tags },
    ...(transitiveTagKeys.length > 0 && { transitiveTagKeys }),
    ...(sourceIdentity !== undefined && { sourceIdentity }),
    ...(conditionKeys !== undefined && { conditionKeys }),
  }
  const issued = credentialsAnswer(await credentials.issue(session, durationSeconds))
  return { Credentials: issued, AssumedRoleUser: user, ...(sourceIdentity !== undefined && { SourceIdentity: sourceIdentity }) }
}

/** The policies that narrow a session, as texts. @throws ApiError MalformedPolicyDocument, ValidationError */
export function sessionPolicies(
  { catalog }: Pick<StsDependencies, 'catalog'>,
  accountId: string,
  input: { Policy?: string | undefined; PolicyArns?: sts.PolicyDescriptorType[] | undefined },
): string[] {
  if (input.Policy !== undefined) checkInlinePolicy(input.Policy)
  const managed = (input.PolicyArns ?? []).map(({ arn }) => {
    const policy = findPolicy(catalog, accountId, arn ?? '')
    if (policy === undefined) throw new ApiError('ValidationError', `Policy ${arn} does not exist or is not attachable.`)
    return defaultDocument(policy)
  })
  return input.Policy === undefined ? managed : [input.Policy, ...managed]
}

/** @throws ApiError ValidationError, InvalidParameterValue */
export function sessionTags(tags: sts.Tag[] | undefined): TemporaryCredential['sessionTags'] {
  return checkTags(tags)
}

/** What conditions of a trust policy see of the tags that a session is to have. */
export function tagKeys(tags: TemporaryCredential['sessionTags']): Record<string, string | string[]> {
  if (tags.length === 0) return {}
  return {
    ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
    'aws:TagKeys': tags.map(({ Key }) => Key),
  }
}
