import { describe, expect, test, vi } from 'vitest'
import { MACHINE, PASS, ROLE, testWorld } from './test-world.ts'

const EXECUTION = MACHINE.replace('stateMachine', 'execution')
type Started = { executionArn: string }

async function world(type: 'STANDARD' | 'EXPRESS' = 'STANDARD') {
  const made = testWorld()
  await made.call('CreateStateMachine', { name: 'm', definition: PASS, roleArn: ROLE, type, publish: true })
  return made
}

describe('StartExecution', () => {
  test('is idempotent while the execution runs, and refuses the name afterwards or with another input', async () => {
    const { call, refusal, executions } = await world()
    const start = { stateMachineArn: MACHINE, name: 'e', input: '{"a":1}' }
    const first = await call('StartExecution', start)
    expect(await call('StartExecution', start)).toEqual(first)
    const exists = `ExecutionAlreadyExists: Execution Already Exists: '${EXECUTION}:e'`
    expect(await refusal('StartExecution', { ...start, input: '{}' })).toBe(exists)
    executions.end(`${EXECUTION}:e`, { status: 'SUCCEEDED' })
    expect(await refusal('StartExecution', start)).toBe(exists)
  })

  test('sent again by a client that got no answer, answers what has ended meanwhile, unless it has another input or is from long ago', async () => {
    const { call, executions, clock } = await world()
    const start = { stateMachineArn: MACHINE, name: 'e', input: '{"a":1}' }
    const first = await call('StartExecution', start)
    executions.end(`${EXECUTION}:e`, { status: 'SUCCEEDED' })
    expect(await call('StartExecution', start, { isRetry: true })).toEqual(first)
    const exists = { code: 'ExecutionAlreadyExists' }
    await expect(call('StartExecution', { ...start, input: '{}' }, { isRetry: true })).rejects.toMatchObject(exists)
    clock.advance(61_000)
    await expect(call('StartExecution', start, { isRetry: true })).rejects.toMatchObject(exists)
  })

  test('starts versions, and the version that an alias chooses by weight', async () => {
    const { call, executions } = await world()
    await call('UpdateStateMachine', { stateMachineArn: MACHINE, definition: `${PASS} `, publish: true })
    const routingConfiguration = [
      { stateMachineVersionArn: `${MACHINE}:1`, weight: 30 },
      { stateMachineVersionArn: `${MACHINE}:2`, weight: 70 },
    ]
    await call('CreateStateMachineAlias', { name: 'live', routingConfiguration })
    const { executionArn } = await call<Started>('StartExecution', { stateMachineArn: `${MACHINE}:live`, input: '{}' })
    const record = executions.records.get(executionArn)!
    expect(record.stateMachineAliasArn).toBe(`${MACHINE}:live`)
    // The test world's chance is one half.
    expect(record.stateMachineVersionArn).toBe(`${MACHINE}:2`)
    expect(record.definitionId).toBe(`${PASS} `)
    expect(record.stateMachineArn).toBe(MACHINE)
  })

  test('refuses input that is no JSON or too long in bytes, and names with forbidden characters', async () => {
    const { refusal } = await world()
    const start = (input: object) => refusal('StartExecution', { stateMachineArn: MACHINE, ...input })
    expect(await start({ input: '{a}' })).toContain(
      "InvalidExecutionInput: Invalid State Machine Execution Input: 'com.fasterxml.jackson.core.JsonParseException: Unexpected character",
    )
    expect(await start({ input: `"${'é'.repeat(131_072)}"` })).toBe(
      "ValidationException: 1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to 262144",
    )
    expect(await start({ name: 'a:b' })).toBe("InvalidName: Invalid Name: 'a:b'")
  })

  test('gives executions of EXPRESS machines ARNs of their own kind', async () => {
    const { call } = await world('EXPRESS')
    const { executionArn } = await call<Started>('StartExecution', { stateMachineArn: MACHINE, name: 'e' })
    expect(executionArn).toMatch(/^arn:aws:states:eu-west-1:123456789012:express:m:e:[0-9a-f-]{36}$/)
  })
})

