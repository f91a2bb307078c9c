import { describe, expect, test } from 'vitest'
import { MACHINE, PASS, ROLE, testWorld } from './test-world.ts'

async function worldWithVersions(count: number) {
  const world = testWorld()
  await world.call('CreateStateMachine', { name: 'm', definition: PASS, roleArn: ROLE })
  for (let version = 1; version <= count; version++) {
    await world.call('UpdateStateMachine', { stateMachineArn: MACHINE, definition: PASS + ' '.repeat(version), publish: true })
  }
  return world
}

const route = (version: number, weight: number) => ({ stateMachineVersionArn: `${MACHINE}:${version}`, weight })

describe('versions', () => {
  test('a revision is published once', async () => {
    const { call } = await worldWithVersions(1)
    const again = await call('PublishStateMachineVersion', { stateMachineArn: MACHINE })
    expect(again['stateMachineVersionArn']).toBe(`${MACHINE}:1`)
  })

  test('numbers are never given twice, not even for the same revision', async () => {
    const { call } = await worldWithVersions(2)
    await call('DeleteStateMachineVersion', { stateMachineVersionArn: `${MACHINE}:2` })
    await call('DeleteStateMachineVersion', { stateMachineVersionArn: `${MACHINE}:2` })
    const next = await call('PublishStateMachineVersion', { stateMachineArn: MACHINE })
    expect(next['stateMachineVersionArn']).toBe(`${MACHINE}:3`)
  })

  test('are listed newest first, by number and not by text', async () => {
    const { call } = await worldWithVersions(11)
    type Page = { stateMachineVersions: { stateMachineVersionArn: string }[]; nextToken?: string }
    const first = await call<Page>('ListStateMachineVersions', { stateMachineArn: MACHINE, maxResults: 2 })
    const rest = await call<Page>('ListStateMachineVersions', { stateMachineArn: MACHINE, nextToken: first.nextToken })
    expect(first.stateMachineVersions.map(version => version.stateMachineVersionArn)).toEqual([`${MACHINE}:11`, `${MACHINE}:10`])
    expect(rest.stateMachineVersions).toHaveLength(9)
    expect(rest.nextToken).toBeUndefined()
  })

  test('are not published for a revision that is not the present one', async () => {
    const { refusal } = await worldWithVersions(0)
    expect(await refusal('PublishStateMachineVersion', { stateMachineArn: MACHINE, revisionId: 'old' })).toBe(
      'ConflictException: Failed to publish the State Machine version for revision old. The current State Machine revision is INITIAL.',
    )
  })

  test('keep the definition they were published with', async () => {
    const { call } = await worldWithVersions(2)
    const first = await call('DescribeStateMachine', { stateMachineArn: `${MACHINE}:1` })
    expect(first['definition']).toBe(`${PASS} `)
    expect(first['stateMachineArn']).toBe(`${MACHINE}:1`)
  })
})

describe('aliases', () => {
  test('are created once, and again only alike', async () => {
    const { call, refusal } = await worldWithVersions(2)
    const input = { name: 'live', description: 'd', routingConfiguration: [route(1, 100)] }
    const created = await call('CreateStateMachineAlias', input)
    expect(created['stateMachineAliasArn']).toBe(`${MACHINE}:live`)
    expect(await call('CreateStateMachineAlias', input)).toEqual(created)
    expect(await refusal('CreateStateMachineAlias', { ...input, routingConfiguration: [route(1, 50), route(2, 50)] })).toBe(
      'ConflictException: Failed to create alias because an alias with the same name and a different routing configuration already exists.',
    )
  })

  test('want distinct versions that exist, of one machine, and weights that sum to 100', async () => {
    const { refusal } = await worldWithVersions(1)
    const create = (...routingConfiguration: object[]) => refusal('CreateStateMachineAlias', { name: 'live', routingConfiguration })
    expect(await create({ stateMachineVersionArn: MACHINE, weight: 100 })).toBe(
      `ValidationException: Routing configuration must contain state machine version ARNs. Received: [${MACHINE}]`,
    )
    expect(await create(route(1, 99))).toContain('Sum of routing configuration weights must equal 100')
    expect(await create(route(1, 50), route(1, 50))).toContain('distinct')
    expect(await create(route(7, 100))).toBe('ResourceNotFound: Request references a resource that does not exist.')
  })

  test('protect the versions they route to', async () => {
    const { call, refusal } = await worldWithVersions(1)
    await call('CreateStateMachineAlias', { name: 'live', routingConfiguration: [route(1, 100)] })
    expect(await refusal('DeleteStateMachineVersion', { stateMachineVersionArn: `${MACHINE}:1` })).toBe(
      'ConflictException: Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [live]',
    )
  })

  test('can be updated, described, listed and deleted', async () => {
    const { call, refusal } = await worldWithVersions(2)
    await call('CreateStateMachineAlias', { name: 'live', routingConfiguration: [route(1, 100)] })
    const arn = { stateMachineAliasArn: `${MACHINE}:live` }
    await call('UpdateStateMachineAlias', { ...arn, routingConfiguration: [route(2, 100)] })
    expect((await call('DescribeStateMachineAlias', arn))['routingConfiguration']).toEqual([route(2, 100)])
    expect((await call('ListStateMachineAliases', { stateMachineArn: `${MACHINE}:1` }))['stateMachineAliases']).toEqual([])
    expect((await call('ListStateMachineAliases', { stateMachineArn: MACHINE }))['stateMachineAliases']).toHaveLength(1)
    expect(await call('DeleteStateMachineAlias', arn)).toEqual({})
    expect(await refusal('UpdateStateMachineAlias', { ...arn, description: 'x' })).toBe(
      'ResourceNotFound: Request references a resource that does not exist.',
    )
  })
})
