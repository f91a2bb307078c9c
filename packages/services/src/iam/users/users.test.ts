import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DetachUserPolicyCommand,
  GetAccessKeyLastUsedCommand,
  GetPolicyCommand,
  GetRoleCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListEntitiesForPolicyCommand,
  ListRolesCommand,
  ListUserPoliciesCommand,
  ListUsersCommand,
  ListUserTagsCommand,
  PutUserPolicyCommand,
  SimulatePrincipalPolicyCommand,
  TagUserCommand,
  UntagUserCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam'
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { describe, expect, it } from 'vitest'
import { account, allow, iamWorld, trustOf } from '../testing/iam-world.ts'

const UserName = 'ana'
const arn = `arn:aws:iam::${account}:user/people/ana`

async function worldWithUser() {
  const world = iamWorld()
  const owner = world.iam()
  const { User } = await owner.send(new CreateUserCommand({ UserName, Path: '/people/', Tags: [{ Key: 'team', Value: 'red' }] }))
  const { AccessKey } = await owner.send(new CreateAccessKeyCommand({ UserName }))
  const key = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! }
  const put = (document: string) => owner.send(new PutUserPolicyCommand({ UserName, PolicyName: 'p', PolicyDocument: document }))
  return { ...world, owner, user: User!, key, put }
}

describe('a user', () => {
  it('is made, read, tagged, listed, and deleted once nothing hangs on it', async () => {
    const { owner, user, key, put } = await worldWithUser()
    expect(user).toMatchObject({ UserName, Arn: arn, Path: '/people/', Tags: [{ Key: 'team', Value: 'red' }] })
    expect(user.UserId).toMatch(/^AIDA[A-Z2-7]{17}$/)
    await expect(owner.send(new CreateUserCommand({ UserName: 'ANA' }))).rejects.toThrow('User with name ANA already exists.')
    await owner.send(new TagUserCommand({ UserName, Tags: [{ Key: 'a', Value: 'b' }] }))
    await owner.send(new UntagUserCommand({ UserName, TagKeys: ['team'] }))
    expect((await owner.send(new ListUserTagsCommand({ UserName }))).Tags).toEqual([{ Key: 'a', Value: 'b' }])
    expect((await owner.send(new ListUsersCommand({ PathPrefix: '/people/' }))).Users).toMatchObject([{ UserName }])
    await put(allow('sqs:*'))
    const PolicyArn = 'arn:aws:iam::aws:policy/AmazonSQSFullAccess'
    await owner.send(new AttachUserPolicyCommand({ UserName, PolicyArn }))
    expect((await owner.send(new ListAttachedUserPoliciesCommand({ UserName }))).AttachedPolicies).toMatchObject([{ PolicyArn }])
    expect((await owner.send(new ListEntitiesForPolicyCommand({ PolicyArn }))).PolicyUsers).toMatchObject([{ UserName }])
    expect((await owner.send(new ListUserPoliciesCommand({ UserName }))).PolicyNames).toEqual(['p'])
    const { PolicyDocument } = await owner.send(new GetUserPolicyCommand({ UserName, PolicyName: 'p' }))
    expect(JSON.parse(decodeURIComponent(PolicyDocument!)).Statement[0].Action).toBe('sqs:*')
    const remove = () => owner.send(new DeleteUserCommand({ UserName }))
    await expect(remove()).rejects.toThrow('must detach all policies first')
    await owner.send(new DetachUserPolicyCommand({ UserName, PolicyArn }))
    await expect(remove()).rejects.toThrow('must delete policies first')
    await owner.send(new DeleteUserPolicyCommand({ UserName, PolicyName: 'p' }))
    await expect(remove()).rejects.toThrow('must delete access keys first')
    await owner.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId: key.accessKeyId }))
    await remove()
    await expect(owner.send(new GetUserCommand({ UserName }))).rejects.toThrow('The user with name ana cannot be found.')
  })

  it('may do with its key what its policies allow, and nothing at first', async () => {
    const { iam, sts, key, put } = await worldWithUser()
    expect((await sts(key).send(new GetCallerIdentityCommand({}))).Arn).toBe(arn)
    const list = () => iam(key).send(new ListRolesCommand({}))
    await expect(list()).rejects.toThrow(
      `User: ${arn} is not authorized to perform: iam:ListRoles on resource: * because no identity-based policy allows the iam:ListRoles action`,
    )
    await put(allow('iam:ListRoles', '*', { Condition: { StringEquals: { 'aws:username': UserName, 'aws:PrincipalTag/team': 'red' } } }))
    expect((await list()).Roles).toEqual([])
    await put(JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Deny', Action: 'iam:*', Resource: '*' } }))
    await expect(list()).rejects.toThrow('with an explicit deny in an identity-based policy')
    const forged = { ...key, secretAccessKey: 'wrong' }
    await expect(iam(forged).send(new ListRolesCommand({}))).rejects.toThrow('The request signature we calculated does not match')
  })

  it('is nobody with a key that is not active, and has two keys at most', async () => {
    const { owner, iam, key, put } = await worldWithUser()
    await put(allow('iam:*'))
    expect((await iam(key).send(new GetUserCommand({}))).User?.Arn).toBe(arn)
    await owner.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId: key.accessKeyId, Status: 'Inactive' }))
    await expect(iam(key).send(new GetUserCommand({}))).rejects.toThrow('security token')
    await owner.send(new CreateAccessKeyCommand({ UserName }))
    await expect(owner.send(new CreateAccessKeyCommand({ UserName }))).rejects.toThrow('Cannot exceed quota for AccessKeysPerUser: 2')
    const { AccessKeyMetadata } = await owner.send(new ListAccessKeysCommand({ UserName }))
    expect(AccessKeyMetadata?.map(({ Status }) => Status).sort()).toEqual(['Active', 'Inactive'])
    expect(JSON.stringify(AccessKeyMetadata)).not.toContain(key.secretAccessKey)
  })

  it('can be asked what it would be allowed', async () => {
    const { owner, put } = await worldWithUser()
    await put(allow('sqs:SendMessage'))
    const ActionNames = ['sqs:SendMessage', 'sqs:PurgeQueue']
    const { EvaluationResults } = await owner.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn: arn, ActionNames }))
    expect(EvaluationResults?.map(({ EvalDecision }) => EvalDecision)).toEqual(['allowed', 'implicitDeny'])
  })

  it('takes on a role that trusts it, or that trusts the account when its own policies allow it', async () => {
    const { owner, sts, key, put } = await worldWithUser()
    const make = (RoleName: string, principal: string) =>
      owner.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trustOf({ AWS: principal }) }))
    await make('named', arn)
    await make('account', `arn:aws:iam::${account}:root`)
    const assume = (name: string) =>
      sts(key).send(new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/${name}`, RoleSessionName: 'me' }))
    expect((await assume('named')).AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${account}:assumed-role/named/me`)
    await expect(assume('account')).rejects.toThrow('is not authorized to perform: sts:AssumeRole')
    await put(allow('sts:AssumeRole'))
    expect((await assume('account')).Credentials).toBeDefined()
  })
})

