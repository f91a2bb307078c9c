import type { NestedStarted } from '@pasos/engine'
import { describe, expect, test } from 'vitest'
import { createNestedStarter } from './nested-starter.ts'
import { startExecution } from './start-execution.ts'
import { MACHINE, PASS, ROLE, testContext, testWorld } from './test-world.ts'

const parent = 'arn:aws:states:eu-west-1:123456789012:execution:parent:p'
const nested = { stateMachineArn: MACHINE, roleArn: ROLE, parentExecutionArn: parent, idempotencyToken: 'token' }

async function world(allowed = true) {
  const made = testWorld()
  await made.call('CreateStateMachine', { name: 'm', definition: PASS, roleArn: ROLE })
  const authorizer = {
    authorize: () => (allowed ? { allowed: true as const } : { allowed: false as const, message: 'denied', explicitDeny: false }),
  }
  return { ...made, starter: createNestedStarter({ ...made.deps, authorizer }) }
}

test('the same task starts one execution, even when it is repeated after the execution ended', async () => {
  const { starter, executions } = await world()
  const first = await starter.start(nested)
  executions.end([...executions.records.keys()][0]!, { status: 'SUCCEEDED' })
  expect(await starter.start(nested)).toEqual(first)
  expect(executions.records.size).toBe(1)
  expect([...executions.records.values()][0]).toMatchObject({ parentExecutionArn: parent, input: '{}' })
})

describe('with a name', () => {
  const named = { ...nested, name: 'n' }

  test('the same task starts one execution, even when that has ended when it is repeated', async () => {
    const { starter, executions } = await world()
    const { effects: _, ...first } = (await starter.start(named)) as Extract<NestedStarted, { outcome: 'started' }>
    executions.end([...executions.records.keys()][0]!, { status: 'SUCCEEDED' })
    expect(await starter.start(named)).toMatchObject(first)
    expect(executions.records.size).toBe(1)
  })

  test('another task is refused, and so is the same once its own end is on disk', async () => {
    const { starter, executions, deps } = await world()
    const { effects } = (await starter.start(named)) as Extract<NestedStarted, { outcome: 'started' }>
    executions.end([...executions.records.keys()][0]!, { status: 'SUCCEEDED' })
    expect(await starter.start({ ...named, idempotencyToken: 'other' })).toMatchObject({ code: 'ExecutionAlreadyExists' })
    await deps.data.commit(effects!.writes)
    expect(await starter.start(named)).toMatchObject({ code: 'ExecutionAlreadyExists' })
  })

  test('what a task that was given up has left is removed', async () => {
    const { starter, deps } = await world()
    const { effects } = (await starter.start(named)) as Extract<NestedStarted, { outcome: 'started' }>
    expect(await deps.data.scan('states.started', { limit: 9 })).toHaveLength(1)
    effects!.settle(false)
    await expect.poll(() => deps.data.scan('states.started', { limit: 9 })).toEqual([])
  })
})

test('StartExecution as an AWS SDK integration starts once, too', async () => {
  const { deps, executions } = await world()
  for (const name of [undefined, 'n']) {
    const writes: object[] = []
    const context = {
      ...testContext(),
      requestId: `token-${name}`,
      deferred: { add: (more: readonly object[]) => void writes.push(...more) },
    }
    const start = () => startExecution(deps)({ stateMachineArn: MACHINE, name }, context)
    const first = await start()
    executions.end(first.executionArn!, { status: 'SUCCEEDED' })
    expect(await start()).toEqual(first)
    expect(writes).toHaveLength(name === undefined ? 0 : 2)
  }
  expect(executions.records.size).toBe(2)
})

test('refusals carry the code and text of the API', async () => {
  const { starter } = await world()
  expect(await starter.start({ ...nested, stateMachineArn: `${MACHINE}x` })).toEqual({
    outcome: 'refused',
    code: 'StateMachineDoesNotExist',
    message: `State Machine Does Not Exist: '${MACHINE}x'`,
    status: 400,
  })
})

test('the role must be allowed to start executions', async () => {
  const { starter } = await world(false)
  expect(await starter.start(nested)).toMatchObject({ outcome: 'refused', code: 'AccessDeniedException', message: 'denied' })
})

test('the role must be allowed to ask for their ends and to stop them', async () => {
  const execution = 'arn:aws:states:eu-west-1:123456789012:execution:m:e'
  const refused = { outcome: 'refused', code: 'AccessDeniedException', message: 'denied', status: 400 }
  for (const action of ['states:DescribeExecution', 'states:StopExecution'] as const) {
    expect((await world()).starter.refuse(action, ROLE, execution)).toBeUndefined()
    expect((await world(false)).starter.refuse(action, ROLE, execution)).toEqual(refused)
  }
})
