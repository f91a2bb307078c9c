import { durableCatalog, fakeClock, memoryJournal, seededIds } from '@pasos/engine'
import { expect, it } from 'vitest'
import { memoryPorts, permissionOver } from '../../declaration/testing/memory-ports.ts'
import { allServices } from '../../services.ts'
import type { StateMachineRecord } from '../../states/state-machine-record.ts'
import { createCredentialStore } from '../../sts/credential-store.ts'
import { createAuthorizer } from '../authorizer.ts'
import { createRole } from '../create-role.ts'
import { createRoleAssumption } from '../role-assumption.ts'
import { rolePolicies } from '../role-policies.ts'
import { findRoleByArn } from '../role-record.ts'
import { leastPrivilegeOf } from './least-privilege.ts'
import { createRoleUsage } from './role-usage.ts'
import { softAuthorizer } from './soft-authorizer.ts'

const account = '123456789012'
const dummy = `arn:aws:iam::${account}:role/DummyRole`
const machineArn = `arn:aws:states:us-east-1:${account}:stateMachine:M`
const table = `arn:aws:dynamodb:us-east-1:${account}:table/orders`
const fn = `arn:aws:lambda:us-east-1:${account}:function:f`

function softWorld(journal = memoryJournal()) {
  const lines: Record<string, unknown>[] = []
  const catalog = durableCatalog(journal)
  const [clock, ids, { data }] = [fakeClock(Date.now()), seededIds(), journal]
  const logger = { error: (message: string, details: Record<string, unknown>) => void lines.push({ message, ...details }) }
  const strict = createAuthorizer({ catalog, clock, ids, credentials: createCredentialStore({ catalog, data, clock, ids }) })
  const usage = createRoleUsage({ data, logger })
  const soft = softAuthorizer(strict, { catalog, clock, ids, usage, logger })
  return { catalog, clock, ids, usage, soft, strict, lines, journal }
}

async function machineOf({ catalog }: ReturnType<typeof softWorld>, definition: object): Promise<void> {
  const machine: StateMachineRecord = {
    ...{ stateMachineArn: machineArn, name: 'M', type: 'STANDARD', status: 'ACTIVE', definition: JSON.stringify(definition) },
    ...{ roleArn: dummy, loggingConfiguration: { level: 'OFF', includeExecutionData: false }, tracingConfiguration: { enabled: false } },
    ...{ encryptionConfiguration: { type: 'AWS_OWNED_KEY' }, creationDate: 0, updateDate: 0, tags: {}, lastVersion: 0 },
    creation: { publish: false },
  } as StateMachineRecord
  await catalog.update('stateMachine', machineArn, () => ({ next: machine, result: undefined }))
}

it('refuses nothing, and tells each refusal that there would have been once, with what was asked and why', () => {
  const { soft, strict, lines } = softWorld()
  const asked = { principalArn: dummy, action: 'lambda:InvokeFunction', resource: fn }
  expect(strict.authorize(asked).allowed).toBe(false)
  expect([soft.authorize(asked), soft.authorize(asked)]).toEqual([{ allowed: true }, { allowed: true }])
  expect(lines).toEqual([
    {
      message: 'iam soft: would have been refused',
      ...{ principal: dummy, action: 'lambda:InvokeFunction', resource: fn },
      reason: expect.stringContaining('because no identity-based policy allows the lambda:InvokeFunction action'),
    },
  ])
})

it('makes a role that is handed over and does not exist, and leaves others as they are', async () => {
  const { soft, catalog } = softWorld()
  expect(soft.trusts(dummy, 'states.amazonaws.com')).toBe(true)
  await soft.roleFor(dummy, 'states.amazonaws.com')
  const made = findRoleByArn(catalog, dummy)
  expect(made).toMatchObject({ roleName: 'DummyRole', path: '/', arn: dummy })
  expect(made?.assumeRolePolicyDocument).toContain('states.amazonaws.com')
  expect(soft.trusts(dummy, 'lambda.amazonaws.com')).toBe(true)
  await soft.roleFor(dummy, 'lambda.amazonaws.com')
  expect(findRoleByArn(catalog, dummy)).toBe(made)
  expect(soft.trusts('arn:aws:iam::123456789012:user/u', 'states.amazonaws.com')).toBe(false)
})

it('lets sessions of roles call any operation, and tasks take any role', async () => {
  const { soft, catalog, usage } = softWorld()
  await soft.roleFor(dummy, 'states.amazonaws.com')
  const permission = permissionOver({ ...memoryPorts(), authorizer: soft, catalog }, allServices)
  const caller = { accountId: account, accessKeyId: '', arn: `arn:aws:sts::${account}:assumed-role/DummyRole/s`, userId: 'AROA:s' }
  const context = { requestId: 'r', service: 'dynamodb', operation: 'GetItem', region: 'us-east-1', accountId: account, caller }
  expect(permission({ ...context, signal: new AbortController().signal }, { TableName: 'orders' })).toBeUndefined()
  expect(usage.usesOf(dummy)).toEqual([{ roleArn: dummy, action: 'dynamodb:GetItem', resource: table, refused: 'implicit-deny' }])
  const assumption = createRoleAssumption({ catalog, authorizer: soft })
  expect(assumption.mayAssume({ roleArn: dummy, targetRoleArn: `${dummy}2`, stateMachineArn: machineArn })).toBe(true)
})

