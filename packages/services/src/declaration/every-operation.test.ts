import { loadService } from '@pasos/models'
import type { OperationContext } from '@pasos/wire'
import { describe, expect, it } from 'vitest'
import { createRole } from '../iam/create-role.ts'
import { refusalText } from '../iam/refusal-text.ts'
import { rolePolicies } from '../iam/role-policies.ts'
import { allServices } from '../services.ts'
import { createMeter } from './meter.ts'
import { openServices } from './open-services.ts'
import type { Access, Input, Service } from './service.ts'
import { memoryPorts, permissionOver } from './testing/memory-ports.ts'

const account = '123456789012'
const otherAccount = '210987654321'

/** Members that carry a role, but hand it to nobody. */
const rolesThatAreNotPassed: Record<string, string> = {
  'sts:AssumeRole RoleArn': 'the caller becomes the role; its trust policy decides',
  'sts:AssumeRoleWithSAML RoleArn': 'the caller becomes the role; its trust policy decides',
  'sts:AssumeRoleWithWebIdentity RoleArn': 'the caller becomes the role; its trust policy decides',
  'iam:SimulatePrincipalPolicy PolicySourceArn': 'is only asked about',
}

const served = allServices.flatMap(service =>
  Object.entries(service.operations).map(([name, access]): [string, Service, string, Access] => [
    `${service.scope}:${name}`,
    service,
    name,
    access,
  ]),
)
const asked = served.filter(([, , , access]) => access.unchecked === undefined)

describe.each(allServices.map(service => [service.scope, service] as const))('%s', (_, service) => {
  it('has the operations that it declares, and no others', async () => {
    const callAs = () => Promise.reject(new Error('nobody is called here'))
    const host = { ...memoryPorts(), meter: createMeter(Date.now), neighbour: () => undefined, callAs }
    const { operations, close } = await service.open(host)
    expect(Object.keys(operations).sort(), 'its table of operations, and what service.ts says that they ask').toEqual(
      Object.keys(service.operations).sort(),
    )
    await close?.()
  })

  it('declares only operations of its model', () => {
    const model = loadService(service.scope)
    expect(Object.keys(service.operations).filter(name => model.operation(name) === undefined)).toEqual([])
  })

  it('opens when it is first called, and only once', async () => {
    let times = 0
    const counted: Service = { ...service, open: host => service.open(host).finally(() => times++) }
    const services = openServices([counted], memoryPorts())
    expect(times).toBe(0)
    await Promise.all([services.face(counted), services.face(counted)])
    expect(times).toBe(1)
    await services.close()
  })
})

// One test an operation, not one a sentence: three thousand of them took twice as long.
it.each(asked)(
  '%s is refused without a policy, allowed by one for just its action and resources, and denied to others',
  async (_, service, name, access) => {
    const input = sampleInput(service, name)
    const world = await worldOf(service, name, access, input)
    expect(world.ask(), 'a role without a policy').toBe(world.refusalOf(world.resources[0]!))
    await world.allow(world.action, world.resources)
    if (world.passed.length > 0) {
      expect(world.ask(), 'a policy for the action alone').toContain(
        `is not authorized to perform: iam:PassRole on resource: ${world.passed[0]}`,
      )
      await world.allow('iam:PassRole', world.passed, 'pass')
    }
    expect(world.ask(), 'a policy for just its action and resources').toBeUndefined()

    await world.allow('*', ['*'])
    await world.put('deny', { Effect: 'Deny', Action: world.action, Resource: '*' })
    expect(world.ask(), 'an explicit deny beside a policy for everything').toBe(
      world.refusalOf(world.resources[0]!, 'with an explicit deny in an identity-based policy'),
    )

    const foreign = context(service, name, { accountId: otherAccount, arn: `arn:aws:iam::${otherAccount}:root`, userId: otherAccount })
    const resources = access.resources?.(input, foreign, world.catalog) ?? ['*']
    const passed = access.passes?.(input, foreign, world.catalog).map(({ arn }) => arn) ?? []
    const isAboutThisAccount = [...resources, ...passed].some(arn => arn.split(':')[4] === account)
    expect(world.askAs(foreign), 'the owner of another account').toEqual(
      isAboutThisAccount ? expect.stringContaining('because no resource-based policy allows') : undefined,
    )
  },
)