describe('StartSyncExecution', () => {
  test('answers with the end of the execution and what it would be billed', async () => {
    const { call, executions } = await world('EXPRESS')
    const answer = call('StartSyncExecution', { stateMachineArn: MACHINE, name: 'e' })
    const arn = [...executions.records.keys()][0]!
    const startDate = executions.records.get(arn)!.startDate
    executions.end(arn, { status: 'FAILED', error: 'E', cause: 'c', stopDate: startDate + 101 })
    expect(await answer).toMatchObject({
      executionArn: arn,
      status: 'FAILED',
      error: 'E',
      cause: 'c',
      input: '{}',
      inputDetails: { included: true },
      outputDetails: { included: true },
      billingDetails: { billedDurationInMilliseconds: 200, billedMemoryUsedInMB: 64 },
    })
  })

  test('refuses STANDARD machines', async () => {
    const { refusal } = await world()
    expect(await refusal('StartSyncExecution', { stateMachineArn: MACHINE })).toBe(
      'StateMachineTypeNotSupported: This operation is not supported by this type of state machine',
    )
  })
})

describe('DescribeExecution', () => {
  test('tells whether and why not an execution can be redriven', async () => {
    const { call, executions, clock } = await world()
    const { executionArn } = await call<Started>('StartExecution', { stateMachineArn: MACHINE, name: 'e' })
    const status = async () => {
      const { redriveStatus, redriveStatusReason } = await call('DescribeExecution', { executionArn })
      return [redriveStatus, redriveStatusReason]
    }
    expect(await status()).toEqual(['NOT_REDRIVABLE', 'Execution is RUNNING and cannot be redriven'])
    executions.end(executionArn, { status: 'FAILED', error: 'E' })
    expect(await status()).toEqual(['REDRIVABLE', undefined])
    clock.advance(15 * 86_400_000)
    expect(await status()).toEqual(['NOT_REDRIVABLE', 'Execution redrivable period exceeded'])
  })

  test('shows input and output, or that they were left out', async () => {
    const { call, executions } = await world()
    const { executionArn } = await call<Started>('StartExecution', { stateMachineArn: MACHINE, input: '{"a":1}' })
    executions.end(executionArn, { status: 'SUCCEEDED', output: '2' })
    const included = { included: true }
    const all = await call('DescribeExecution', { executionArn })
    expect(all).toMatchObject({ input: '{"a":1}', inputDetails: included, output: '2', outputDetails: included })
    const metadata = await call('DescribeExecution', { executionArn, includedData: 'METADATA_ONLY' })
    expect(metadata).not.toHaveProperty('input')
    expect(metadata).toMatchObject({ inputDetails: { included: false }, outputDetails: { included: false } })
  })

  test('refuses unknown executions and the ARNs of EXPRESS executions', async () => {
    const { refusal } = await world()
    expect(await refusal('DescribeExecution', { executionArn: `${EXECUTION}:x` })).toBe(
      `ExecutionDoesNotExist: Execution Does Not Exist: '${EXECUTION}:x'`,
    )
    const express = `${EXECUTION.replace('execution', 'express')}:x:y`
    const wrongKind = "InvalidArn: Invalid Arn: 'Resource type not valid in this context: express'"
    for (const operation of ['DescribeExecution', 'StopExecution', 'GetExecutionHistory', 'RedriveExecution']) {
      expect(await refusal(operation, { executionArn: express })).toBe(wrongKind)
    }
    // One that a Map Run started can be described, and nothing else.
    const child = express.replace(':m:', ':m/L:')
    expect(await refusal('DescribeExecution', { executionArn: child })).toBe(`ExecutionDoesNotExist: Execution Does Not Exist: '${child}'`)
    for (const operation of [
      'StopExecution',
      'GetExecutionHistory',
      'RedriveExecution',
      'DescribeStateMachineForExecution',
      'ListMapRuns',
    ]) {
      expect(await refusal(operation, { executionArn: child })).toBe(wrongKind)
    }
  })
})

