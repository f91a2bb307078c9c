import { CreateAccessKeyCommand, CreateRoleCommand, CreateUserCommand, ListUsersCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam'
import {
  AssumeRoleCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  type Credentials as StsCredentials,
} from '@aws-sdk/client-sts'
import { expect, it } from 'vitest'
import { account, allow, type Credentials, iamWorld, trustOf } from '../iam/testing/iam-world.ts'

const credentialsOf = ({ AccessKeyId = '', SecretAccessKey = '', SessionToken = '' }: Partial<StsCredentials> = {}): Credentials => ({
  ...{ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
})

async function worldWithUser(policy: string) {
  const world = iamWorld()
  const owner = world.iam()
  await owner.send(new CreateUserCommand({ UserName: 'ana' }))
  await owner.send(new PutUserPolicyCommand({ UserName: 'ana', PolicyName: 'p', PolicyDocument: policy }))
  const { AccessKey } = await owner.send(new CreateAccessKeyCommand({ UserName: 'ana' }))
  const key = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! }
  const federate = async (who: Credentials | undefined, Policy?: string) =>
    credentialsOf((await world.sts(who).send(new GetFederationTokenCommand({ Name: 'guest', Policy }))).Credentials)
  /** Whether the guest may do this; none of IAM's own actions. */
  const may = (who: Credentials, action: string) => {
    const { caller } = world.credentials.session(who.accessKeyId)!
    const context = {
      requestId: 'r',
      service: 'sqs',
      operation: '',
      region: 'us-east-1',
      accountId: account,
      signal: new AbortController().signal,
    }
    return world.authorizer.authorizeCaller({ ...context, caller: { ...caller, accessKeyId: who.accessKeyId } }, action, '*')
  }
  return { ...world, owner, key, federate, may }
}

it('a federated user may what both the user and the session’s policies allow', async () => {
  const { key, federate, may, sts } = await worldWithUser(allow(['sqs:*', 'sts:GetFederationToken']))
  const guest = await federate(key, allow(['sqs:ListQueues', 's3:ListAllMyBuckets']))
  expect(await sts(guest).send(new GetCallerIdentityCommand({}))).toMatchObject({
    ...{ Arn: `arn:aws:sts::${account}:federated-user/guest`, UserId: `${account}:guest` },
  })
  expect(may(guest, 'sqs:ListQueues')).toBeUndefined()
  expect(may(guest, 'sqs:CreateQueue')).toContain('federated-user/guest is not authorized to perform: sqs:CreateQueue')
  expect(may(guest, 'sqs:CreateQueue')).toContain('because no session policy allows')
  expect(may(guest, 's3:ListAllMyBuckets')).toContain('because no identity-based policy allows')
})

it('without a policy of the session it may nothing, and never call IAM or STS, whoever stands behind it', async () => {
  const { federate, may, iam, sts, owner } = await worldWithUser(allow('*'))
  const bare = await federate(undefined)
  expect(may(bare, 'sqs:ListQueues')).toContain('because no session policy allows')
  const guest = await federate(undefined, allow('*'))
  expect(may(guest, 'sqs:ListQueues')).toBeUndefined()
  await expect(iam(guest).send(new ListUsersCommand({}))).rejects.toThrow('because no session policy allows the iam:ListUsers action')
  await owner.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: trustOf({ AWS: account }) }))
  const assume = new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/r`, RoleSessionName: 's1' })
  await expect(sts(guest).send(assume)).rejects.toMatchObject({ name: 'AccessDenied' })
})

it('a user needs the permission to federate, and a session cannot', async () => {
  const { key, federate } = await worldWithUser(allow('sqs:*'))
  await expect(federate(key)).rejects.toThrow(`sts:GetFederationToken on resource: arn:aws:sts::${account}:federated-user/guest`)
  await expect(federate(await federate(undefined))).rejects.toThrow('Cannot call GetFederationToken with session credentials')
})

it('a key tells its account', async () => {
  const { sts, key } = await worldWithUser(allow('*'))
  const info = (AccessKeyId: string) => sts().send(new GetAccessKeyInfoCommand({ AccessKeyId }))
  expect((await info(key.accessKeyId)).Account).toBe(account)
  await expect(info('AKIAIOSFODNN7EXAMPLE')).rejects.toThrow('was not given out by this server')
})