it('an access key tells when, where and for what it was used last', async () => {
  const { owner, iam, key } = await worldWithUser()
  const used = async () => {
    const { AccessKeyLastUsed, UserName: name } = await owner.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: key.accessKeyId }))
    return [name, AccessKeyLastUsed?.ServiceName, AccessKeyLastUsed?.Region, AccessKeyLastUsed?.LastUsedDate instanceof Date]
  }
  expect(await used()).toEqual([UserName, 'N/A', 'N/A', false])
  await expect(iam(key, 'eu-west-1').send(new ListRolesCommand({}))).rejects.toThrow('not authorized')
  await expect.poll(used).toEqual([UserName, 'iam', 'eu-west-1', true])
})

it('a role tells when and where it was used last, and one that takes its name afterwards was never used', async () => {
  const { owner, sts, iam, key } = await worldWithUser()
  const make = () => owner.send(new CreateRoleCommand({ RoleName: 'used', AssumeRolePolicyDocument: trustOf({ AWS: arn }) }))
  const used = async () => (await owner.send(new GetRoleCommand({ RoleName: 'used' }))).Role?.RoleLastUsed
  await make()
  expect(await used()).toEqual({})
  const { Credentials } = await sts(key).send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/used`, RoleSessionName: 'me' }),
  )
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!
  const session = { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! }
  await expect(iam(session, 'eu-west-1').send(new ListRolesCommand({}))).rejects.toThrow('not authorized')
  await expect.poll(used).toEqual({ LastUsedDate: expect.any(Date), Region: 'eu-west-1' })
  await owner.send(new DeleteRoleCommand({ RoleName: 'used' }))
  await make()
  expect(await used()).toEqual({})
})

describe('a refusal tells its caller what decided', () => {
  const why = async (call: Promise<unknown>): Promise<unknown> => {
    const error = (await call.then(
      () => undefined,
      error => error,
    )) as { $response?: { headers: Record<string, string> } }
    const text = error.$response?.headers['x-pasos-why-denied']
    return text === undefined ? undefined : JSON.parse(text)
  }

  it('the policies that were asked, where none allows it, and the statement that denies it', async () => {
    const { iam, key, put } = await worldWithUser()
    await put(allow('sqs:SendMessage'))
    const asked = { action: 'iam:ListRoles', policyType: 'identity-based policy' }
    expect(await why(iam(key).send(new ListRolesCommand({})))).toMatchObject({
      ...{ ...asked, decision: 'implicitDeny' },
      asked: [expect.stringContaining(`user_${UserName}_`)],
    })
    await put(JSON.stringify({ Version: '2012-10-17', Statement: [{ Sid: 'NoLists', Effect: 'Deny', Action: '*', Resource: '*' }] }))
    expect(await why(iam(key).send(new ListRolesCommand({})))).toMatchObject({
      ...{ ...asked, decision: 'explicitDeny', statement: 'NoLists' },
      policy: expect.stringContaining(`user_${UserName}_`),
    })
  })

  it('nothing to whoever is refused by another account', async () => {
    const { iam, key } = await worldWithUser()
    const foreign = `arn:aws:iam::999999999999:policy/p`
    expect(await why(iam(key).send(new GetPolicyCommand({ PolicyArn: foreign })))).toBeUndefined()
  })
})
