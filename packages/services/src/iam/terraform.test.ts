import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeleteInstanceProfileCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetInstanceProfileCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListEntitiesForPolicyCommand,
  ListInstanceProfilesForRoleCommand,
  ListPolicyVersionsCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
  RemoveRoleFromInstanceProfileCommand,
  TagPolicyCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleDescriptionCommand,
} from '@aws-sdk/client-iam'
import { describe, expect, it } from 'vitest'
import { allow, iamWorld, trustOf } from './testing/iam-world.ts'

// The calls of Terraform's provider in their order, for each of its IAM resources: create, read, update, read, destroy.

const trust = trustOf({ Service: 'lambda.amazonaws.com' })

async function worldWithRole() {
  const client = iamWorld().iam()
  await client.send(new CreateRoleCommand({ RoleName: 'worker', AssumeRolePolicyDocument: trust }))
  return client
}

describe('aws_iam_role', () => {
  it('is created, read, changed and destroyed', async () => {
    const client = iamWorld().iam()
    const created = await client.send(
      new CreateRoleCommand({ RoleName: 'worker', Path: '/team/', AssumeRolePolicyDocument: trust, Tags: [{ Key: 'a', Value: '1' }] }),
    )
    expect(created.Role).toMatchObject({
      Arn: 'arn:aws:iam::123456789012:role/team/worker',
      RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
    })

    await client.send(new UpdateRoleDescriptionCommand({ RoleName: 'worker', Description: 'works' }))
    await client.send(
      new TagRoleCommand({
        RoleName: 'worker',
        Tags: [
          { Key: 'A', Value: '2' },
          { Key: 'b', Value: '' },
        ],
      }),
    )
    const { Role } = await client.send(new GetRoleCommand({ RoleName: 'worker' }))
    expect(Role).toMatchObject({ Path: '/team/', Description: 'works', MaxSessionDuration: 3600, RoleLastUsed: {} })
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(trust)
    expect(Role?.Tags).toEqual([
      { Key: 'A', Value: '2' },
      { Key: 'b', Value: '' },
    ])
    expect(await client.send(new ListRolePoliciesCommand({ RoleName: 'worker' }))).toMatchObject({ PolicyNames: [], IsTruncated: false })
    expect(await client.send(new ListAttachedRolePoliciesCommand({ RoleName: 'worker' }))).toMatchObject({ AttachedPolicies: [] })

    expect((await client.send(new ListInstanceProfilesForRoleCommand({ RoleName: 'worker' }))).InstanceProfiles).toEqual([])
    await client.send(new DeleteRoleCommand({ RoleName: 'worker' }))
    await expect(client.send(new GetRoleCommand({ RoleName: 'worker' }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: 'The role with name worker cannot be found.',
    })
  })

  it('cannot be created twice, whatever the case of its name', async () => {
    const client = await worldWithRole()
    await expect(client.send(new CreateRoleCommand({ RoleName: 'Worker', AssumeRolePolicyDocument: trust }))).rejects.toMatchObject({
      name: 'EntityAlreadyExistsException',
      message: 'Role with name Worker already exists.',
    })
  })

  it('takes another trust policy', async () => {
    const client = await worldWithRole()
    const next = trustOf({ Service: 'states.amazonaws.com' })
    await client.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'worker', PolicyDocument: next }))
    const { Role } = await client.send(new GetRoleCommand({ RoleName: 'worker' }))
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(next)
  })

  it('is listed page by page', async () => {
    const client = iamWorld().iam()
    for (const RoleName of ['c', 'a', 'b']) await client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }))
    const first = await client.send(new ListRolesCommand({ MaxItems: 2 }))
    const second = await client.send(new ListRolesCommand({ MaxItems: 2, Marker: first.Marker }))
    expect(first.Roles?.map(role => role.RoleName)).toEqual(['a', 'b'])
    expect(second.Roles?.map(role => role.RoleName)).toEqual(['c'])
    expect(second).toMatchObject({ IsTruncated: false })
  })
})

