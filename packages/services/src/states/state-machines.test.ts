import type { Authorizer } from '@pasos/engine'
import { describe, expect, test, vi } from 'vitest'
import { languageChecks } from './language-checks.ts'
import { MACHINE, PASS, ROLE, testWorld } from './test-world.ts'

const machine = { name: 'm', definition: PASS, roleArn: ROLE }
const LOGS = { cloudWatchLogsLogGroup: { logGroupArn: 'arn:aws:logs:eu-west-1:123456789012:log-group:known:*' } }

describe('CreateStateMachine', () => {
  test('answers the same machine when nothing that counts differs', async () => {
    const { call } = testWorld()
    const first = await call('CreateStateMachine', machine)
    expect(await call('CreateStateMachine', { ...machine, roleArn: `${ROLE}-2` })).toEqual(first)
    expect(first).toEqual({ stateMachineArn: MACHINE, creationDate: new Date('2026-01-31T12:00:00Z') })
  })

  test('refuses another definition under the same name, be it for white space alone', async () => {
    const { call, refusal } = testWorld()
    await call('CreateStateMachine', machine)
    expect(await refusal('CreateStateMachine', { ...machine, definition: `${PASS} ` })).toBe(
      `StateMachineAlreadyExists: State Machine Already Exists: '${MACHINE}'`,
    )
  })

  test('refuses forbidden names, definitions that the language refuses and roles that cannot be assumed', async () => {
    const checks = { ...languageChecks, refuse: () => 'no' }
    expect(await testWorld().refusal('CreateStateMachine', { ...machine, name: 'a b' })).toBe("InvalidName: Invalid Name: 'a b'")
    expect(await testWorld({ checks }).refusal('CreateStateMachine', machine)).toBe('InvalidDefinition: no')
    expect(await testWorld({ trusts: () => false }).refusal('CreateStateMachine', machine)).toBe(
      'AccessDeniedException: Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.',
    )
  })

  test('wants exactly one log destination that exists', async () => {
    const { refusal } = testWorld()
    const create = (loggingConfiguration: object) => refusal('CreateStateMachine', { ...machine, loggingConfiguration })
    const one = 'InvalidLoggingConfiguration: Invalid Logging Configuration: Must specify exactly one Log Destination.'
    expect(await create({ level: 'ALL' })).toBe(one)
    expect(await create({ level: 'OFF', destinations: [LOGS, LOGS] })).toBe(one)
    const missing = { cloudWatchLogsLogGroup: { logGroupArn: 'arn:aws:logs:eu-west-1:123456789012:log-group:gone:*' } }
    expect(await create({ level: 'ALL', destinations: [missing] })).toBe(
      'InvalidLoggingConfiguration: Invalid Logging Configuration: Log Destination not found.',
    )
  })

  test('wants the qualifier of a log group, and shows an empty list of destinations as it was given', async () => {
    const { call, refusal } = testWorld()
    const create = (logGroupArn: string) => {
      const loggingConfiguration = { level: 'ALL', destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }] }
      return refusal('CreateStateMachine', { ...machine, loggingConfiguration })
    }
    const refused = 'InvalidLoggingConfiguration: Invalid Logging Configuration:'
    const known = 'arn:aws:logs:eu-west-1:123456789012:log-group:known'
    expect(await create(known)).toBe(`${refused} Log Group ARN must be provided with '*' qualifier.`)
    expect(await create('arn:aws:s3:::logs')).toBe(`${refused} Provided ARN is not CloudWatch Logs Log Group ARN.`)
    const unset = { level: 'ALL', destinations: [{}] }
    expect(await refusal('CreateStateMachine', { ...machine, loggingConfiguration: unset })).toBe(
      `${refused} Must set valid CloudWatch Log Group ARN.`,
    )
    await call('CreateStateMachine', { ...machine, loggingConfiguration: { level: 'OFF', destinations: [] } })
    const { loggingConfiguration } = await call('DescribeStateMachine', { stateMachineArn: MACHINE })
    expect(loggingConfiguration).toEqual({ level: 'OFF', includeExecutionData: false, destinations: [] })
    await call('CreateStateMachine', machine)
  })

  test('wants a role that may deliver logs when it logs', async () => {
    const authorizer = { authorize: () => ({ allowed: false as const, message: 'no', explicitDeny: false }) }
    const { call, refusal } = testWorld({ authorizer })
    const loggingConfiguration = { level: 'ALL', destinations: [LOGS] }
    const denied = 'AccessDeniedException: The state machine IAM Role is not authorized to access the Log Destination'
    expect(await refusal('CreateStateMachine', { ...machine, loggingConfiguration })).toBe(denied)
    await call('CreateStateMachine', machine)
    expect(await refusal('UpdateStateMachine', { stateMachineArn: MACHINE, loggingConfiguration })).toBe(denied)
  })

  test('wants a role that may make the rules that tell of the ends of jobs', async () => {
    let missing = ''
    const asked: string[] = []
    const authorizer: Authorizer = {
      authorize({ action, resource }) {
        asked.push(`${action} ${resource}`)
        return action === missing ? { allowed: false, message: 'no', explicitDeny: false } : { allowed: true }
      },
    }
    const { call, refusal } = testWorld({ authorizer })
    const task = (resource: string) =>
      `{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::${resource}","Parameters":{"StateMachineArn":"${MACHINE}"},"End":true}}}`
    const definition = task('states:startExecution.sync:2')
    const denied = `AccessDeniedException: '${ROLE}' is not authorized to create managed-rule.`
    for (missing of ['events:PutRule', 'events:PutTargets', 'events:DescribeRule']) {
      expect(await refusal('CreateStateMachine', { ...machine, definition })).toBe(denied)
    }
    const rule = 'arn:aws:events:eu-west-1:123456789012:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule'
    expect(asked).toContain(`events:PutRule ${rule}`)
    await call('CreateStateMachine', { ...machine, definition: task('states:startExecution') })
    expect(await refusal('UpdateStateMachine', { stateMachineArn: MACHINE, definition })).toBe(denied)
    missing = ''
    await call('UpdateStateMachine', { stateMachineArn: MACHINE, definition })
    missing = 'events:PutRule'
    const other = `${ROLE}-2`
    expect(await refusal('UpdateStateMachine', { stateMachineArn: MACHINE, roleArn: other })).toBe(denied.replace(ROLE, other))
  })

  test('takes a version description only when it publishes', async () => {
    const { call, refusal } = testWorld()
    expect(await refusal('CreateStateMachine', { ...machine, versionDescription: 'x' })).toBe(
      'ValidationException: Version description can only be set when publish is true',
    )
    const created = await call('CreateStateMachine', { ...machine, publish: true, versionDescription: 'x' })
    expect(created['stateMachineVersionArn']).toBe(`${MACHINE}:1`)
    expect((await call('DescribeStateMachine', { stateMachineArn: `${MACHINE}:1` }))['description']).toBe('x')
  })
})