describe('ListExecutions', () => {
  test('asks for one of the two things that executions belong to', async () => {
    const { refusal } = await world()
    expect(await refusal('ListExecutions', {})).toBe('ValidationException: Must provide a StateMachine ARN or MapRun ARN')
    const mapRunArn = `${MACHINE.replace('stateMachine', 'mapRun')}/x:y`
    expect(await refusal('ListExecutions', { stateMachineArn: MACHINE, mapRunArn })).toMatch(/^ValidationException: Exactly one of/)
  })

  test('lists newest first, by status, version and redrive, in pages', async () => {
    const { call, executions } = await world()
    const names = async (input: object) => {
      const { executions: found, nextToken } = await call<{ executions: { name: string }[]; nextToken?: string }>('ListExecutions', input)
      return { names: found.map(({ name }) => name).join(''), nextToken }
    }
    for (const name of ['a', 'b', 'c']) await call('StartExecution', { stateMachineArn: `${MACHINE}:1`, name })
    for (const name of ['d', 'e']) await call('StartExecution', { stateMachineArn: MACHINE, name })
    executions.end(`${EXECUTION}:b`, { status: 'FAILED' })
    await call('RedriveExecution', { executionArn: `${EXECUTION}:b` })
    executions.end(`${EXECUTION}:d`, { status: 'SUCCEEDED' })
    expect((await names({ stateMachineArn: MACHINE })).names).toBe('edcba')
    expect((await names({ stateMachineArn: MACHINE, statusFilter: 'SUCCEEDED' })).names).toBe('d')
    expect((await names({ stateMachineArn: MACHINE, redriveFilter: 'REDRIVEN' })).names).toBe('b')
    const first = await names({ stateMachineArn: `${MACHINE}:1`, maxResults: 2 })
    expect(first.names).toBe('cb')
    const second = await names({ stateMachineArn: `${MACHINE}:1`, nextToken: first.nextToken })
    expect(second).toEqual({ names: 'a', nextToken: undefined })
  })

  test('refuses EXPRESS machines', async () => {
    const { refusal } = await world('EXPRESS')
    expect(await refusal('ListExecutions', { stateMachineArn: MACHINE })).toContain('StateMachineTypeNotSupported')
  })
})

test('GetExecutionHistory pages both ways and leaves data out on demand', async () => {
  const { call, executions } = await world()
  const { executionArn } = await call<Started>('StartExecution', { stateMachineArn: MACHINE })
  const event = (id: number) => ({ id, previousEventId: id - 1, timestamp: 1000 * id, type: 'PassStateEntered' as const })
  const details = { stateEnteredEventDetails: { name: 'P', input: '{}', inputDetails: { truncated: false } } }
  executions.end(executionArn, { status: 'SUCCEEDED' }, [{ ...event(1), ...details }, event(2), event(3)])
  type Page = { events: { id: number; timestamp: Date }[]; nextToken?: string }
  const first = await call<Page>('GetExecutionHistory', { executionArn, maxResults: 2, reverseOrder: true })
  expect(first.events.map(({ id }) => id)).toEqual([3, 2])
  const input = { executionArn, reverseOrder: true, nextToken: first.nextToken, includeExecutionData: false }
  const second = await call<Page>('GetExecutionHistory', input)
  expect(second).toEqual({ events: [{ ...event(1), timestamp: new Date(1000), stateEnteredEventDetails: { name: 'P' } }] })
})

test('a stop that a task asks for is patient, as nobody would ask again', async () => {
  const { call, deps } = await world()
  const { executionArn } = await call<Started>('StartExecution', { stateMachineArn: MACHINE })
  const stop = vi.spyOn(deps.runtime, 'stop')
  await call('StopExecution', { executionArn, cause: 'c' })
  await call('StopExecution', { executionArn }, { executionArn: 'parent' })
  expect(stop.mock.calls).toEqual([
    [executionArn, { cause: 'c' }, false],
    [executionArn, {}, true],
  ])
})

