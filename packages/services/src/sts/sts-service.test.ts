import { CreateRoleCommand, ListRolesCommand, PutRolePolicyCommand, UpdateRoleCommand } from '@aws-sdk/client-iam'
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  type Credentials as StsCredentials,
} from '@aws-sdk/client-sts'
import { seededIds } from '@pasos/engine'
import { describe, expect, it } from 'vitest'
import { account, allow, type Credentials, iamWorld, trustOf } from '../iam/testing/iam-world.ts'
import { createCredentialStore } from './credential-store.ts'

const roleArn = `arn:aws:iam::${account}:role/worker`

async function worldTrusting(principal: object) {
  const world = iamWorld()
  await world.iam().send(new CreateRoleCommand({ RoleName: 'worker', AssumeRolePolicyDocument: trustOf(principal) }))
  const assume = (who?: Credentials, more: object = {}) =>
    world.sts(who).send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'me', ...more }))
  return { ...world, assume }
}

function credentialsOf(issued: StsCredentials | undefined): Credentials {
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = issued ?? {}
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
}

describe('GetCallerIdentity', () => {
  it('names the account that a 12-digit access key id stands for', async () => {
    const { sts } = iamWorld()
    const answer = await sts({ accessKeyId: '210987654321', secretAccessKey: 'x' }).send(new GetCallerIdentityCommand({}))
    expect(answer).toMatchObject({ Account: '210987654321', Arn: 'arn:aws:iam::210987654321:root', UserId: '210987654321' })
  })
})

describe('AssumeRole', () => {
  it('makes the caller a session of the role', async () => {
    const { sts, assume } = await worldTrusting({ AWS: account })
    const { Credentials: issued, AssumedRoleUser } = await assume()
    expect(AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${account}:assumed-role/worker/me`)
    const identity = await sts(credentialsOf(issued)).send(new GetCallerIdentityCommand({}))
    expect(identity).toMatchObject({ Arn: AssumedRoleUser?.Arn, UserId: AssumedRoleUser?.AssumedRoleId, Account: account })
  })

  it('is refused to who names a second factor, as there are none', async () => {
    const { sts, assume } = await worldTrusting({ AWS: account })
    const SerialNumber = `arn:aws:iam::${account}:mfa/me`
    const factor = { SerialNumber, TokenCode: '123456' }
    const refused = {
      name: 'AccessDenied',
      message: expect.stringMatching(/^MultiFactorAuthentication failed, unable to validate MFA code/),
    }
    await expect(assume(undefined, factor)).rejects.toMatchObject(refused)
    await expect(sts().send(new GetSessionTokenCommand(factor))).rejects.toMatchObject(refused)
    await expect(assume(undefined, { SerialNumber })).rejects.toThrow('must provide both')
    await expect(sts().send(new GetSessionTokenCommand({ TokenCode: '123456' }))).rejects.toThrow('must provide both')
  })

  it('is refused to whom the trust policy does not name', async () => {
    const { assume } = await worldTrusting({ Service: 'lambda.amazonaws.com' })
    await expect(assume()).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: arn:aws:iam::${account}:root is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
    })
  })

  it('is refused without the external id that the trust policy wants', async () => {
    const world = iamWorld()
    const statement = {
      Effect: 'Allow',
      Principal: { AWS: account },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': 'secret' } },
    }
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
    await world.iam().send(new CreateRoleCommand({ RoleName: 'worker', AssumeRolePolicyDocument }))
    const assume = (ExternalId?: string) => world.sts().send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'me', ExternalId }))
    await expect(assume('guess')).rejects.toMatchObject({ name: 'AccessDenied' })
    expect((await assume('secret')).Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/)
  })

  it('lets a session go on to another role only with the permission to', async () => {
    const { assume, iam } = await worldTrusting({ AWS: account })
    const who = credentialsOf((await assume()).Credentials)
    await expect(assume(who)).rejects.toMatchObject({ name: 'AccessDenied' })
    await iam().send(new PutRolePolicyCommand({ RoleName: 'worker', PolicyName: 'p', PolicyDocument: allow('sts:AssumeRole') }))
    expect((await assume(who)).AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${account}:assumed-role/worker/me`)
  })

  it('is refused to whom an own policy denies it, also where the trust policy names the caller itself', async () => {
    const { assume, iam } = await worldTrusting({ AWS: [account, roleArn] })
    const who = credentialsOf((await assume()).Credentials)
    expect((await assume(who)).Credentials).toBeDefined()
    const denied = { Effect: 'Deny', Action: 'sts:AssumeRole', Resource: '*' }
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [denied] })
    await iam().send(new PutRolePolicyCommand({ RoleName: 'worker', PolicyName: 'p', PolicyDocument }))
    await expect(assume(who)).rejects.toMatchObject({ name: 'AccessDenied' })
  })

  it('shows the caller’s own policies what is asked for', async () => {
    const { assume, iam } = await worldTrusting({ AWS: account })
    const who = credentialsOf((await assume()).Credentials)
    const named = { Condition: { StringEquals: { 'sts:RoleSessionName': 'me', 'sts:ExternalId': 'mine' } } }
    await iam().send(new PutRolePolicyCommand({ RoleName: 'worker', PolicyName: 'p', PolicyDocument: allow('sts:AssumeRole', '*', named) }))
    expect((await assume(who, { ExternalId: 'mine' })).Credentials).toBeDefined()
    await expect(assume(who, { ExternalId: 'other' })).rejects.toMatchObject({ name: 'AccessDenied' })
  })

  it('goes from account to account where both sides allow it', async () => {
    const other = '999999999999'
    const { assume, iam, sts } = await worldTrusting({ AWS: other })
    const theirs = iam({ accessKeyId: other, secretAccessKey: 'x' })
    await theirs.send(new CreateRoleCommand({ RoleName: 'caller', AssumeRolePolicyDocument: trustOf({ AWS: other }) }))
    const become = new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${other}:role/caller`, RoleSessionName: 'me' })
    const who = credentialsOf((await sts({ accessKeyId: other, secretAccessKey: 'x' }).send(become)).Credentials)
    await expect(assume(who)).rejects.toMatchObject({ name: 'AccessDenied' })
    await theirs.send(new PutRolePolicyCommand({ RoleName: 'caller', PolicyName: 'p', PolicyDocument: allow('sts:AssumeRole', roleArn) }))
    expect((await assume(who)).AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${account}:assumed-role/worker/me`)
  })

  it('lasts no longer than the role allows', async () => {
    const { assume, iam } = await worldTrusting({ AWS: account })
    await expect(assume(undefined, { DurationSeconds: 7200 })).rejects.toMatchObject({
      message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    })
    await iam().send(new UpdateRoleCommand({ RoleName: 'worker', MaxSessionDuration: 7200 }))
    expect((await assume(undefined, { DurationSeconds: 7200 })).Credentials).toBeDefined()
  })
})