describe('aws_iam_role_policy', () => {
  it('is put, read and deleted', async () => {
    const client = await worldWithRole()
    const PolicyDocument = allow('lambda:*')
    await client.send(new PutRolePolicyCommand({ RoleName: 'worker', PolicyName: 'p', PolicyDocument }))
    const read = await client.send(new GetRolePolicyCommand({ RoleName: 'worker', PolicyName: 'p' }))
    expect(decodeURIComponent(read.PolicyDocument ?? '')).toBe(PolicyDocument)
    expect(read.PolicyDocument).not.toContain('*')
    await expect(client.send(new DeleteRoleCommand({ RoleName: 'worker' }))).rejects.toMatchObject({
      name: 'DeleteConflictException',
      message: 'Cannot delete entity, must delete policies first.',
    })
    await client.send(new DeleteRolePolicyCommand({ RoleName: 'worker', PolicyName: 'p' }))
    await expect(client.send(new GetRolePolicyCommand({ RoleName: 'worker', PolicyName: 'p' }))).rejects.toMatchObject({
      message: 'The role policy with name p cannot be found.',
    })
  })

  it('has a limit to its size', async () => {
    const client = await worldWithRole()
    const PolicyDocument = allow(Array.from({ length: 500 }, (_, index) => `lambda:Action${String(index).padStart(16, '0')}`))
    await expect(client.send(new PutRolePolicyCommand({ RoleName: 'worker', PolicyName: 'p', PolicyDocument }))).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: 'Maximum policy size of 10240 bytes exceeded for role worker',
    })
  })
})

describe('aws_iam_policy', () => {
  it('is created, versioned, tagged and destroyed', async () => {
    const client = iamWorld().iam()
    const { Policy } = await client.send(new CreatePolicyCommand({ PolicyName: 'p', PolicyDocument: allow('lambda:*'), Description: 'd' }))
    const PolicyArn = Policy?.Arn ?? ''
    expect(PolicyArn).toBe('arn:aws:iam::123456789012:policy/p')
    const version = await client.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: allow('sns:*'), SetAsDefault: true }))
    expect(version.PolicyVersion).toMatchObject({ VersionId: 'v2', IsDefaultVersion: true })
    await client.send(new TagPolicyCommand({ PolicyArn, Tags: [{ Key: 'k', Value: 'v' }] }))
    expect((await client.send(new GetPolicyCommand({ PolicyArn }))).Policy).toMatchObject({
      DefaultVersionId: 'v2',
      AttachmentCount: 0,
      IsAttachable: true,
      Description: 'd',
      Tags: [{ Key: 'k', Value: 'v' }],
    })
    const read = await client.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v2' }))
    expect(decodeURIComponent(read.PolicyVersion?.Document ?? '')).toBe(allow('sns:*'))
    const versions = await client.send(new ListPolicyVersionsCommand({ PolicyArn }))
    expect(versions.Versions?.map(({ VersionId }) => VersionId)).toEqual(['v2', 'v1'])
    await expect(client.send(new DeletePolicyCommand({ PolicyArn }))).rejects.toMatchObject({ name: 'DeleteConflictException' })
    await expect(client.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v2' }))).rejects.toMatchObject({
      message: 'Cannot delete the default version of a policy.',
    })
    await client.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v1' }))
    await client.send(new DeletePolicyCommand({ PolicyArn }))
    await expect(client.send(new GetPolicyCommand({ PolicyArn }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: `Policy ${PolicyArn} was not found.`,
    })
  })

  it('has five versions at most', async () => {
    const client = iamWorld().iam()
    const { Policy } = await client.send(new CreatePolicyCommand({ PolicyName: 'p', PolicyDocument: allow('lambda:*') }))
    const more = () => client.send(new CreatePolicyVersionCommand({ PolicyArn: Policy?.Arn, PolicyDocument: allow('sns:*') }))
    for (let version = 2; version <= 5; version++) await more()
    await expect(more()).rejects.toMatchObject({ name: 'LimitExceededException' })
  })
})

