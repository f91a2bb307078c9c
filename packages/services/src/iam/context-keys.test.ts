import { join } from 'node:path'
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import type { OperationContext } from '@pasos/wire'
import { describe, expect, it } from 'vitest'
import { anonymousKeys, requestTagKeys } from './context-keys.ts'
import { resourcePolicyDecision, serviceDecision } from './resource-policy.ts'
import { account, allow, iamWorld } from './testing/iam-world.ts'
import { sourceKeys } from './trust.ts'

const page = join(import.meta.dirname, '../../../../docs/reference/condition-keys.md')
const resource = `arn:aws:sqs:us-east-1:${account}:q`
const action = 'sqs:SendMessage'
const arrival = { sourceIp: '203.0.113.7', isSecure: true, userAgent: 'aws-cli/2', referer: 'https://page.example' }

/** AWS's global condition keys by its own headings, and what keeps a key out of every request here. */
const keys: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'Properties of the principal': {
    ...{
      'aws:PrincipalArn': '',
      'aws:PrincipalAccount': '',
      'aws:PrincipalOrgPaths': 'organization',
      'aws:PrincipalOrgID': 'organization',
    },
    ...{
      'aws:PrincipalTag/team': '',
      'aws:PrincipalIsAWSService': '',
      'aws:PrincipalServiceName': '',
      'aws:PrincipalServiceNamesList': '',
    },
    ...{ 'aws:PrincipalType': '', 'aws:userid': '', 'aws:username': '' },
  },
  'Properties of a role session': {
    ...{ 'aws:AssumedRoot': 'organization', 'aws:FederatedProvider': '', 'aws:TokenIssueTime': '', 'aws:MultiFactorAuthAge': 'mfa' },
    ...{ 'aws:MultiFactorAuthPresent': '', 'aws:ChatbotSourceArn': 'chat', 'aws:Ec2InstanceSourceVpc': 'vpc' },
    ...{
      'aws:Ec2InstanceSourcePrivateIPv4': 'vpc',
      'aws:SourceIdentity': '',
      'ec2:RoleDelivery': 'instance',
      'ec2:SourceInstanceArn': 'instance',
    },
    ...{ 'glue:RoleAssumedBy': 'instance', 'glue:CredentialIssuingService': 'instance', 'codebuild:BuildArn': 'instance' },
    ...{ 'codebuild:ProjectArn': 'instance', 'lambda:SourceFunctionArn': 'function', 'ssm:SourceInstanceArn': 'instance' },
    ...{ 'identitystore:UserId': 'center', 'aws:SignInSessionArn': 'signin' },
  },
  'Properties of the network': {
    ...{ 'aws:SourceIp': '', 'aws:SourceVpc': 'vpc', 'aws:SourceVpcArn': 'vpc', 'aws:SourceVpce': 'vpc', 'aws:VpceAccount': 'vpc' },
    ...{ 'aws:VpceOrgID': 'vpc', 'aws:VpceOrgPaths': 'vpc', 'aws:VpcSourceIp': 'vpc' },
  },
  'Properties of the resource': {
    ...{
      'aws:ResourceAccount': '',
      'aws:ResourceOrgID': 'organization',
      'aws:ResourceOrgPaths': 'organization',
      'aws:ResourceTag/team': 'tags',
    },
  },
  'Properties of the request': {
    ...{ 'aws:CalledVia': '', 'aws:CalledViaFirst': '', 'aws:CalledViaLast': '', 'aws:ViaAWSService': '', 'aws:CurrentTime': '' },
    ...{ 'aws:EpochTime': '', 'aws:Referer': '', 'aws:RequestedRegion': '', 'aws:RequestTag/team': '', 'aws:TagKeys': '' },
    ...{ 'aws:SecureTransport': '', 'aws:SourceAccount': '', 'aws:SourceArn': '', 'aws:SourceOrgID': 'organization' },
    ...{ 'aws:SourceOrgPaths': 'organization', 'aws:UserAgent': '' },
  },
}

const reasons: Readonly<Record<string, string>> = {
  organization: 'there are no organizations',
  mfa: 'there is no second factor',
  vpc: 'there are no VPCs and no endpoints in them',
  instance: 'nothing here gives credentials to such a thing',
  chat: 'there is no such service',
  function: 'functions are known by their role alone',
  center: 'there is no identity center',
  signin: 'nobody signs in with a password',
  tags: 'policies do not read the tags of resources here',
}