describe('DescribeStateMachine', () => {
  test('shows what AWS shows of a new machine, with the definition byte for byte', async () => {
    const { call } = testWorld()
    await call('CreateStateMachine', { ...machine, definition: ` ${PASS}\n` })
    expect(await call('DescribeStateMachine', { stateMachineArn: MACHINE })).toEqual({
      stateMachineArn: MACHINE,
      name: 'm',
      status: 'ACTIVE',
      type: 'STANDARD',
      definition: ` ${PASS}\n`,
      roleArn: ROLE,
      creationDate: new Date('2026-01-31T12:00:00Z'),
      loggingConfiguration: { level: 'OFF', includeExecutionData: false },
      tracingConfiguration: { enabled: false },
      encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
    })
  })

  test('hides the definition from callers that want metadata only', async () => {
    const { call } = testWorld()
    await call('CreateStateMachine', machine)
    const shown = await call('DescribeStateMachine', { stateMachineArn: MACHINE, includedData: 'METADATA_ONLY' })
    expect(shown['definition']).toBe('{}')
  })

  test('refuses what is no state machine ARN and what does not exist', async () => {
    const { refusal } = testWorld()
    const describeMachine = (stateMachineArn: string) => refusal('DescribeStateMachine', { stateMachineArn })
    expect(await describeMachine('not_an_arn')).toBe("InvalidArn: Invalid Arn: 'Invalid ARN prefix: not_an_arn'")
    expect(await describeMachine(MACHINE.replace('stateMachine', 'activity'))).toBe(
      "InvalidArn: Invalid Arn: 'Resource type not valid in this context: activity'",
    )
    expect(await describeMachine(MACHINE)).toBe(`StateMachineDoesNotExist: State Machine Does Not Exist: '${MACHINE}'`)
  })
})

