import { defaultLimits } from '@pasos/asl'
import { embeddedRuntime, fakeClock, languageInterpreter, memoryJournal, seededIds, type TaskRunner } from '@pasos/engine'
import { expect, test, vi } from 'vitest'
import { MACHINE, ROLE, testWorld } from './test-world.ts'

const UNKNOWN = 'arn:aws:states:eu-west-1:123456789012:mapRun:m/label:1'
const places = { accountId: '123456789012', region: 'eu-west-1' }

const DEFINITION = JSON.stringify({
  StartAt: 'M',
  States: {
    M: {
      Type: 'Map',
      Label: 'L',
      MaxConcurrency: 2,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'T',
        States: { T: { Type: 'Task', Resource: 'arn:aws:lambda:eu-west-1:123456789012:function:f', End: true } },
      },
      End: true,
    },
  },
})

/** The service over the real engine, on a journal in memory; tasks wait for `answer`. */
async function started(items: unknown[], ToleratedFailureCount = 0) {
  const waiting: (() => void)[] = []
  let fails = false
  const runner: TaskRunner = {
    claims: () => true,
    run: ({ task, input }, report) =>
      void waiting.push(() =>
        report(fails ? { type: 'TaskFailed', task, error: 'E', cause: '' } : { type: 'TaskSucceeded', task, output: input }),
      ),
  }
  const clock = fakeClock()
  const engine = { journal: memoryJournal(), interpreter: languageInterpreter, runners: [runner], ids: seededIds(), limits: defaultLimits }
  const runtime = embeddedRuntime({ ...engine, ...places, clock })
  const world = testWorld({ runtime, index: runtime.index, clock })
  await world.call('CreateStateMachine', {
    name: 'm',
    definition: DEFINITION.replace('"MaxConcurrency"', `"ToleratedFailureCount":${ToleratedFailureCount},"MaxConcurrency"`),
    roleArn: ROLE,
  })
  const { executionArn } = await world.call<{ executionArn: string }>('StartExecution', {
    stateMachineArn: MACHINE,
    input: JSON.stringify(items),
  })
  const settle = async (): Promise<void> => {
    for (let round = 0; round < 40; round++) await new Promise(resolve => setImmediate(resolve))
  }
  await settle()
  const answer = async (how: { fails?: boolean } = {}): Promise<void> => {
    fails = how.fails === true
    for (const work of waiting.splice(0)) work()
    await settle()
  }
  const { mapRuns } = await world.call<{ mapRuns: { mapRunArn: string }[] }>('ListMapRuns', { executionArn })
  return { ...world, clock, executionArn, answer, mapRunArn: mapRuns[0]!.mapRunArn, waiting }
}

test('whatever ListMapRuns names is described, listed by its children and changed under way', async () => {
  const { call, executionArn, mapRunArn, answer, waiting } = await started([1, 2, 3])
  const stateMachineArn = `${MACHINE}/L`
  expect(await call('ListMapRuns', { executionArn })).toMatchObject({ mapRuns: [{ mapRunArn, executionArn, stateMachineArn }] })
  expect(await call('DescribeMapRun', { mapRunArn })).toMatchObject({
    ...{ status: 'RUNNING', maxConcurrency: 2, toleratedFailureCount: 0, toleratedFailurePercentage: 0, redriveCount: 0 },
    itemCounts: { pending: 1, running: 2, succeeded: 0, total: 3, resultsWritten: 0, pendingRedrive: 0 },
  })
  expect(await call('UpdateMapRun', { mapRunArn, maxConcurrency: 0, toleratedFailurePercentage: 50.5 })).toEqual({})
  expect(await call('DescribeMapRun', { mapRunArn })).toMatchObject({ maxConcurrency: 0, toleratedFailurePercentage: 50.5 })
  await new Promise(resolve => setTimeout(resolve, 20))
  expect(waiting).toHaveLength(3)
  await answer()
  const { executions } = await call<{ executions: { executionArn: string }[] }>('ListExecutions', { mapRunArn, statusFilter: 'SUCCEEDED' })
  expect(executions).toHaveLength(3)
  expect(executions[0]).toMatchObject({ mapRunArn, itemCount: 1, stateMachineArn, status: 'SUCCEEDED' })
  const child = executions.at(-1)!.executionArn
  expect(await call('DescribeExecution', { executionArn: child })).toMatchObject({ mapRunArn, input: '1', output: '1' })
  expect(await call('DescribeStateMachineForExecution', { executionArn: child })).toMatchObject({ mapRunArn, label: 'L' })
  const { events } = await call<{ events: object[] }>('GetExecutionHistory', { executionArn: child })
  expect(events).toHaveLength(7)
  expect(await call('ListExecutions', { stateMachineArn: MACHINE })).toMatchObject({ executions: [{ executionArn }] })
  expect(await call('DescribeMapRun', { mapRunArn })).toMatchObject({ status: 'SUCCEEDED', executionCounts: { succeeded: 3, running: 0 } })
})