/** Whether a policy finds the key in the request, by who sends it. */
async function situations() {
  const world = iamWorld()
  const owner = world.iam()
  const Tags = [{ Key: 'team', Value: 'red' }]
  await owner.send(new CreateUserCommand({ UserName: 'ana', Tags }))
  const { AccessKey } = await owner.send(new CreateAccessKeyCommand({ UserName: 'ana' }))
  await owner.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: trust(), Tags }))
  const roleArn = `arn:aws:iam::${account}:role/r`
  const assume = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'me', SourceIdentity: 'ana' })
  const { Credentials } = await world.sts().send(assume)
  const session = world.credentials.session(Credentials!.AccessKeyId!)!
  const federated = await world.credentials.issue({ ...session, conditionKeys: { 'aws:FederatedProvider': 'idp' } }, 900)
  const base = {
    requestId: 'r',
    service: 'sqs',
    operation: '',
    region: 'us-east-1',
    accountId: account,
    signal: new AbortController().signal,
  }
  const user = { ...world.credentials.find(AccessKey!.AccessKeyId!)!.caller, accessKeyId: AccessKey!.AccessKeyId! }
  const keysOfInput = requestTagKeys({ tags: { team: 'red' } })
  const calling =
    (context: Partial<OperationContext> & Pick<OperationContext, 'caller'>) =>
    async (policy: string): Promise<boolean> => {
      await owner.send(new PutUserPolicyCommand({ UserName: 'ana', PolicyName: 'p', PolicyDocument: policy }))
      await owner.send(new PutRolePolicyCommand({ RoleName: 'r', PolicyName: 'p', PolicyDocument: policy }))
      return world.authorizer.authorizeCaller({ ...base, ...context }, action, resource, { keys: keysOfInput }) === undefined
    }
  const open = (policy: string) => policy.replace('"Effect"', '"Principal":"*","Effect"')
  const role = { ...session.caller, accessKeyId: session.accessKeyId }
  return {
    'a user': calling({ caller: user, arrival }),
    'a role’s session': calling({ caller: role, arrival }),
    'a federated session': calling({ caller: { ...federated.caller, accessKeyId: federated.accessKeyId }, arrival }),
    'a task, as its role': calling({ caller: { ...role, accessKeyId: '' } }),
    'a service, for its caller': calling({ caller: role, arrival, calledVia: ['cloudformation.amazonaws.com'] }),
    'a service itself': (policy: string) => {
      const request = { service: 'events.amazonaws.com', action, resource, context: sourceKeys(resource) }
      return serviceDecision(world.authorizer, open(policy), request) === 'allow'
    },
    anybody: (policy: string) => {
      const context = anonymousKeys(world.clock.now(), resource, arrival)
      return resourcePolicyDecision(open(policy), { principal: { accountId: '', arns: [] }, action, resource, context }) === 'allow'
    },
  }
}