describe('UpdateStateMachine', () => {
  test('makes a new revision only when something changed', async () => {
    const { call } = testWorld()
    await call('CreateStateMachine', machine)
    const same = await call('UpdateStateMachine', { stateMachineArn: MACHINE, definition: PASS })
    expect(same).not.toHaveProperty('revisionId')
    const changed = await call('UpdateStateMachine', { stateMachineArn: MACHINE, definition: `${PASS} ` })
    const again = await call('UpdateStateMachine', { stateMachineArn: MACHINE, definition: `${PASS} `, roleArn: ROLE })
    expect(changed['revisionId']).toMatch(/^[0-9a-f-]{36}$/)
    expect(again['revisionId']).toBe(changed['revisionId'])
  })

  test('wants at least one change, and no version', async () => {
    const { call, refusal } = testWorld()
    await call('CreateStateMachine', { ...machine, publish: true })
    expect(await refusal('UpdateStateMachine', { stateMachineArn: MACHINE })).toBe(
      'MissingRequiredParameter: Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
    )
    expect(await refusal('UpdateStateMachine', { stateMachineArn: `${MACHINE}:1`, roleArn: ROLE })).toBe(
      `StateMachineDoesNotExist: State Machine Does Not Exist: '${MACHINE}:1'`,
    )
  })
})

