import { AttachRolePolicyCommand, CreatePolicyCommand, CreateRoleCommand, GetPolicyCommand, ListPoliciesCommand } from '@aws-sdk/client-iam'
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { describe, expect, it } from 'vitest'
import { account, allow, iamWorld, trustOf } from './testing/iam-world.ts'

describe('in a region of another partition', () => {
  it('every ARN is in that partition, and a role can be assumed and used', async () => {
    const world = iamWorld()
    const iam = world.iam(undefined, 'cn-north-1')
    const sts = world.sts(undefined, 'cn-north-1')
    expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toBe(`arn:aws-cn:iam::${account}:root`)
    const trust = trustOf({ AWS: `arn:aws-cn:iam::${account}:root` })
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName: 'r', Path: '/p/', AssumeRolePolicyDocument: trust }))
    expect(Role?.Arn).toBe(`arn:aws-cn:iam::${account}:role/p/r`)
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'p', PolicyDocument: allow('iam:GetPolicy') }))
    expect(Policy?.Arn).toBe(`arn:aws-cn:iam::${account}:policy/p`)
    const basic = 'arn:aws-cn:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'
    for (const PolicyArn of [Policy!.Arn!, basic]) await iam.send(new AttachRolePolicyCommand({ RoleName: 'r', PolicyArn }))
    const { Policies } = await iam.send(new ListPoliciesCommand({ OnlyAttached: true }))
    expect(Policies?.map(({ Arn }) => Arn).sort()).toEqual([Policy!.Arn!, basic].sort())
    const session = await sts.send(new AssumeRoleCommand({ RoleArn: Role!.Arn!, RoleSessionName: 'me' }))
    expect(session.AssumedRoleUser?.Arn).toBe(`arn:aws-cn:sts::${account}:assumed-role/r/me`)
    const { AccessKeyId, SecretAccessKey, SessionToken } = session.Credentials!
    const assumed = { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! }
    const read = await world.iam(assumed, 'cn-north-1').send(new GetPolicyCommand({ PolicyArn: basic }))
    expect(read.Policy?.Arn).toBe(basic)
  })
})

describe('CreatePolicy', () => {
  it('answers neither the description nor tags that are not there, as AWS does; GetPolicy has them', async () => {
    const iam = iamWorld().iam()
    const made = await iam.send(new CreatePolicyCommand({ PolicyName: 'p', Description: 'd', PolicyDocument: allow('sts:*') }))
    expect(Object.keys(made.Policy!)).not.toEqual(expect.arrayContaining(['Description']))
    expect(made.Policy).not.toHaveProperty('Tags')
    const read = await iam.send(new GetPolicyCommand({ PolicyArn: made.Policy!.Arn! }))
    expect(read.Policy).toMatchObject({ Description: 'd' })
  })
})

describe("AWS's managed policies", () => {
  it('are there for what templates attach', async () => {
    const iam = iamWorld().iam()
    const names = ['service-role/AmazonECSTaskExecutionRolePolicy', 'service-role/AWSGlueServiceRole', 'CloudWatchFullAccess']
    const more = ['AmazonDynamoDBFullAccess', 'AmazonS3FullAccess', 'AmazonSQSFullAccess', 'AmazonSNSFullAccess', 'SecretsManagerReadWrite']
    const last = ['AWSStepFunctionsFullAccess', 'service-role/AWSLambdaRole', 'AWSXRayDaemonWriteAccess']
    for (const name of [...names, ...more, ...last, 'service-role/AWSLambdaBasicDurableExecutionRolePolicy']) {
      const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: `arn:aws:iam::aws:policy/${name}` }))
      expect(Policy?.IsAttachable).toBe(true)
    }
    const { Policies } = await iam.send(new ListPoliciesCommand({ Scope: 'AWS', MaxItems: 1000 }))
    expect(Policies!.length).toBeGreaterThanOrEqual(60)
  })
})
