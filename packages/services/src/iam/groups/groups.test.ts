import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateUserCommand,
  DeleteGroupCommand,
  DeleteGroupPolicyCommand,
  DeleteUserCommand,
  DetachGroupPolicyCommand,
  GetGroupCommand,
  GetGroupPolicyCommand,
  GetPolicyCommand,
  ListAttachedGroupPoliciesCommand,
  ListEntitiesForPolicyCommand,
  ListGroupPoliciesCommand,
  ListGroupsCommand,
  ListGroupsForUserCommand,
  ListRolesCommand,
  PutGroupPolicyCommand,
  PutUserPermissionsBoundaryCommand,
  RemoveUserFromGroupCommand,
  SimulatePrincipalPolicyCommand,
  UpdateGroupCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam'
import { expect, it } from 'vitest'
import { account, allow, iamWorld } from '../testing/iam-world.ts'

const GroupName = 'builders'
const UserName = 'ana'
const PolicyArn = 'arn:aws:iam::aws:policy/AmazonSQSFullAccess'

async function worldWithMember() {
  const world = iamWorld()
  const owner = world.iam()
  const { Group } = await owner.send(new CreateGroupCommand({ GroupName, Path: '/teams/' }))
  await owner.send(new CreateUserCommand({ UserName }))
  await owner.send(new AddUserToGroupCommand({ GroupName, UserName }))
  const { AccessKey } = await owner.send(new CreateAccessKeyCommand({ UserName }))
  const member = world.iam({ accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! })
  const put = (document: string) => owner.send(new PutGroupPolicyCommand({ GroupName, PolicyName: 'p', PolicyDocument: document }))
  return { ...world, owner, group: Group!, member, put }
}

it('a group is made, listed with its users, and deleted once nothing hangs on it', async () => {
  const { owner, group, put } = await worldWithMember()
  expect(group).toMatchObject({ GroupName, Path: '/teams/', Arn: `arn:aws:iam::${account}:group/teams/builders` })
  expect(group.GroupId).toMatch(/^AGPA[A-Z2-7]{17}$/)
  await expect(owner.send(new CreateGroupCommand({ GroupName: 'BUILDERS' }))).rejects.toThrow('Group with name BUILDERS already exists.')
  await owner.send(new AddUserToGroupCommand({ GroupName, UserName }))
  expect((await owner.send(new GetGroupCommand({ GroupName }))).Users?.map(user => user.UserName)).toEqual([UserName])
  expect((await owner.send(new ListGroupsForUserCommand({ UserName }))).Groups).toMatchObject([{ GroupName }])
  expect((await owner.send(new ListGroupsCommand({ PathPrefix: '/teams/' }))).Groups).toHaveLength(1)
  await put(allow('sqs:*'))
  await owner.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn }))
  expect((await owner.send(new ListGroupPoliciesCommand({ GroupName }))).PolicyNames).toEqual(['p'])
  expect(decodeURIComponent((await owner.send(new GetGroupPolicyCommand({ GroupName, PolicyName: 'p' }))).PolicyDocument!)).toBe(
    allow('sqs:*'),
  )
  expect((await owner.send(new ListAttachedGroupPoliciesCommand({ GroupName }))).AttachedPolicies).toMatchObject([{ PolicyArn }])
  expect((await owner.send(new ListEntitiesForPolicyCommand({ PolicyArn }))).PolicyGroups).toMatchObject([{ GroupName }])
  expect((await owner.send(new GetPolicyCommand({ PolicyArn }))).Policy?.AttachmentCount).toBe(1)
  await expect(owner.send(new DeleteUserCommand({ UserName }))).rejects.toThrow('must remove users from group first')
  const remove = () => owner.send(new DeleteGroupCommand({ GroupName }))
  await expect(remove()).rejects.toThrow('must remove users from group first')
  await owner.send(new RemoveUserFromGroupCommand({ GroupName, UserName }))
  await expect(remove()).rejects.toThrow('must detach all policies first')
  await owner.send(new DetachGroupPolicyCommand({ GroupName, PolicyArn }))
  await expect(remove()).rejects.toThrow('must delete policies first')
  await owner.send(new DeleteGroupPolicyCommand({ GroupName, PolicyName: 'p' }))
  await remove()
  await expect(owner.send(new GetGroupCommand({ GroupName }))).rejects.toThrow('The group with name builders cannot be found.')
})

it('what a group may its users may, for as long as they are in it; what is denied to it is denied to them', async () => {
  const { owner, member, put } = await worldWithMember()
  const list = () => member.send(new ListRolesCommand({}))
  await expect(list()).rejects.toThrow('because no identity-based policy allows the iam:ListRoles action')
  await put(allow('iam:ListRoles'))
  await list()
  const simulate = new SimulatePrincipalPolicyCommand({
    PolicySourceArn: `arn:aws:iam::${account}:user/ana`,
    ActionNames: ['iam:ListRoles'],
  })
  expect((await owner.send(simulate)).EvaluationResults).toMatchObject([
    { EvalDecision: 'allowed', MatchedStatements: [{ SourcePolicyId: 'group_builders_p' }] },
  ])
  await put(JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'iam:*', Resource: '*' }] }))
  await expect(list()).rejects.toThrow('with an explicit deny in an identity-based policy')
  await put(allow('iam:ListRoles'))
  await owner.send(new RemoveUserFromGroupCommand({ GroupName, UserName }))
  await expect(list()).rejects.toThrow('because no identity-based policy')
})

it('a permissions boundary of a user bounds what groups give', async () => {
  const { owner, member, put } = await worldWithMember()
  await put(allow('iam:ListRoles'))
  await owner.send(new PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary: PolicyArn }))
  await expect(member.send(new ListRolesCommand({}))).rejects.toThrow('because no permissions boundary allows the iam:ListRoles action')
})

it('users and groups keep everything under another name and path', async () => {
  const { owner, member, put } = await worldWithMember()
  await put(allow('iam:ListRoles'))
  await owner.send(new UpdateGroupCommand({ GroupName, NewGroupName: 'makers', NewPath: '/other/' }))
  await owner.send(new UpdateUserCommand({ UserName, NewUserName: 'eva' }))
  const { Group, Users } = await owner.send(new GetGroupCommand({ GroupName: 'makers' }))
  expect(Group?.Arn).toBe(`arn:aws:iam::${account}:group/other/makers`)
  expect(Users?.map(user => user.Arn)).toEqual([`arn:aws:iam::${account}:user/eva`])
  await member.send(new ListRolesCommand({}))
  await expect(owner.send(new GetGroupCommand({ GroupName }))).rejects.toThrow('cannot be found')
  await owner.send(new CreateUserCommand({ UserName }))
  expect((await owner.send(new ListGroupsForUserCommand({ UserName }))).Groups).toEqual([])
})

it('a policy that is not attached cannot be detached', async () => {
  const { owner } = await worldWithMember()
  await owner.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn }))
  await owner.send(new DetachGroupPolicyCommand({ GroupName, PolicyArn }))
  await expect(owner.send(new DetachGroupPolicyCommand({ GroupName, PolicyArn }))).rejects.toMatchObject({ name: 'NoSuchEntityException' })
})
