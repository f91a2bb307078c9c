import type { DataWrite } from '@pasos/engine'
import { describe, expect, test } from 'vitest'
import { describeExecution } from './describe-execution.ts'
import { startExecution } from './start-execution.ts'
import { stopExecution } from './stop-execution.ts'
import { MACHINE, PASS, ROLE, testContext, testWorld } from './test-world.ts'

const parent = 'arn:aws:states:eu-west-1:123456789012:execution:parent:p'

/** A state machine, and tasks that start its executions. */
async function world() {
  const made = testWorld()
  await made.call('CreateStateMachine', { name: 'm', definition: PASS, roleArn: ROLE })
  const start = async (token: string, name?: string) => {
    const writes: DataWrite[] = []
    const settles: ((committed: boolean) => void)[] = []
    const deferred = {
      add(more: readonly object[], settle: (committed: boolean) => void) {
        writes.push(...(more as DataWrite[]))
        settles.push(settle)
      },
    }
    const context = { ...testContext(), requestId: token, executionArn: parent, deferred }
    const answer = await startExecution(made.deps)({ stateMachineArn: MACHINE, name }, context)
    return { answer, writes, settle: (committed: boolean) => settles.forEach(each => void each(committed)) }
  }
  const end = () => made.executions.end([...made.executions.records.keys()][0]!, { status: 'SUCCEEDED' })
  return { ...made, start, end }
}

test('the same task starts one execution of its own execution, even when it is repeated after the end', async () => {
  const { start, end, executions } = await world()
  const { answer, writes } = await start('token')
  end()
  expect((await start('token')).answer).toEqual(answer)
  expect(writes).toEqual([])
  expect([...executions.records.values()]).toMatchObject([{ parentExecutionArn: parent, input: '{}' }])
})

test('another task starts another execution', async () => {
  const { start, executions } = await world()
  await start('token')
  await start('other')
  expect(executions.records.size).toBe(2)
})

describe('with a name', () => {
  test('the same task starts one execution, even when that has ended when it is repeated', async () => {
    const { start, end, executions } = await world()
    const { answer } = await start('token', 'n')
    end()
    expect((await start('token', 'n')).answer).toEqual(answer)
    expect(executions.records.size).toBe(1)
  })

  test('another task is refused, and so is the same once its own end is on disk', async () => {
    const { start, end, deps } = await world()
    const { writes } = await start('token', 'n')
    end()
    await expect(start('other', 'n')).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' })
    await deps.data.commit(writes)
    await expect(start('token', 'n')).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' })
  })

  test('what a task that was given up has left is removed', async () => {
    const { start, deps } = await world()
    const { settle } = await start('token', 'n')
    expect(await deps.data.scan('states.started', { limit: 9 })).toHaveLength(1)
    settle(false)
    await expect.poll(() => deps.data.scan('states.started', { limit: 9 })).toEqual([])
  })
})

test('a task may ask for the end of an EXPRESS execution, a client may not', async () => {
  const { deps, call, executions } = await world()
  const { stateMachineArn } = (await call('CreateStateMachine', { name: 'x', type: 'EXPRESS', definition: PASS, roleArn: ROLE })) as {
    stateMachineArn: string
  }
  const context = { ...testContext(), executionArn: parent }
  const { executionArn } = await startExecution(deps)({ stateMachineArn }, context)
  executions.end(executionArn!, { status: 'SUCCEEDED' })
  const input = { executionArn: executionArn! }
  expect(await describeExecution(deps)(input, context)).toMatchObject({ status: 'SUCCEEDED' })
  expect(await stopExecution(deps)(input, context)).toHaveProperty('stopDate')
  for (const operation of [describeExecution, stopExecution]) {
    await expect(operation(deps)(input, testContext())).rejects.toMatchObject({ code: 'InvalidArn' })
  }
})

describe('where as many run as may', () => {
  async function fullWorld() {
    const made = await world()
    made.deps.limits = { ...made.deps.limits, openExecutions: 2 }
    const before = [await made.start('token'), await made.start('token', 'n')]
    return { ...made, before: before.map(({ answer }) => answer) }
  }

  test('a task that is repeated is answered as before, and no execution goes on beside one that failed for want of it', async () => {
    const { start, executions, before } = await fullWorld()
    expect([(await start('token')).answer, (await start('token', 'n')).answer]).toEqual(before)
    expect(executions.records.size).toBe(2)
  })

  test('another task is refused', async () => {
    const { start, executions } = await fullWorld()
    await expect(start('other')).rejects.toMatchObject({ code: 'ExecutionLimitExceeded' })
    await expect(start('other', 'm')).rejects.toMatchObject({ code: 'ExecutionLimitExceeded' })
    expect(executions.records.size).toBe(2)
  })

  test('a client that asks again is answered as before, and what needs an execution more is refused', async () => {
    const { call, refusal, executions } = await fullWorld()
    executions.end([...executions.records.keys()][0]!, { status: 'SUCCEEDED' })
    const asked = { stateMachineArn: MACHINE, name: 'client' }
    const answer = await call('StartExecution', asked)
    expect(await call('StartExecution', asked)).toEqual(answer)
    const full = 'ExecutionLimitExceeded: The maximum number of running executions has been reached.'
    expect(await refusal('StartExecution', { ...asked, name: 'another' })).toBe(full)
    expect(await refusal('StartExecution', { stateMachineArn: MACHINE })).toBe(full)
  })
})