describe('DeleteStateMachine', () => {
  test('removes a machine that runs nothing at once, with its versions and aliases, and what does not exist without complaint', async () => {
    const { call, refusal, deps } = testWorld()
    await call('CreateStateMachine', { ...machine, publish: true })
    const routingConfiguration = [{ stateMachineVersionArn: `${MACHINE}:1`, weight: 100 }]
    await call('CreateStateMachineAlias', { name: 'live', routingConfiguration })
    expect(await call('DeleteStateMachine', { stateMachineArn: MACHINE })).toEqual({})
    expect(await call('DeleteStateMachine', { stateMachineArn: MACHINE })).toEqual({})
    expect(await refusal('DescribeStateMachine', { stateMachineArn: MACHINE })).toContain('StateMachineDoesNotExist')
    expect(deps.catalog.list('stateMachineVersion')).toEqual([])
    expect(deps.catalog.list('stateMachineAlias')).toEqual([])
  })

  test('stops what was let in before, but is on disk only after the machine was removed', async () => {
    const { call, deps, executions } = testWorld()
    const create = () => call('CreateStateMachine', { name: 'm', definition: PASS, roleArn: ROLE })
    const start = async () => (await call<{ executionArn: string }>('StartExecution', { stateMachineArn: MACHINE })).executionArn
    await create()
    const late = await start()
    executions.end(late, { status: 'SUCCEEDED' })
    await call('DeleteStateMachine', { stateMachineArn: MACHINE })
    const written = vi.spyOn(deps.catalog, 'update')
    // As if it were committed only now.
    executions.end(late, { status: 'RUNNING' })
    expect(executions.records.get(late)?.status).toBe('ABORTED')
    // The machine is not removed once more: there may be another one of the name by then.
    await new Promise(setImmediate)
    expect(written).not.toHaveBeenCalled()
    executions.end(late, { status: 'RUNNING', redriveCount: 1 })
    expect(executions.records.get(late)?.status).toBe('RUNNING')
    await create()
    const again = await start()
    executions.end(again, { status: 'RUNNING' })
    expect(executions.records.get(again)?.status).toBe('RUNNING')
  })

  test('stops what comes in late under the next server, too, and what the former did not live to stop', async () => {
    const first = testWorld()
    await first.call('CreateStateMachine', { name: 'm', definition: PASS, roleArn: ROLE })
    const { executionArn } = await first.call<{ executionArn: string }>('StartExecution', { stateMachineArn: MACHINE })
    const late = { ...first.executions.records.get(executionArn)! }
    first.executions.end(executionArn, { status: 'SUCCEEDED' })
    await first.call('DeleteStateMachine', { stateMachineArn: MACHINE })
    const { catalog } = first.deps
    const second = testWorld({ catalog })
    await second.deps.runtime.start({ ...late, stateMachineName: 'm', definition: PASS })
    second.executions.end(executionArn, { status: 'RUNNING' })
    expect(second.executions.records.get(executionArn)?.status).toBe('ABORTED')
    second.executions.records.set(executionArn, { ...late })
    const { runtime, index } = second.deps
    testWorld({ catalog, runtime, index })
    await expect.poll(() => second.executions.records.get(executionArn)?.status).toBe('ABORTED')
    const other = await second.call('CreateStateMachine', { name: 'other', definition: PASS, roleArn: ROLE })
    second.clock.advance(3_600_000)
    await second.call('DeleteStateMachine', other)
    const remembered = () => catalog.list<{ stateMachineArn: string }>('removedStateMachine').map(({ stateMachineArn }) => stateMachineArn)
    expect(remembered()).toEqual([`${MACHINE.slice(0, -1)}other`])
    // The same one again, long after.
    second.clock.advance(3_600_000)
    await second.call('CreateStateMachine', { name: 'other', definition: PASS, roleArn: ROLE })
    await second.call('DeleteStateMachine', other)
    expect(remembered()).toEqual([`${MACHINE.slice(0, -1)}other`])
  })

  test('remembers no more than the thousand that were removed last', async () => {
    const { call, executions, deps } = testWorld()
    const late: string[] = []
    for (let number = 0; number < 1001; number++) {
      const name = `m${number}`
      const { stateMachineArn } = await call<{ stateMachineArn: string }>('CreateStateMachine', { ...machine, name })
      if (number < 2) late.push((await call<{ executionArn: string }>('StartExecution', { stateMachineArn })).executionArn)
      if (number < 2) executions.end(late[number]!, { status: 'SUCCEEDED' })
      await call('DeleteStateMachine', { stateMachineArn })
    }
    for (const arn of late) executions.end(arn, { status: 'RUNNING' })
    expect(late.map(arn => executions.records.get(arn)?.status)).toEqual(['RUNNING', 'ABORTED'])
    expect(deps.catalog.list('removedStateMachine')).toHaveLength(1000)
  })

  test('keeps a machine DELETING while something runs, and starts nothing more', async () => {
    const { call, refusal, executions } = testWorld()
    await call('CreateStateMachine', machine)
    const { executionArn } = await call<{ executionArn: string }>('StartExecution', { stateMachineArn: MACHINE })
    await call('DeleteStateMachine', { stateMachineArn: MACHINE })
    expect((await call('DescribeStateMachine', { stateMachineArn: MACHINE }))['status']).toBe('DELETING')
    const deleting = `StateMachineDeleting: State Machine is being deleted: '${MACHINE}'`
    expect(await refusal('StartExecution', { stateMachineArn: MACHINE })).toBe(deleting)
    expect(await refusal('CreateStateMachine', machine)).toBe(deleting)
    executions.end(executionArn, { status: 'SUCCEEDED' })
    await expect.poll(() => refusal('DescribeStateMachine', { stateMachineArn: MACHINE })).toContain('StateMachineDoesNotExist')
  })

  test.each([
    ['before its deletion', true],
    ['since', false],
  ])('removes a machine whose last execution ended %s, though what runs is counted only a while later', async (_when, isBefore) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const { deps, executions } = testWorld()
      let running = 0
      const { call, refusal } = testWorld({ runtime: deps.runtime, index: { ...deps.index, countRunning: () => running } })
      await call('CreateStateMachine', machine)
      const { executionArn } = await call<{ executionArn: string }>('StartExecution', { stateMachineArn: MACHINE })
      running = 1
      const end = () => executions.end(executionArn, { status: 'SUCCEEDED' })
      if (isBefore) end()
      await call('DeleteStateMachine', { stateMachineArn: MACHINE })
      if (!isBefore) await vi.advanceTimersByTimeAsync(3_600_000)
      expect(vi.getTimerCount()).toBe(isBefore ? 1 : 0)
      if (!isBefore) for (const _twice of [1, 2]) end()
      expect(vi.getTimerCount()).toBe(1)
      await vi.advanceTimersByTimeAsync(10_000)
      expect((await call('DescribeStateMachine', { stateMachineArn: MACHINE }))['status']).toBe('DELETING')
      running = 0
      await vi.advanceTimersByTimeAsync(20_000)
      expect(vi.getTimerCount()).toBe(0)
      vi.useRealTimers()
      await expect.poll(() => refusal('DescribeStateMachine', { stateMachineArn: MACHINE })).toContain('StateMachineDoesNotExist')
    } finally {
      vi.useRealTimers()
    }
  })
})