test('RedriveExecution goes on with what failed, once per client token, and refuses what runs', async () => {
  const { call, refusal, executions } = await world()
  const { executionArn } = await call<Started>('StartExecution', { stateMachineArn: MACHINE })
  executions.end(executionArn, { status: 'FAILED' })
  const first = await call('RedriveExecution', { executionArn, clientToken: 't' })
  expect(await call('RedriveExecution', { executionArn, clientToken: 't' })).toEqual(first)
  expect(await refusal('RedriveExecution', { executionArn })).toBe('ExecutionNotRedrivable: Execution is RUNNING and cannot be redriven')
})

test('a redrive whose maker died before it was answered is answered when the client sends its token again, as are the ten before it', async () => {
  const { call, refusal, executions, deps } = await world()
  const { executionArn } = await call<Started>('StartExecution', { stateMachineArn: MACHINE })
  executions.end(executionArn, { status: 'FAILED' })
  const { redrive } = deps.runtime
  deps.runtime.redrive = async (...asked) => {
    await redrive(...asked)
    throw new Error('The owner has died.')
  }
  await expect(call('RedriveExecution', { executionArn, clientToken: 't1' })).rejects.toThrow('has died')
  deps.runtime.redrive = redrive
  const { redriveDate, redriveCount } = executions.records.get(executionArn)!
  expect(redriveCount).toBe(1)
  expect(await call('RedriveExecution', { executionArn, clientToken: 't1' })).toEqual({ redriveDate: new Date(redriveDate!) })
  const answers: unknown[] = []
  for (let at = 2; at <= 11; at++) {
    executions.end(executionArn, { status: 'FAILED' })
    answers.push(await call('RedriveExecution', { executionArn, clientToken: `t${at}` }))
  }
  expect(executions.records.get(executionArn)!.redriveCount).toBe(11)
  for (const [at, answer] of answers.entries())
    expect(await call('RedriveExecution', { executionArn, clientToken: `t${at + 2}` })).toEqual(answer)
  expect(executions.records.get(executionArn)!.redriveCount).toBe(11)
  expect(await refusal('RedriveExecution', { executionArn, clientToken: 't1' })).toMatch(/^ExecutionNotRedrivable/)
})

test('a redrive that was never made is made when its token is sent again, and counts as one of the ten however often it was tried', async () => {
  const { call, executions, deps } = await world()
  const { executionArn } = await call<Started>('StartExecution', { stateMachineArn: MACHINE })
  executions.end(executionArn, { status: 'FAILED' })
  const first = await call('RedriveExecution', { executionArn, clientToken: 'first' })
  executions.end(executionArn, { status: 'FAILED' })
  const { redrive } = deps.runtime
  deps.runtime.redrive = () => Promise.reject(new Error('The owner has died.'))
  for (let tries = 0; tries < 10; tries++)
    await expect(call('RedriveExecution', { executionArn, clientToken: 't' })).rejects.toThrow('has died')
  deps.runtime.redrive = redrive
  const asked = vi.spyOn(deps.runtime, 'redrive')
  await call('RedriveExecution', { executionArn, clientToken: 't' })
  expect(asked).toHaveBeenCalledWith(executionArn, 1)
  expect(executions.records.get(executionArn)).toMatchObject({ status: 'RUNNING', redriveCount: 2 })
  expect(await call('RedriveExecution', { executionArn, clientToken: 'first' })).toEqual(first)
})

test('DescribeStateMachineForExecution shows the definition that runs, not the one deployed since', async () => {
  const { call } = await world()
  const { executionArn } = await call<Started>('StartExecution', { stateMachineArn: MACHINE })
  await call('UpdateStateMachine', { stateMachineArn: MACHINE, definition: `${PASS} ` })
  const shown = await call('DescribeStateMachineForExecution', { executionArn })
  expect(shown).toMatchObject({ stateMachineArn: MACHINE, name: 'm', definition: PASS, roleArn: ROLE })
  expect(shown).not.toHaveProperty('revisionId')
})