it('collects what roles ask for over restarts, what there are many of as one pattern', async () => {
  const journal = memoryJournal()
  const before = softWorld(journal)
  const ask = (action: string, resource: string) => before.soft.authorize({ principalArn: dummy, action, resource })
  ask('lambda:InvokeFunction', fn)
  for (const key of ['a', 'b/c']) ask('s3:GetObject', `arn:aws:s3:::box/${key}`)
  for (let each = 0; each < 150; each++) ask('sqs:SendMessage', `arn:aws:sqs:us-east-1:${account}:q${each}`)
  before.soft.trusts(dummy, 'events.amazonaws.com')
  // Commits become durable in the order in which they were given.
  await journal.data.commit([])
  const after = softWorld(journal)
  await after.usage.load()
  const found = after.usage.usesOf(dummy).map(({ action, resource }) => `${action} ${resource}`)
  expect(found.sort()).toEqual([`lambda:InvokeFunction ${fn}`, 's3:GetObject arn:aws:s3:::box/*', 'sqs:SendMessage *'])
  expect(after.usage.servicesOf(dummy)).toEqual(['events.amazonaws.com'])
})

it('the least privilege of a machine is what its definition says, narrowed to what was seen, and what only calls show', async () => {
  const world = softWorld()
  await machineOf(world, {
    StartAt: 'Call',
    States: {
      Call: { Type: 'Task', Resource: fn, Next: 'Read' },
      Read: { Type: 'Task', Resource: 'arn:aws:states:::dynamodb:getItem', Parameters: { 'TableName.$': '$.t' }, Next: 'Tell' },
      Tell: { Type: 'Task', Resource: 'arn:aws:states:::sns:publish', Parameters: { 'TopicArn.$': '$.topic' }, End: true },
    },
  })
  const before = leastPrivilegeOf(world, 'M', account)!
  expect(before.open).toEqual([
    { action: 'dynamodb:GetItem', resource: `arn:aws:dynamodb:us-east-1:${account}:table/*`, states: ['Read'] },
    { action: 'sns:Publish', resource: `arn:aws:sns:us-east-1:${account}:*`, states: ['Tell'] },
  ])
  world.soft.authorize({ principalArn: dummy, action: 'dynamodb:GetItem', resource: table })
  world.soft.authorize({ principalArn: dummy, action: 'dynamodb:PutItem', resource: table })
  const after = leastPrivilegeOf(world, machineArn, account)!
  expect(after.policy.Statement).toEqual([
    { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:PutItem'], Resource: table },
    { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: fn },
    { Effect: 'Allow', Action: 'sns:Publish', Resource: `arn:aws:sns:us-east-1:${account}:*` },
  ])
  expect(after.open.map(({ action }) => action)).toEqual(['sns:Publish'])
  expect(after.trustPolicy.Statement).toEqual([
    { Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ])
})

it('a role with just its least privilege is refused nothing, and an explicit deny is named', async () => {
  const world = softWorld()
  await machineOf(world, { StartAt: 'Call', States: { Call: { Type: 'Task', Resource: fn, End: true } } })
  world.soft.authorize({ principalArn: dummy, action: 'dynamodb:PutItem', resource: table })
  const { policy, trustPolicy } = leastPrivilegeOf(world, 'M', account)!
  const signal = new AbortController().signal
  const caller = { accountId: account, accessKeyId: account, arn: `arn:aws:iam::${account}:root`, userId: account }
  const owner = { requestId: 'r', service: 'iam', operation: '', region: 'us-east-1', accountId: account, caller, signal }
  await createRole(world)({ RoleName: 'DummyRole', AssumeRolePolicyDocument: JSON.stringify(trustPolicy) }, owner)
  await rolePolicies(world).PutRolePolicy({ RoleName: 'DummyRole', PolicyName: 'p', PolicyDocument: JSON.stringify(policy) }, owner)
  expect(world.strict.trusts(dummy, 'states.amazonaws.com')).toBe(true)
  const may = (action: string, resource: string) => world.strict.authorize({ principalArn: dummy, action, resource }).allowed
  expect([may('lambda:InvokeFunction', fn), may('dynamodb:PutItem', table), may('dynamodb:GetItem', table)]).toEqual([true, true, false])
  const deny = { Version: '2012-10-17', Statement: { Effect: 'Deny', Action: 'dynamodb:*', Resource: '*' } }
  await rolePolicies(world).PutRolePolicy({ RoleName: 'DummyRole', PolicyName: 'no', PolicyDocument: JSON.stringify(deny) }, owner)
  world.soft.authorize({ principalArn: dummy, action: 'dynamodb:PutItem', resource: table })
  expect(leastPrivilegeOf(world, 'M', account)!.denied).toEqual([{ action: 'dynamodb:PutItem', resource: table }])
})