test('a machine that was made anew under a name stays, though its former was looked after, as does what it runs at the next start', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const first = testWorld()
    let running = 1
    const index = { ...first.deps.index, countRunning: () => running }
    const { runtime } = first.deps
    const { call, deps } = testWorld({ runtime, index })
    await call('CreateStateMachine', machine)
    const { executionArn } = await call<{ executionArn: string }>('StartExecution', { stateMachineArn: MACHINE })
    await call('DeleteStateMachine', { stateMachineArn: MACHINE })
    running = 0
    first.executions.end(executionArn, { status: 'SUCCEEDED' })
    const isThere = () => deps.catalog.get('stateMachine', MACHINE) !== undefined
    while (isThere()) await new Promise(setImmediate)
    await call('CreateStateMachine', machine)
    expect(vi.getTimerCount()).toBe(0)
    const own = await call<{ executionArn: string }>('StartExecution', { stateMachineArn: MACHINE })
    running = 1
    testWorld({ catalog: deps.catalog, runtime, index })
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
    expect(first.executions.records.get(own.executionArn)?.status).toBe('RUNNING')
    expect((await call('DescribeStateMachine', { stateMachineArn: MACHINE }))['status']).toBe('ACTIVE')
  } finally {
    vi.useRealTimers()
  }
})

test('ListStateMachines pages by name and refuses tokens of other lists', async () => {
  const { call, refusal } = testWorld()
  for (const name of ['c', 'a', 'b']) await call('CreateStateMachine', { ...machine, name })
  type Page = { stateMachines: { name: string }[]; nextToken?: string }
  const first = await call<Page>('ListStateMachines', { maxResults: 2 })
  const second = await call<Page>('ListStateMachines', { maxResults: 2, nextToken: first.nextToken })
  expect([first, second].map(page => page.stateMachines.map(({ name }) => name))).toEqual([['a', 'b'], ['c']])
  expect(second.nextToken).toBeUndefined()
  expect(await refusal('ListActivities', { nextToken: first.nextToken })).toBe("InvalidToken: Invalid Token: 'Invalid token'")
})

test('ValidateStateMachineDefinition tells what keeps a definition from being created', async () => {
  const { call } = testWorld({ checks: languageChecks })
  expect(await call('ValidateStateMachineDefinition', { definition: PASS })).toEqual({ result: 'OK', diagnostics: [], truncated: false })
  const failed = await call('ValidateStateMachineDefinition', { definition: '{}', type: 'EXPRESS' })
  expect(failed).toMatchObject({ result: 'FAIL', diagnostics: [{ severity: 'ERROR', location: '/' }] })
})

test('tags are kept in order, replaced, removed, and refused on versions', async () => {
  const { call, refusal } = testWorld()
  await call('CreateStateMachine', { ...machine, publish: true, tags: [{ key: 'b', value: '1' }] })
  const tags = [
    { key: 'a', value: '' },
    { key: 'b', value: '2' },
  ]
  await call('TagResource', { resourceArn: MACHINE, tags })
  expect(await call('ListTagsForResource', { resourceArn: MACHINE })).toEqual({ tags: [tags[1], tags[0]] })
  await call('UntagResource', { resourceArn: MACHINE, tagKeys: ['b', 'none'] })
  expect(await call('ListTagsForResource', { resourceArn: MACHINE })).toEqual({ tags: [tags[0]] })
  expect(await refusal('TagResource', { resourceArn: `${MACHINE}:1`, tags })).toBe(`ResourceNotFound: Resource not found: '${MACHINE}:1'`)
})

test('a deletion that a former run of the server began is seen through', async () => {
  const { call, deps } = testWorld()
  await call('CreateStateMachine', machine)
  await deps.catalog.update<object, void>('stateMachine', MACHINE, current => ({
    next: { ...current, status: 'DELETING' },
    result: undefined,
  }))
  testWorld({ catalog: deps.catalog })
  await expect.poll(() => deps.catalog.get('stateMachine', MACHINE)).toBeUndefined()
})
