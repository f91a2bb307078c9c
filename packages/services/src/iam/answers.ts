import { escapeUri, type iam } from '@pasos/wire'
import type { PolicyRecord, PolicyVersionRecord } from './policy-record.ts'
import type { IamTag, RoleRecord } from './role-record.ts'

/** IAM's dates have no fraction of a second. */
export function date(epochMs: number): Date {
  return new Date(Math.floor(epochMs / 1000) * 1000)
}

/** A role as lists show it: without tags, boundary and last use. */
export function roleSummary(role: RoleRecord): iam.Role {
  return {
    Path: role.path,
    RoleName: role.roleName,
    RoleId: role.roleId,
    Arn: role.arn,
    CreateDate: date(role.createDate),
    AssumeRolePolicyDocument: escapeUri(role.assumeRolePolicyDocument),
    ...(role.description === undefined ? {} : { Description: role.description }),
    MaxSessionDuration: role.maxSessionDuration,
  }
}

export function roleAnswer(role: RoleRecord): iam.Role {
  return {
    ...roleSummary(role),
    ...(role.permissionsBoundary === undefined ? {} : { PermissionsBoundary: boundaryAnswer(role.permissionsBoundary) }),
    ...tagsAnswer(role.tags),
  }
}

function boundaryAnswer(arn: string): iam.AttachedPermissionsBoundary {
  // AWS answers `Policy`, although the model's only value is `PermissionsBoundaryPolicy`.
  return { PermissionsBoundaryType: 'Policy' as iam.PermissionsBoundaryAttachmentType, PermissionsBoundaryArn: arn }
}

function tagsAnswer(tags: readonly IamTag[]): { Tags?: iam.Tag[] } {
  return tags.length === 0 ? {} : { Tags: tags.map(({ Key, Value }) => ({ Key, Value })) }
}

export interface PolicyUsage {
  attachments: number
  boundaries: number
}

/** A managed policy as lists show it: without description and tags. */
export function policySummary(policy: PolicyRecord, usage: PolicyUsage): iam.Policy {
  return {
    PolicyName: policy.policyName,
    PolicyId: policy.policyId,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersionId,
    AttachmentCount: usage.attachments,
    PermissionsBoundaryUsageCount: usage.boundaries,
    IsAttachable: true,
    CreateDate: date(policy.createDate),
    UpdateDate: date(policy.updateDate),
  }
}

export function policyAnswer(policy: PolicyRecord, usage: PolicyUsage): iam.Policy {
  const description = policy.description === undefined ? {} : { Description: policy.description }
  return { ...policySummary(policy, usage), ...description, Tags: policy.tags.map(({ Key, Value }) => ({ Key, Value })) }
}

/** As CreatePolicy answers: AWS leaves the description out, and tags where there are none. */
export function createdPolicyAnswer(policy: PolicyRecord): iam.Policy {
  return { ...policySummary(policy, { attachments: 0, boundaries: 0 }), ...tagsAnswer(policy.tags) }
}

/** A version without its document. */
export function versionAnswer(version: PolicyVersionRecord, defaultVersionId: string): iam.PolicyVersion {
  return { VersionId: version.versionId, IsDefaultVersion: version.versionId === defaultVersionId, CreateDate: date(version.createDate) }
}
