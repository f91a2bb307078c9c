import { defaultLimits } from '@pasos/asl'
import { embeddedRuntime, fakeClock, languageInterpreter, memoryJournal, seededIds } from '@pasos/engine'
import { expect, test } from 'vitest'
import { MACHINE, PASS, ROLE, testWorld } from './test-world.ts'

const logGroupArn = 'arn:aws:logs:us-east-1:123456789012:log-group:known:*'
const loggingConfiguration = { level: 'ALL', includeExecutionData: true, destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }] }

/** The service over the real engine, on a journal in memory. */
async function world() {
  const clock = fakeClock()
  const engine = { journal: memoryJournal(), interpreter: languageInterpreter, runners: [], ids: seededIds(), limits: defaultLimits }
  const runtime = embeddedRuntime({ ...engine, accountId: '123456789012', region: 'eu-west-1', clock })
  const { call, deps } = testWorld({ runtime, index: runtime.index, clock })
  const created = await call<{ creationDate: Date }>('CreateStateMachine', { name: 'm', definition: PASS, roleArn: ROLE })
  const start = async () => {
    clock.advance(1000)
    const { executionArn } = await call<{ executionArn: string }>('StartExecution', { stateMachineArn: MACHINE })
    clock.advance(1000)
    return executionArn
  }
  const update = (change: object) =>
    call<{ revisionId: string; updateDate: Date }>('UpdateStateMachine', { stateMachineArn: MACHINE, ...change })
  const shown = (executionArn: string) => call('DescribeStateMachineForExecution', { executionArn })
  return { call, deps, clock, start, update, shown, created }
}

test('an execution keeps the revision, the date and the settings of the machine that it began with, whatever is deployed since', async () => {
  const { start, update, shown, created } = await world()
  const atFirst = await start()
  const second = await update({ loggingConfiguration })
  const then = await start()
  const third = await update({ definition: `${PASS} `, loggingConfiguration: {}, tracingConfiguration: { enabled: true } })
  const now = await start()
  const off = { level: 'OFF', includeExecutionData: false }
  const first = await shown(atFirst)
  expect(first).toMatchObject({ definition: PASS, loggingConfiguration: off, tracingConfiguration: { enabled: false } })
  expect(first).not.toHaveProperty('revisionId')
  expect(first['updateDate']).toEqual(created.creationDate)
  expect(await shown(then)).toMatchObject({ definition: PASS, loggingConfiguration, tracingConfiguration: { enabled: false }, ...second })
  expect(await shown(now)).toMatchObject({ loggingConfiguration: off, tracingConfiguration: { enabled: true }, ...third })
})

test('an execution of a version keeps the settings of the version, though the machine had others when it began', async () => {
  const { call, clock, update, shown } = await world()
  const { stateMachineVersionArn, creationDate: updateDate } = await call<{ stateMachineVersionArn: string; creationDate: Date }>(
    'PublishStateMachineVersion',
    {
      stateMachineArn: MACHINE,
    },
  )
  clock.advance(1000)
  await update({ loggingConfiguration })
  clock.advance(1000)
  const { executionArn } = await call<{ executionArn: string }>('StartExecution', { stateMachineArn: stateMachineVersionArn })
  clock.advance(1000)
  await update({ tracingConfiguration: { enabled: true } })
  const off = { level: 'OFF', includeExecutionData: false }
  expect(await shown(executionArn)).toMatchObject({ loggingConfiguration: off, updateDate })
})

test('an update that changes nothing makes no former revision, and the last hundred are kept', async () => {
  const { deps, start, update, shown } = await world()
  const kept = () => deps.catalog.list<{ revisionId?: string }>('stateMachineRevision')
  await update({ definition: PASS })
  expect(kept()).toEqual([])
  const atFirst = await start()
  for (let number = 0; number < 102; number++) {
    await update({ definition: `${PASS}${' '.repeat((number % 2) + 1)}` })
    await start()
  }
  expect(kept()).toHaveLength(100)
  expect(kept().every(({ revisionId }) => revisionId !== undefined)).toBe(true)
  expect(await shown(atFirst)).toMatchObject({ definition: PASS, roleArn: ROLE })
})

test('former revisions go with their machine', async () => {
  const { call, deps, update } = await world()
  await update({ tracingConfiguration: { enabled: true } })
  expect(deps.catalog.list('stateMachineRevision')).toHaveLength(1)
  await call('DeleteStateMachine', { stateMachineArn: MACHINE })
  expect(deps.catalog.list('stateMachineRevision')).toEqual([])
})

test('executions of EXPRESS machines are not asked for what they run, so nothing is kept', async () => {
  const { call, deps } = testWorld()
  await call('CreateStateMachine', { name: 'm', definition: PASS, roleArn: ROLE, type: 'EXPRESS' })
  await call('UpdateStateMachine', { stateMachineArn: MACHINE, tracingConfiguration: { enabled: true } })
  expect(deps.catalog.list('stateMachineRevision')).toEqual([])
})

test('what a machine was is on disk no later than what it becomes, and an update that changes nothing keeps nothing', async () => {
  const { deps, start, update, shown } = await world()
  const before = await start()
  const written: string[] = []
  deps.catalog.watch(({ kind }) => written.push(kind))
  await update({ definition: PASS })
  expect(written).not.toContain('stateMachineRevision')
  written.length = 0
  await update({ loggingConfiguration })
  expect(written.filter(kind => kind.startsWith('stateMachine'))).toEqual(['stateMachineRevision', 'stateMachine'])
  expect(await shown(before)).toMatchObject({ loggingConfiguration: { level: 'OFF' } })
})

test('updates at the same time keep what each of them replaced', async () => {
  const { deps, start, update, created } = await world()
  await start()
  const [, second] = await Promise.all([update({ loggingConfiguration }), update({ tracingConfiguration: { enabled: true } })])
  const kept = deps.catalog.list<{ updateDate: number; loggingConfiguration: { level: string } }>('stateMachineRevision')
  expect(kept.map(({ updateDate, loggingConfiguration: { level } }) => [updateDate, level])).toEqual([
    [(created.creationDate as Date).getTime(), 'OFF'],
    [second.updateDate.getTime(), 'ALL'],
  ])
})

test('a definition that is updated leaves the key that somebody else gives the machine meanwhile', async () => {
  const encryptionConfiguration = { type: 'CUSTOMER_MANAGED_KMS_KEY', kmsKeyId: 'one' }
  const giveOther = () => other.call('UpdateStateMachine', { stateMachineArn: MACHINE, encryptionConfiguration: { type: 'AWS_OWNED_KEY' } })
  let isAsked = false
  const world = testWorld({ proveKey: async () => void (isAsked && (await giveOther())) })
  const other = testWorld({ catalog: world.deps.catalog, proveKey: async () => undefined })
  await world.call('CreateStateMachine', { name: 'm', definition: PASS, roleArn: ROLE, encryptionConfiguration })
  isAsked = true
  await world.call('UpdateStateMachine', { stateMachineArn: MACHINE, definition: PASS.replaceAll('"P"', '"Q"') })
  isAsked = false
  const after = await world.call('DescribeStateMachine', { stateMachineArn: MACHINE })
  expect(after['definition']).toContain('"Q"')
  expect(after['encryptionConfiguration']).toEqual({ type: 'AWS_OWNED_KEY' })
})
