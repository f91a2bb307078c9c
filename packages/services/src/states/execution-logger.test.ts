import type { HistoryEvent } from '@pasos/asl'
import type { Follow, LogEvent, LogStore, Runtime } from '@pasos/engine'
import { expect, test } from 'vitest'
import { createExecutionLogger, isLogged } from './execution-logger.ts'
import { MACHINE, PASS, ROLE, testWorld } from './test-world.ts'

const logGroupArn = 'arn:aws:logs:eu-west-1:123456789012:log-group:known:*'

/** Told of each turn as it comes. */
const followerOf =
  (runtime: Runtime): Follow =>
  (_name, handle) =>
    runtime.subscribe(({ record, events }) => void handle([{ execution: record, events }]))

async function logged(level: string, includeExecutionData: boolean, events: HistoryEvent[], groupKey: string | null = 'g') {
  const { call, deps, executions } = testWorld()
  const lines: { group: string; stream: string; event: LogEvent }[] = []
  const append: LogStore['append'] = (group, stream, found) => void lines.push(...found.map(event => ({ group, stream, event })))
  const logs = { append, written: async () => undefined } as unknown as LogStore
  createExecutionLogger({
    ...deps,
    logs,
    follow: followerOf(deps.runtime),
    groupKey: () => groupKey ?? undefined,
    uuid: () => 'abcdef01-2345',
  })
  const loggingConfiguration = { level, includeExecutionData, destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }] }
  await call('CreateStateMachine', { name: 'm', definition: PASS, roleArn: ROLE, loggingConfiguration })
  const { executionArn } = await call<{ executionArn: string }>('StartExecution', { stateMachineArn: MACHINE, name: 'e' })
  executions.end(executionArn, { status: 'FAILED' }, events)
  return lines
}

const entered: HistoryEvent = {
  id: 2,
  previousEventId: 0,
  timestamp: Date.parse('2026-01-31T23:59:30Z'),
  type: 'PassStateEntered',
  stateEnteredEventDetails: { name: 'P', input: '{}', inputDetails: { truncated: false } },
}
const failed: HistoryEvent = { id: 3, previousEventId: 2, timestamp: entered.timestamp, type: 'ExecutionFailed' }

test('a line has the event in the format and order of AWS, in a stream of the machine and minute', async () => {
  const [line] = await logged('ALL', true, [entered])
  expect(line).toMatchObject({ group: 'g', stream: 'states/m/2026-01-31-23-59/abcdef01' })
  expect(line?.event).toEqual({
    timestamp: entered.timestamp,
    message:
      '{"id":"2","type":"PassStateEntered","details":{"name":"P","input":"{}","inputDetails":{"truncated":false}},' +
      `"previous_event_id":"0","event_timestamp":"${entered.timestamp}",` +
      '"execution_arn":"arn:aws:states:eu-west-1:123456789012:execution:m:e","redrive_count":"0"}',
  })
})

test('execution data is left out unless asked for', async () => {
  const [line] = await logged('ALL', false, [entered])
  expect(JSON.parse(line?.event.message ?? '').details).toEqual({ name: 'P' })
})

test('levels choose the events', async () => {
  expect(await logged('FATAL', true, [entered, failed])).toHaveLength(1)
  expect(isLogged('FailStateEntered', 'ERROR')).toBe(true)
  expect(isLogged('TaskTimedOut', 'ERROR')).toBe(true)
  expect(isLogged('TaskFailed', 'FATAL')).toBe(false)
  expect(isLogged('ExecutionAborted', 'FATAL')).toBe(true)
  expect(isLogged('ExecutionSucceeded', 'ERROR')).toBe(false)
})

test('a group that is gone gets nothing', async () => {
  expect(await logged('ALL', true, [entered], null)).toEqual([])
})

test('an execution keeps its stream over the minute, and the next one gets a new stream', async () => {
  const { call, deps, executions } = testWorld()
  const streams: string[] = []
  let uuids = 0
  const append: LogStore['append'] = (_group, stream) => void streams.push(stream)
  const logs = { append, written: async () => undefined } as unknown as LogStore
  createExecutionLogger({ ...deps, logs, follow: followerOf(deps.runtime), groupKey: () => 'g', uuid: () => `${++uuids}2345678-` })
  const loggingConfiguration = { level: 'ALL', destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }] }
  await call('CreateStateMachine', { name: 'm', definition: PASS, roleArn: ROLE, loggingConfiguration })
  for (const name of ['a', 'b']) await call('StartExecution', { stateMachineArn: MACHINE, name })
  const arn = (name: string) => `arn:aws:states:eu-west-1:123456789012:execution:m:${name}`
  const later = { ...failed, timestamp: failed.timestamp + 60_000 }
  executions.end(arn('a'), { status: 'RUNNING' }, [entered])
  executions.end(arn('a'), { status: 'FAILED' }, [later])
  executions.end(arn('b'), { status: 'FAILED' }, [later])
  expect(streams).toEqual(
    ['2026-01-31-23-59/12345678', '2026-01-31-23-59/12345678', '2026-02-01-00-00/22345678'].map(end => `states/m/${end}`),
  )
})
