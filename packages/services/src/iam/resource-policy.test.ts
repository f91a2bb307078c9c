import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import type { OperationContext } from '@pasos/wire'
import { describe, expect, it } from 'vitest'
import { account, allow, iamWorld, trustOf } from './testing/iam-world.ts'

const queue = `arn:aws:sqs:us-east-1:${account}:q`
const other = '210987654321'

function policy(principal: unknown, effect: 'Allow' | 'Deny' = 'Allow'): string {
  const Statement = [{ Effect: effect, Principal: principal, Action: 'sqs:SendMessage', Resource: queue }]
  return JSON.stringify({ Version: '2012-10-17', Statement })
}

async function roleWorld(identityPolicy?: string) {
  const world = iamWorld()
  const { Role } = await world
    .iam()
    .send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: trustOf({ Service: 'states.amazonaws.com' }) }))
  if (identityPolicy !== undefined) {
    await world.iam().send(new PutRolePolicyCommand({ RoleName: 'r', PolicyName: 'p', PolicyDocument: identityPolicy }))
  }
  const ask = (resourcePolicy: string | undefined, caller: Partial<OperationContext['caller']> = {}) => {
    const who = {
      accountId: account,
      accessKeyId: 'ASIA',
      arn: `arn:aws:sts::${account}:assumed-role/r/s`,
      userId: `${Role!.RoleId}:s`,
      ...caller,
    }
    const signal = new AbortController().signal
    const context = {
      requestId: 'q',
      service: 'sqs',
      operation: 'SendMessage',
      region: 'us-east-1',
      accountId: who.accountId,
      caller: who,
      signal,
    }
    return world.authorizer.authorizeCaller(context, 'sqs:SendMessage', queue, { resourcePolicy })
  }
  return { ask }
}

describe('a resource’s own policy', () => {
  it.each([
    ['the role', { AWS: `arn:aws:iam::${account}:role/r` }],
    ['its session', { AWS: `arn:aws:sts::${account}:assumed-role/r/s` }],
    ['everybody', '*'],
  ])('that names %s is enough in the role’s own account', async (_, principal) => {
    const { ask } = await roleWorld()
    expect(ask(policy(principal))).toBeUndefined()
  })

  it.each([
    ['the account', { AWS: account }],
    ['the account’s root', { AWS: `arn:aws:iam::${account}:root` }],
    ['another role', { AWS: `arn:aws:iam::${account}:role/other` }],
    ['a service', { Service: 'sns.amazonaws.com' }],
  ])('that names %s leaves it to the role’s policies', async (_, principal) => {
    expect((await roleWorld()).ask(policy(principal))).toContain('because no identity-based policy allows')
    expect((await roleWorld(allow('sqs:*'))).ask(policy(principal))).toBeUndefined()
  })

  it('denies what the role’s policies allow', async () => {
    const { ask } = await roleWorld(allow('*'))
    expect(ask(policy('*', 'Deny'))).toContain('with an explicit deny in a resource-based policy')
    expect(ask(policy({ AWS: `arn:aws:iam::${account}:root` }, 'Deny'))).toContain('with an explicit deny in a resource-based policy')
  })

  it.each([
    ['plain HTTP', { Bool: { 'aws:SecureTransport': 'false' } }, true],
    ['what is not this account’s', { StringNotEquals: { 'aws:ResourceAccount': account } }, true],
    ['this account’s', { StringEquals: { 'aws:ResourceAccount': account } }, false],
  ])('that refuses %s is held against the request', async (_, Condition, isAllowed) => {
    const { ask } = await roleWorld(allow('sqs:*'))
    const deny = { Effect: 'Deny', Principal: '*', Action: '*', Resource: queue, Condition }
    expect(ask(JSON.stringify({ Version: '2012-10-17', Statement: [deny] })) === undefined).toBe(isAllowed)
  })

  it('is what a caller of another account needs besides', async () => {
    const { ask } = await roleWorld()
    const owner = { accountId: other, arn: `arn:aws:iam::${other}:root`, userId: other }
    expect(ask(undefined, owner)).toContain('because no resource-based policy allows the sqs:SendMessage action')
    expect(ask(policy({ AWS: account }), owner)).toContain('because no resource-based policy allows')
    expect(ask(policy({ AWS: other }), owner)).toBeUndefined()
  })
})
