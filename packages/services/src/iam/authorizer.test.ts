import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  ListRolesCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  SimulateCustomPolicyCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { describe, expect, it } from 'vitest'
import { account, allow, iamWorld, trustOf } from './testing/iam-world.ts'

const roleArn = `arn:aws:iam::${account}:role/worker`
const sessionArn = `arn:aws:sts::${account}:assumed-role/worker/me`
const f = `arn:aws:lambda:us-east-1:${account}:function:f`
const invoke = { principalArn: sessionArn, action: 'lambda:InvokeFunction', resource: f }

async function worldWithRole(principal: object = { Service: 'states.amazonaws.com' }) {
  const world = iamWorld()
  await world.iam().send(new CreateRoleCommand({ RoleName: 'worker', AssumeRolePolicyDocument: trustOf(principal) }))
  const put = (PolicyDocument: string, PolicyName = 'p') =>
    world.iam().send(new PutRolePolicyCommand({ RoleName: 'worker', PolicyName, PolicyDocument }))
  return { ...world, put }
}

describe('what a role may do', () => {
  it('is nothing at first, in the words of AWS', async () => {
    const { authorizer } = await worldWithRole()
    expect(authorizer.authorize(invoke)).toEqual({
      allowed: false,
      explicitDeny: false,
      message: `User: ${sessionArn} is not authorized to perform: lambda:InvokeFunction on resource: ${f} because no identity-based policy allows the lambda:InvokeFunction action`,
    })
  })

  it('is what an inline policy allows, from the next decision on', async () => {
    const { authorizer, put, iam } = await worldWithRole()
    await put(allow('lambda:*'))
    expect(authorizer.authorize(invoke)).toEqual({ allowed: true })
    await iam().send(new DeleteRolePolicyCommand({ RoleName: 'worker', PolicyName: 'p' }))
    expect(authorizer.authorize(invoke).allowed).toBe(false)
  })

  it('is what an attached policy allows', async () => {
    const { authorizer, iam } = await worldWithRole()
    const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaRole'
    await iam().send(new AttachRolePolicyCommand({ RoleName: 'worker', PolicyArn }))
    expect(authorizer.authorize(invoke)).toEqual({ allowed: true })
    expect(authorizer.authorize({ ...invoke, action: 'lambda:DeleteFunction' }).allowed).toBe(false)
  })

  it('is what an attached policy says now, although the role is as it was', async () => {
    const { authorizer, iam } = await worldWithRole()
    const { Policy } = await iam().send(new CreatePolicyCommand({ PolicyName: 'managed', PolicyDocument: allow('lambda:*') }))
    const PolicyArn = Policy!.Arn!
    await iam().send(new AttachRolePolicyCommand({ RoleName: 'worker', PolicyArn }))
    expect(authorizer.authorize(invoke)).toEqual({ allowed: true })
    await iam().send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: allow('sns:*'), SetAsDefault: true }))
    expect(authorizer.authorize(invoke).allowed).toBe(false)
  })

  it('is not what any policy denies', async () => {
    const { authorizer, put } = await worldWithRole()
    await put(allow('*'))
    await put(JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Deny', Action: 'lambda:*', Resource: f } }), 'no')
    expect(authorizer.authorize(invoke)).toMatchObject({
      explicitDeny: true,
      message: `User: ${sessionArn} is not authorized to perform: lambda:InvokeFunction on resource: ${f} with an explicit deny in an identity-based policy`,
    })
  })

  it('is bounded by the permissions boundary', async () => {
    const { authorizer, put, iam } = await worldWithRole()
    await put(allow('*'))
    const { Policy } = await iam().send(new CreatePolicyCommand({ PolicyName: 'boundary', PolicyDocument: allow('sns:*') }))
    await iam().send(new PutRolePermissionsBoundaryCommand({ RoleName: 'worker', PermissionsBoundary: Policy?.Arn }))
    expect(authorizer.authorize(invoke)).toMatchObject({
      message: expect.stringContaining('because no permissions boundary allows the lambda:InvokeFunction action'),
    })
    expect(authorizer.authorize({ ...invoke, action: 'sns:Publish' })).toEqual({ allowed: true })
  })

  it('depends on the context of the request', async () => {
    const { authorizer, put } = await worldWithRole()
    await put(allow('lambda:*', '*', { Condition: { StringEquals: { 'aws:SourceAccount': account } } }))
    expect(authorizer.authorize(invoke).allowed).toBe(false)
    expect(authorizer.authorize({ ...invoke, context: { 'aws:SourceAccount': account } }).allowed).toBe(true)
  })

  it('is nothing when there is no such role, and a role ARN speaks as a session', async () => {
    const { authorizer } = iamWorld()
    const answer = authorizer.authorize({ ...invoke, principalArn: roleArn })
    expect(answer).toMatchObject({
      allowed: false,
      message: expect.stringMatching(/^User: arn:aws:sts::\d{12}:assumed-role\/worker\/[A-Za-z]{32} is not/),
    })
  })

  it('is decided in microseconds', async () => {
    const { authorizer, put } = await worldWithRole()
    await put(allow(['sns:*', 'lambda:Invoke*'], ['arn:aws:lambda:*:*:function:*']))
    authorizer.authorize(invoke)
    const started = process.threadCpuUsage()
    for (let index = 0; index < 10_000; index++) authorizer.authorize(invoke)
    expect(process.threadCpuUsage(started).user / 10_000).toBeLessThan(100)
  })
})