it.each(served)('%s asks for iam:PassRole for every role that its input names', (id, service, name, access) => {
  const members = loadService(service.scope).operation(name)?.input.members ?? []
  const roles = members.filter(member => /role(arn)?$/i.test(member.name) && member.shape.kind === 'string')
  for (const { name: member } of roles) {
    if (`${id} ${member}` in rolesThatAreNotPassed) continue
    const passed = access.passes?.({ ...sampleInput(service, name), [member]: sampleRole }, context(service, name), memoryPorts().catalog)
    expect(passed, `${id} names a role in ${member}`).toContainEqual({
      arn: sampleRole,
      service: expect.stringMatching(/\.amazonaws\.com$/),
    })
  }
})

const sampleRole = `arn:aws:iam::${account}:role/handed-over`

/** An input with the required members and those that name what it is about. */
function sampleInput(service: Service, operation: string): Input {
  const members = loadService(service.scope).operation(operation)?.input.members ?? []
  const texts = members.filter(
    ({ shape, required, name }) => shape.kind === 'string' && (required || /arn$|url$|^resource$|^QueueName$/i.test(name)),
  )
  return Object.fromEntries(texts.map(({ name }) => [name, sampleText(service.scope, name)]))
}

function sampleText(scope: string, member: string): string {
  if (/role(arn)?$/i.test(member)) return sampleRole
  const arns: Record<string, string> = { iam: `arn:aws:iam::${account}:policy/p`, lambda: `arn:aws:lambda:us-east-1:${account}:function:f` }
  if (/arn$/i.test(member) || (scope === 'lambda' && member === 'Resource'))
    return arns[scope] ?? `arn:aws:${scope}:us-east-1:${account}:thing:t`
  if (/url$/i.test(member)) return `https://${scope}.us-east-1.amazonaws.com/${account}/name`
  return 'name'
}

function context(service: Service, operation: string, caller: Partial<OperationContext['caller']> = {}): OperationContext {
  const accountId = caller.accountId ?? account
  return {
    requestId: 'r',
    service: service.scope,
    operation,
    region: 'us-east-1',
    accountId,
    caller: { accountId, accessKeyId: 'ASIA', arn: `arn:aws:sts::${account}:assumed-role/worker/me`, userId: 'AROA:me', ...caller },
    signal: new AbortController().signal,
  }
}

/** A role without policies, and a caller who is a session of it. */
async function worldOf(service: Service, name: string, access: Access, input: Input) {
  const ports = memoryPorts()
  const asOwner = context(service, name)
  const created = await createRole(ports)({ RoleName: 'worker', AssumeRolePolicyDocument: trust }, asOwner)
  const userId = `${created.Role!.RoleId}:me`
  const permission = permissionOver(ports, allServices)
  const session = context(service, name, { userId })
  const action = `${service.iamPrefix ?? service.scope}:${access.action ?? name}`
  const put = (PolicyName: string, statement: object) =>
    rolePolicies(ports).PutRolePolicy(
      { RoleName: 'worker', PolicyName, PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) },
      asOwner,
    )
  return {
    catalog: ports.catalog,
    action,
    resources: access.resources?.(input, session, ports.catalog) ?? ['*'],
    passed: access.passes?.(input, session, ports.catalog).map(({ arn }) => arn) ?? [],
    ask: () => permission(session, input),
    askAs: (other: OperationContext) => permission(other, input),
    put,
    allow: (Action: string, Resource: readonly string[], policy = 'allow') => put(policy, { Effect: 'Allow', Action, Resource }),
    refusalOf: (resource: string, reason?: string) => {
      const told = service.tells?.(action, resource, session) ?? { action, resource }
      return refusalText(session.caller.arn, told, reason ?? `because no identity-based policy allows the ${told.action} action`)
    },
  }
}

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
})