test('a child execution has the settings that the machine had when the execution began whose Map state started it', async () => {
  const { call, executionArn, mapRunArn, answer, clock } = await started([1])
  const began = clock.now()
  clock.advance(1000)
  await call('UpdateStateMachine', { stateMachineArn: MACHINE, tracingConfiguration: { enabled: true } })
  await answer()
  const { executions } = await call<{ executions: { executionArn: string }[] }>('ListExecutions', { mapRunArn })
  const {
    stateMachineArn: _,
    name,
    ...parent
  } = await call<{ stateMachineArn: string; name: string; updateDate: Date }>(
    ...(['DescribeStateMachineForExecution', { executionArn }] as const),
  )
  expect(parent).toMatchObject({
    tracingConfiguration: { enabled: false },
    updateDate: new Date(began),
  })
  expect(parent).not.toHaveProperty('revisionId')
  expect(await call('DescribeStateMachineForExecution', { executionArn: executions[0]!.executionArn })).toEqual({
    ...{ ...parent, stateMachineArn: `${MACHINE}/L`, name: `${name}/L`, label: 'L', mapRunArn },
  })
})

test('a failed child is redriven by its Map Run only; an ended Map Run cannot be changed', async () => {
  const { call, refusal, clock, executionArn, mapRunArn, answer } = await started([1, 2])
  await answer({ fails: true })
  const { executions } = await call<{ executions: { executionArn: string }[] }>('ListExecutions', { mapRunArn, statusFilter: 'FAILED' })
  const child = executions[0]!.executionArn
  expect(await call('DescribeExecution', { executionArn: child })).toMatchObject({ redriveStatus: 'REDRIVABLE_BY_MAP_RUN' })
  expect(await refusal('RedriveExecution', { executionArn: child })).toMatch(/^ExecutionNotRedrivable: /)
  expect(await refusal('UpdateMapRun', { mapRunArn, maxConcurrency: 1 })).toMatch(/^ValidationException: /)
  clock.advance(1000)
  await call('RedriveExecution', { executionArn })
  await answer()
  await answer()
  expect(await call('DescribeExecution', { executionArn })).toMatchObject({ status: 'SUCCEEDED', output: '[1,2]' })
  expect(await call('DescribeMapRun', { mapRunArn })).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 })
  expect(await call('ListExecutions', { mapRunArn, redriveFilter: 'REDRIVEN' })).toMatchObject({ executions: [{ redriveCount: 1 }, {}] })
})

test('children that a redrive has not come to are listed as PENDING_REDRIVE, and not as what they were', async () => {
  const { call, refusal, clock, executionArn, mapRunArn, answer } = await started([1, 2, 3, 4, 5, 6], 3)
  await answer({ fails: true })
  await answer({ fails: true })
  const listed = async (more: object): Promise<string[]> => {
    const { executions } = await call<{ executions: { status: string }[] }>('ListExecutions', { mapRunArn, ...more })
    return executions.map(({ status }) => status)
  }
  const failed = (await listed({ statusFilter: 'FAILED' })).length
  const stopped = (await listed({ statusFilter: 'ABORTED' })).length
  expect(failed).toBeGreaterThan(3)
  expect(await listed({ statusFilter: 'PENDING_REDRIVE' })).toEqual([])
  clock.advance(1000)
  await call('RedriveExecution', { executionArn })
  const pending = Array(failed + stopped - 2).fill('PENDING_REDRIVE')
  await vi.waitFor(async () => expect((await listed({})).filter(status => status === 'RUNNING')).toHaveLength(2))
  expect(await listed({ statusFilter: 'PENDING_REDRIVE' })).toEqual(pending)
  expect(await listed({ statusFilter: 'FAILED' })).toEqual([])
  expect(await listed({ redriveFilter: 'REDRIVEN' })).toEqual(['RUNNING', 'RUNNING'])
  expect(await listed({ redriveFilter: 'NOT_REDRIVEN' })).toEqual(pending)
  for (let round = 0; round < 5; round++) await answer()
  expect(await listed({})).toEqual(Array(6).fill('SUCCEEDED'))
  const machine = { stateMachineArn: MACHINE, statusFilter: 'PENDING_REDRIVE' }
  expect(await refusal('ListExecutions', machine)).toMatch(/^ValidationException: /)
})

test('unknown Map Runs and ARNs of other things are refused', async () => {
  const { refusal } = testWorld()
  for (const operation of ['DescribeMapRun', 'UpdateMapRun', 'ListExecutions']) {
    expect(await refusal(operation, { mapRunArn: UNKNOWN })).toBe(`ResourceNotFound: Resource not found: '${UNKNOWN}'`)
    expect(await refusal(operation, { mapRunArn: MACHINE })).toBe(
      "InvalidArn: Invalid Arn: 'Resource type not valid in this context: stateMachine'",
    )
  }
})
