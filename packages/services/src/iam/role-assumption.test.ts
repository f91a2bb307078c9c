import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { expect, test } from 'vitest'
import { createRoleAssumption } from './role-assumption.ts'
import { account, allow, iamWorld, trustOf } from './testing/iam-world.ts'

const own = `arn:aws:iam::${account}:role/own`
const target = `arn:aws:iam::${account}:role/target`
const stateMachineArn = `arn:aws:states:us-east-1:${account}:stateMachine:m`

async function mayAssume(trust: string, policy?: string): Promise<boolean> {
  const world = iamWorld()
  const iam = world.iam()
  await iam.send(new CreateRoleCommand({ RoleName: 'own', AssumeRolePolicyDocument: trustOf({ Service: 'states.amazonaws.com' }) }))
  await iam.send(new CreateRoleCommand({ RoleName: 'target', AssumeRolePolicyDocument: trust }))
  if (policy !== undefined) await iam.send(new PutRolePolicyCommand({ RoleName: 'own', PolicyName: 'p', PolicyDocument: policy }))
  return createRoleAssumption(world).mayAssume({ roleArn: own, targetRoleArn: target, stateMachineArn })
}

test('a trust policy of the same account that names the role is enough', async () => {
  expect(await mayAssume(trustOf({ AWS: own }))).toBe(true)
})

test('what the own policies deny is denied, also where the trust policy names the role, and they see the external id', async () => {
  const deny = (arn: string): string =>
    allow('sts:AssumeRole', '*', { Effect: 'Deny', Condition: { StringEquals: { 'sts:ExternalId': arn } } })
  expect(await mayAssume(trustOf({ AWS: own }), deny(stateMachineArn))).toBe(false)
  expect(await mayAssume(trustOf({ AWS: own }), deny('another'))).toBe(true)
})

test('an account that is trusted as a whole decides by its own policies', async () => {
  const trust = trustOf({ AWS: `arn:aws:iam::${account}:root` })
  expect(await mayAssume(trust)).toBe(false)
  expect(await mayAssume(trust, allow('sts:AssumeRole', target))).toBe(true)
})

test('permission without trust is not enough', async () => {
  expect(await mayAssume(trustOf({ Service: 'states.amazonaws.com' }), allow('sts:AssumeRole'))).toBe(false)
})

test('the external id is the ARN of the state machine', async () => {
  const only = (arn: string): string =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: own }, Action: 'sts:AssumeRole', Condition: { StringEquals: { 'sts:ExternalId': arn } } },
      ],
    })
  expect(await mayAssume(only(stateMachineArn))).toBe(true)
  expect(await mayAssume(only('another'))).toBe(false)
})

test('a role that does not exist cannot be assumed', () => {
  expect(createRoleAssumption(iamWorld()).mayAssume({ roleArn: own, targetRoleArn: target, stateMachineArn })).toBe(false)
})