describe('tags of a session', () => {
  const team = [{ Key: 'team', Value: 'red' }]

  it('need sts:TagSession of the trust policy, and are what policies see of the session', async () => {
    const { assume, iam, sts, credentials } = await worldTrusting({ AWS: account })
    await expect(assume(undefined, { Tags: team })).rejects.toMatchObject({ name: 'AccessDenied' })
    const statement = {
      Effect: 'Allow',
      Principal: { AWS: account },
      Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
    }
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
    await iam().send(new CreateRoleCommand({ RoleName: 'next', AssumeRolePolicyDocument }))
    const next = (who?: Credentials, more: object = {}) =>
      sts(who).send(new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/next`, RoleSessionName: 'me', ...more }))
    const condition = { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'red', 'aws:SourceIdentity': 'ana' } } }
    await iam().send(
      new PutRolePolicyCommand({ RoleName: 'next', PolicyName: 'p', PolicyDocument: allow(['iam:ListRoles', 'sts:*'], '*', condition) }),
    )
    const first = await next(undefined, { Tags: [...team, { Key: 'x', Value: 'y' }], TransitiveTagKeys: ['team'], SourceIdentity: 'ana' })
    expect(first.SourceIdentity).toBe('ana')
    await iam(credentialsOf(first.Credentials)).send(new ListRolesCommand({}))
    const plain = await next()
    await expect(iam(credentialsOf(plain.Credentials)).send(new ListRolesCommand({}))).rejects.toThrow('no identity-based policy')
    const second = await next(credentialsOf(first.Credentials))
    const { sessionTags, sourceIdentity } = credentials.session(second.Credentials!.AccessKeyId!)!
    expect([sessionTags, sourceIdentity]).toEqual([team, 'ana'])
    await expect(next(credentialsOf(first.Credentials), { Tags: team })).rejects.toThrow('conflicts with a transitive tag key')
  })
})

describe('temporary credentials', () => {
  it('expire', async () => {
    const { sts, credentials, clock } = iamWorld()
    const caller = { accountId: account, arn: `arn:aws:iam::${account}:root`, userId: account }
    const issued = await credentials.issue({ caller, sessionPolicies: [], sessionTags: [] }, 0)
    clock.advance(1)
    await expect(sts(issued).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'ExpiredToken',
      message: 'The security token included in the request is expired',
    })
  })

  it('are nothing without their secret and token', async () => {
    const { sts } = iamWorld()
    const who = credentialsOf((await sts().send(new GetSessionTokenCommand({}))).Credentials)
    expect((await sts(who).send(new GetCallerIdentityCommand({}))).Arn).toBe(`arn:aws:iam::${account}:root`)
    await expect(sts({ ...who, secretAccessKey: 'guess' }).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
    })
    await expect(sts({ ...who, sessionToken: 'guess' }).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    })
  })
})

it('a session outlives the server that gave it, with its narrow rights', async () => {
  const { data, catalog, clock } = iamWorld()
  const first = createCredentialStore({ catalog, data, clock, ids: seededIds() })
  const caller = { accountId: '123456789012', arn: 'arn:aws:sts::123456789012:assumed-role/r/s', userId: 'AROA:s' }
  const { accessKeyId } = await first.issue({ caller, sessionPolicies: ['{}'], sessionTags: [] }, 900)
  const second = createCredentialStore({ catalog, data, clock, ids: seededIds() })
  expect(second.session(accessKeyId)).toBeUndefined()
  await second.load()
  expect(second.session(accessKeyId)).toEqual(first.session(accessKeyId))
  expect(second.session(accessKeyId)?.sessionPolicies).toEqual(['{}'])
})