function trust(): string {
  const statement = { Effect: 'Allow', Principal: { AWS: account }, Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'] }
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
}

it('the reference page shows which request has which key', async () => {
  const asked = await situations()
  const names = Object.keys(asked)
  const sections: string[] = []
  for (const [title, byName] of Object.entries(keys)) {
    const rows: string[] = []
    for (const [key, reason] of Object.entries(byName)) {
      const cells: boolean[] = []
      for (const has of Object.values(asked)) cells.push(await has(allow(action, '*', { Condition: { Null: { [key]: 'false' } } })))
      expect(cells.includes(true), `${key} is in ${reason === '' ? 'no' : 'some'} request`).toBe(reason === '')
      const shown =
        reason === '' ? cells.map(cell => (cell ? 'yes' : '–')).join(' | ') : `never: ${reasons[reason]} |${' |'.repeat(names.length - 2)}`
      rows.push(`| \`${key.replace('/team', '/KEY')}\` | ${shown} |`)
    }
    const head = [`| key | ${names.join(' | ')} |`, `| ${['', ...names].map(() => '---').join(' | ')} |`]
    sections.push([`## ${title}`, '', ...head, ...rows, ''].join('\n'))
  }
  await expect(introduction + sections.join('\n')).toMatchFileSnapshot(page)
}, 60_000)

const introduction = `# Global condition keys

AWS's keys that every service's policies may ask for, and in whose requests they are. What is not in a request makes a condition
on it fail, unless the operator ends in \`IfExists\` or is a negated one, as on AWS. A test makes this page by asking policies.

- \`aws:SecureTransport\` is true over TLS, behind \`--behind-proxy\` where the proxy says \`X-Forwarded-Proto: https\`, for whatever the server does
  itself, for functions (their port leaves the machine as little as AWS's own network leaves AWS), and over the loopback of a machine that
  trusts its owner, because that address stands for AWS's, which knows nothing else. Plain HTTP in every other posture is false.
- \`aws:SourceIp\` is the connection's address; behind \`--behind-proxy\` the last one of \`X-Forwarded-For\`, which the proxy has seen itself. Whoever
  calls through a service has none.
- \`aws:ResourceAccount\` of a bucket is its owner's.
- \`aws:RequestTag/KEY\` and \`aws:TagKeys\` are there when the request gives tags or names keys of tags, in whatever form its service has for that.

`

describe('what a policy knows', () => {
  it('is how the request came, and not what the client says of that', async () => {
    const world = iamWorld()
    const owner = world.iam()
    await owner.send(new CreateUserCommand({ UserName: 'ana' }))
    const { AccessKey } = await owner.send(new CreateAccessKeyCommand({ UserName: 'ana' }))
    const caller = { ...world.credentials.find(AccessKey!.AccessKeyId!)!.caller, accessKeyId: AccessKey!.AccessKeyId! }
    const base = {
      requestId: 'r',
      service: 'sqs',
      operation: '',
      region: 'eu-west-1',
      accountId: account,
      signal: new AbortController().signal,
    }
    const may = async (condition: object, context: Partial<OperationContext>) => {
      await owner.send(
        new PutUserPolicyCommand({ UserName: 'ana', PolicyName: 'p', PolicyDocument: allow(action, '*', { Condition: condition }) }),
      )
      return world.authorizer.authorizeCaller({ ...base, caller, ...context }, action, resource) === undefined
    }
    const secure = { Bool: { 'aws:SecureTransport': 'true' } }
    expect(await may(secure, { arrival })).toBe(true)
    expect(await may(secure, { arrival: { isSecure: false } })).toBe(false)
    const nearby = { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }
    expect(await may(nearby, { arrival })).toBe(true)
    expect(await may(nearby, { arrival: { ...arrival, sourceIp: '198.51.100.1' } })).toBe(false)
    expect(await may(nearby, { arrival, calledVia: ['kms.amazonaws.com'] })).toBe(false)
    expect(await may({ StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } }, { arrival })).toBe(true)
    expect(
      await may({ StringEquals: { 'aws:CalledViaLast': 'kms.amazonaws.com' } }, { calledVia: ['s3.amazonaws.com', 'kms.amazonaws.com'] }),
    ).toBe(true)
  })

  it('holds for trust policies too: time, address and the caller’s tags', async () => {
    const world = iamWorld()
    const owner = world.iam()
    const assume = async (Condition: object) => {
      const statement = { Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole', Condition }
      const RoleName = `r${world.clock.now()}`
      world.clock.advance(1)
      const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
      await owner.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
      const command = new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/${RoleName}`, RoleSessionName: 'me' })
      return world
        .sts()
        .send(command)
        .then(
          () => true,
          () => false,
        )
    }
    const at = (ms: number) => new Date(world.clock.now() + ms).toISOString()
    expect(await assume({ DateLessThan: { 'aws:CurrentTime': at(60_000) } })).toBe(true)
    expect(await assume({ DateLessThan: { 'aws:CurrentTime': at(-60_000) } })).toBe(false)
    expect(await assume({ StringEquals: { 'aws:PrincipalType': 'Account' } })).toBe(true)
    expect(await assume({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } })).toBe(false)
  })

  it.each([
    [{ Tags: [{ Key: 'team', Value: 'red' }] }],
    [{ tags: [{ key: 'team', value: 'red' }] }],
    [{ Tags: [{ TagKey: 'team', TagValue: 'red' }] }],
    [{ tags: { team: 'red' } }],
    [{ Tagging: 'team=red' }],
    [{ Tagging: { TagSet: [{ Key: 'team', Value: 'red' }] } }],
  ])('is which tags are asked for: %j', input => {
    expect(requestTagKeys(input)).toEqual({ 'aws:RequestTag/team': 'red', 'aws:TagKeys': ['team'] })
  })

  it('is which tags are taken away, and nothing where there is no word of tags', () => {
    expect(requestTagKeys({ TagKeys: ['a', 'b'] })).toEqual({ 'aws:TagKeys': ['a', 'b'] })
    expect(requestTagKeys({ Name: 'x', Tags: [], tags: null, Tagging: '' })).toEqual({})
  })
})