describe('trust', () => {
  it('is given to the services the trust policy names, whatever their region', async () => {
    const { authorizer } = await worldWithRole({ Service: ['states.eu-west-3.amazonaws.com', 'lambda.amazonaws.com'] })
    expect(authorizer.trusts(roleArn, 'states.amazonaws.com')).toBe(true)
    expect(authorizer.trusts(roleArn, 'lambda.amazonaws.com')).toBe(true)
    expect(authorizer.trusts(roleArn, 'events.amazonaws.com')).toBe(false)
  })

  it('is not given by roles that do not exist', () => {
    expect(iamWorld().authorizer.trusts(roleArn, 'states.amazonaws.com')).toBe(false)
  })
})

describe('a caller who assumed a role', () => {
  const trusted = { AWS: account }

  async function session(policies: { role?: string; session?: string }) {
    const world = await worldWithRole(trusted)
    if (policies.role !== undefined) await world.put(policies.role)
    const { Credentials } = await world.sts().send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: 'me',
        ...(policies.session === undefined ? {} : { Policy: policies.session }),
      }),
    )
    const who = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    }
    return { ...world, who }
  }

  it('may call what the role allows', async () => {
    const { iam, who } = await session({ role: allow('iam:ListRoles') })
    expect((await iam(who).send(new ListRolesCommand({}))).Roles).toHaveLength(1)
    await expect(iam(who).send(new DeleteRoleCommand({ RoleName: 'worker' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: ${sessionArn} is not authorized to perform: iam:DeleteRole on resource: role worker because no identity-based policy allows the iam:DeleteRole action`,
      $metadata: { httpStatusCode: 403 },
    })
  })

  it('is narrowed by the policy of the session', async () => {
    const { iam, who } = await session({ role: allow('*'), session: allow('sns:*') })
    await expect(iam(who).send(new ListRolesCommand({}))).rejects.toMatchObject({
      message: expect.stringContaining('because no session policy allows the iam:ListRoles action'),
    })
  })

  it('loses its rights with the role, even if another takes the name', async () => {
    const { iam, who } = await session({ role: allow('iam:ListRoles') })
    const administrator = iam()
    await administrator.send(new DeleteRolePolicyCommand({ RoleName: 'worker', PolicyName: 'p' }))
    await administrator.send(new DeleteRoleCommand({ RoleName: 'worker' }))
    await administrator.send(new CreateRoleCommand({ RoleName: 'worker', AssumeRolePolicyDocument: trustOf(trusted) }))
    await administrator.send(new PutRolePolicyCommand({ RoleName: 'worker', PolicyName: 'p', PolicyDocument: allow('*') }))
    await expect(iam(who).send(new ListRolesCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' })
  })
})

describe('SimulatePrincipalPolicy', () => {
  it('says what would be decided', async () => {
    const { iam, put } = await worldWithRole()
    await put(allow('lambda:*'))
    const { EvaluationResults } = await iam().send(
      new SimulatePrincipalPolicyCommand({ PolicySourceArn: roleArn, ActionNames: ['lambda:InvokeFunction', 'sns:Publish'] }),
    )
    expect(EvaluationResults).toMatchObject([
      {
        EvalActionName: 'lambda:InvokeFunction',
        EvalResourceName: '*',
        EvalDecision: 'allowed',
        MatchedStatements: [{ SourcePolicyId: 'role_worker_p' }],
      },
      { EvalActionName: 'sns:Publish', EvalDecision: 'implicitDeny' },
    ])
  })

  it('asks the policy of the resources too, in the caller’s account and in another', async () => {
    const { iam, put } = await worldWithRole()
    await put(allow('sqs:SendMessage'))
    const policy = (Effect: string, AWS: string) =>
      JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect, Principal: { AWS }, Action: 'sqs:*', Resource: '*' }] })
    const simulated = async (ResourcePolicy: string, more: object = {}) => {
      const ActionNames = ['sqs:SendMessage', 'sqs:ReceiveMessage']
      const asked = { PolicySourceArn: roleArn, ActionNames, ResourcePolicy, ...more }
      const { EvaluationResults } = await iam().send(new SimulatePrincipalPolicyCommand(asked))
      return EvaluationResults!.map(({ EvalDecision }) => EvalDecision)
    }
    const elsewhere = { ResourceOwner: 'arn:aws:iam::210987654321:root' }
    expect(await simulated(policy('Allow', roleArn))).toEqual(['allowed', 'allowed'])
    expect(await simulated(policy('Allow', account)), 'the account leaves it to the role').toEqual(['allowed', 'implicitDeny'])
    expect(await simulated(policy('Deny', account))).toEqual(['explicitDeny', 'explicitDeny'])
    expect(await simulated(policy('Allow', '210987654321'))).toEqual(['allowed', 'implicitDeny'])
    expect(await simulated(policy('Allow', account), elsewhere)).toEqual(['allowed', 'implicitDeny'])
    expect(await simulated(policy('Allow', '210987654321'), elsewhere)).toEqual(['implicitDeny', 'implicitDeny'])
    const other = `arn:aws:iam::${account}:role/other`
    expect(await simulated(policy('Allow', other), { CallerArn: other })).toEqual(['allowed', 'allowed'])
    await expect(simulated('{')).rejects.toMatchObject({ name: 'InvalidInputException' })
    const custom = {
      ActionNames: ['sqs:SendMessage'],
      PolicyInputList: [allow('sqs:*')],
      ResourcePolicy: policy('Allow', roleArn),
    }
    await expect(iam().send(new SimulateCustomPolicyCommand(custom))).rejects.toMatchObject({ name: 'InvalidInputException' })
    const [result] = (await iam().send(new SimulateCustomPolicyCommand({ ...custom, CallerArn: roleArn }))).EvaluationResults!
    expect(result).toMatchObject({
      MatchedStatements: [{ SourcePolicyId: 'PolicyInputList.1' }, { SourcePolicyId: 'ResourcePolicy', SourcePolicyType: 'resource' }],
      EvalDecisionDetails: { 'IAM Policy': 'allowed', 'Resource Policy': 'allowed' },
    })
  })
})