describe('aws_iam_role_policy_attachment', () => {
  it('attaches own policies and those of AWS, and lists both ways', async () => {
    const client = await worldWithRole()
    const { Policy } = await client.send(new CreatePolicyCommand({ PolicyName: 'p', PolicyDocument: allow('lambda:*') }))
    const aws = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'
    for (const PolicyArn of [Policy?.Arn, aws, aws]) await client.send(new AttachRolePolicyCommand({ RoleName: 'worker', PolicyArn }))
    const attached = await client.send(new ListAttachedRolePoliciesCommand({ RoleName: 'worker' }))
    expect(attached.AttachedPolicies).toEqual([
      { PolicyName: 'p', PolicyArn: Policy?.Arn },
      { PolicyName: 'AWSLambdaBasicExecutionRole', PolicyArn: aws },
    ])
    const entities = await client.send(new ListEntitiesForPolicyCommand({ PolicyArn: aws }))
    expect(entities.PolicyRoles).toMatchObject([{ RoleName: 'worker' }])
    await expect(client.send(new DeletePolicyCommand({ PolicyArn: Policy?.Arn }))).rejects.toMatchObject({
      message: 'Cannot delete a policy attached to entities.',
    })
    await expect(client.send(new DeleteRoleCommand({ RoleName: 'worker' }))).rejects.toMatchObject({
      message: 'Cannot delete entity, must detach all policies first.',
    })
    for (const PolicyArn of [Policy?.Arn, aws]) await client.send(new DetachRolePolicyCommand({ RoleName: 'worker', PolicyArn }))
    await client.send(new DeleteRoleCommand({ RoleName: 'worker' }))
  })

  it('is refused for a policy that does not exist', async () => {
    const client = await worldWithRole()
    const PolicyArn = 'arn:aws:iam::123456789012:policy/nothing'
    await expect(client.send(new AttachRolePolicyCommand({ RoleName: 'worker', PolicyArn }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: `Policy ${PolicyArn} does not exist or is not attachable.`,
    })
  })
})

describe('another account', () => {
  it('sees neither the roles nor the policies of this one, and cannot attach them', async () => {
    const world = iamWorld()
    const stranger = world.iam({ accessKeyId: '999999999999', secretAccessKey: 'x' })
    await world.iam().send(new CreateRoleCommand({ RoleName: 'worker', AssumeRolePolicyDocument: trust }))
    const { Policy } = await world.iam().send(new CreatePolicyCommand({ PolicyName: 'p', PolicyDocument: allow('lambda:*') }))
    const PolicyArn = Policy?.Arn
    await stranger.send(new CreateRoleCommand({ RoleName: 'other', AssumeRolePolicyDocument: trust }))
    const byName = { name: 'NoSuchEntityException' }
    await expect(stranger.send(new GetRoleCommand({ RoleName: 'worker' }))).rejects.toMatchObject(byName)
    await expect(stranger.send(new AttachRolePolicyCommand({ RoleName: 'other', PolicyArn }))).rejects.toMatchObject(byName)
    for (const call of [
      stranger.send(new GetPolicyCommand({ PolicyArn })),
      stranger.send(new DeletePolicyCommand({ PolicyArn })),
      stranger.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: allow('*') })),
    ]) {
      await expect(call).rejects.toMatchObject({ name: 'AccessDenied' })
    }
  })
})

describe('aws_iam_instance_profile', () => {
  it('holds one role, which cannot be deleted meanwhile', async () => {
    const client = await worldWithRole()
    const InstanceProfileName = 'profile'
    await client.send(new CreateInstanceProfileCommand({ InstanceProfileName }))
    await client.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: 'worker' }))
    const { InstanceProfile } = await client.send(new GetInstanceProfileCommand({ InstanceProfileName }))
    expect(InstanceProfile?.Roles?.map(role => role.RoleName)).toEqual(['worker'])
    expect((await client.send(new ListInstanceProfilesForRoleCommand({ RoleName: 'worker' }))).InstanceProfiles).toHaveLength(1)
    await expect(client.send(new DeleteRoleCommand({ RoleName: 'worker' }))).rejects.toMatchObject({
      message: 'Cannot delete entity, must remove roles from instance profile first.',
    })
    await client.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName: 'worker' }))
    await client.send(new DeleteInstanceProfileCommand({ InstanceProfileName }))
    await client.send(new DeleteRoleCommand({ RoleName: 'worker' }))
  })
})
