import { type HistoryEvent, simulate } from '@pasos/asl'
import { expect, test } from 'vitest'
import { checkEvidence } from './check-evidence.ts'
import type { Evidence, ObservedExecution } from './evidence.ts'

const definition = JSON.stringify({
  StartAt: 'Pause',
  States: {
    Pause: { Type: 'Wait', Seconds: 2, Next: 'Work' },
    Work: { Type: 'Task', Resource: 'f', Retry: [{ ErrorEquals: ['Flaky'], IntervalSeconds: 1, MaxAttempts: 1 }], End: true },
  },
})

function event(id: number, previousEventId: number, type: HistoryEvent['type'], timestamp: number, details?: object): HistoryEvent {
  return { id, previousEventId, type, timestamp, ...(details && { testEventDetails: details }) } as HistoryEvent
}

/** One execution that waits, fails once, is retried and succeeds, exactly as it should. */
function good(): HistoryEvent[] {
  return [
    event(1, 0, 'ExecutionStarted', 0, { input: '{"a":1}' }),
    event(2, 0, 'WaitStateEntered', 0, { name: 'Pause', input: '{"a":1}' }),
    event(3, 2, 'WaitStateExited', 2_003, { name: 'Pause', output: '{"a":1}' }),
    event(4, 3, 'TaskStateEntered', 2_003, { name: 'Work', input: '{"a":1}' }),
    event(5, 4, 'LambdaFunctionScheduled', 2_003),
    event(6, 5, 'LambdaFunctionStarted', 2_003),
    event(7, 6, 'LambdaFunctionFailed', 2_050, { error: 'Flaky' }),
    event(8, 7, 'LambdaFunctionScheduled', 3_060),
    event(9, 8, 'LambdaFunctionStarted', 3_060),
    event(10, 9, 'LambdaFunctionSucceeded', 3_070, { output: '{"b":2}' }),
    event(11, 10, 'TaskStateExited', 3_070, { name: 'Work', output: '{"b":2}' }),
    event(12, 11, 'ExecutionSucceeded', 3_070, { output: '{"b":2}' }),
  ]
}

const executionArn = 'arn:e'
const invocations = [
  { executionArn, stateName: 'Work', attempt: '5', token: 'one' },
  { executionArn, stateName: 'Work', attempt: '8', token: 'two', answer: '{"b":2}' },
]

function evidence(events: HistoryEvent[], more: Partial<Evidence> = {}, execution: Partial<ObservedExecution> = {}): Evidence {
  const observed: ObservedExecution = {
    executionArn,
    status: 'SUCCEEDED',
    input: '{"a":1}',
    output: '{"b":2}',
    definition,
    events,
    ...execution,
  }
  const acknowledged: Evidence['acknowledged'] = [{ call: 'StartExecution', executionArn, input: '{"a": 1}' }]
  return { acknowledged, invocations, executions: [observed], downtimes: [], ...more }
}

const rules = (given: Evidence) => [...new Set(checkEvidence(given).map(({ rule }) => rule))]
const changed = (id: number, change: Partial<HistoryEvent> & { testEventDetails?: object }) =>
  good().map(entry => (entry.id === id ? ({ ...entry, ...change } as HistoryEvent) : entry))

test('a history as it should be breaks no rule', () => {
  expect(checkEvidence(evidence(good()))).toEqual([])
})

test('an event that is missing or comes twice is found', () => {
  expect(rules(evidence(good().filter(({ id }) => id !== 6)))).toContain('numbering')
  const twice = [...good().slice(0, 10), event(11, 9, 'LambdaFunctionSucceeded', 3_070, { output: '{"b":2}' })]
  expect(rules(evidence([...twice, event(12, 11, 'TaskStateExited', 3_070, { name: 'Work', output: '{"b":2}' })]))).toContain('doubled')
})

test('an iteration that a redrive goes on with may be aborted again where it stood, but not twice at once', () => {
  const isSecond = { Variable: '$', NumericEquals: 2, Next: 'Fail' }
  const States = { Which: { Type: 'Choice', Choices: [isSecond], Default: 'Long' }, Long: { Type: 'Wait', Seconds: 9, End: true } }
  const ItemProcessor = { StartAt: 'Which', States: { ...States, Fail: { Type: 'Fail' } } }
  const machine = { StartAt: 'Map', States: { Map: { Type: 'Map', ItemProcessor, End: true } } }
  const { history } = simulate(machine, { input: [1, 2], later: [{ type: 'ExecutionRedriven' }] })
  expect(history.filter(({ type }) => type === 'MapIterationAborted')).toHaveLength(2)
  expect(rules(evidence(history))).not.toContain('doubled')
  const once = history.map(entry => (entry.type === 'ExecutionRedriven' ? { ...entry, type: 'MapStateFailed' as const } : entry))
  expect(rules(evidence(once))).toContain('doubled')
})

test('an event that cannot follow its predecessor is found', () => {
  expect(rules(evidence(changed(10, { previousEventId: 8 })))).toContain('grammar')
  expect(rules(evidence(changed(6, { previousEventId: 6 })))).toContain('numbering')
})

test('an execution without an end, with two, or with one that its description denies is found', () => {
  expect(rules(evidence(good().slice(0, 9), {}, { status: 'RUNNING' }))).toContain('stuck')
  expect(rules(evidence([...good(), event(13, 12, 'ExecutionFailed', 3_071)]))).toContain('terminal')
  expect(rules(evidence(good(), {}, { status: 'FAILED' }))).toContain('terminal')
  expect(rules(evidence(good(), {}, { output: '{"b":3}' }))).toContain('terminal')
})

test('data that changes between two states is found', () => {
  expect(rules(evidence(changed(4, { testEventDetails: { name: 'Work', input: '{"a":2}' } })))).toContain('data-flow')
  const other = changed(12, { testEventDetails: { output: '{"b":3}' } })
  expect(rules(evidence(other, {}, { output: '{"b":3}' }))).toEqual(['data-flow'])
})

test('a timer that fires a millisecond early is found, and one that fires late unless the server was down', () => {
  expect(rules(evidence(changed(2, { timestamp: 4 })))).toEqual(['timer-early'])
  const late = good().map(entry => (entry.id > 2 ? { ...entry, timestamp: entry.timestamp + 5_000 } : entry))
  expect(rules(evidence(late))).toEqual(['timer-late'])
  expect(rules(evidence(late, { downtimes: [{ from: 1_000, to: 7_000 }] }))).toEqual([])
})

test('a retry too many and a retry too soon are found', () => {
  expect(rules(evidence(good(), {}, { definition: definition.replace('"MaxAttempts":1', '"MaxAttempts":0') }))).toEqual(['retry'])
  expect(rules(evidence(changed(7, { timestamp: 2_500 })))).toEqual(['timer-early'])
})

test('an acknowledged call without its effect is found', () => {
  const lost = (call: Evidence['acknowledged'][number]) => rules(evidence(good(), { acknowledged: [call] }))
  expect(lost({ call: 'StartExecution', executionArn: 'arn:gone', input: '{}' })).toEqual(['lost-acknowledgement'])
  expect(lost({ call: 'StartExecution', executionArn, input: '{"a":2}' })).toEqual(['lost-acknowledgement'])
  expect(lost({ call: 'SendTaskSuccess', executionArn, token: 't', output: '{"b":3}' })).toEqual(['lost-acknowledgement'])
  expect(lost({ call: 'SendTaskFailure', executionArn, token: 't', error: 'Other' })).toEqual(['lost-acknowledgement'])
  expect(lost({ call: 'StopExecution', executionArn, at: 100 })).toEqual(['lost-acknowledgement'])
  expect(lost({ call: 'RedriveExecution', executionArn })).toEqual(['lost-acknowledgement'])
})

test('a token that was good twice is found', () => {
  const call = { call: 'SendTaskSuccess', executionArn, token: 't', output: '{"b":2}' } as const
  expect(rules(evidence(good(), { acknowledged: [call, call] }))).toEqual(['token'])
})

test('a repeat with another token, attempts that share one, and work that nobody asked for are found', () => {
  const [first, second] = invocations
  const judged = (list: Evidence['invocations']) => rules(evidence(good(), { invocations: list }))
  expect(judged([...invocations, first!])).toEqual([])
  expect(judged([...invocations, { ...first!, token: 'three' }])).toEqual(['invocation'])
  expect(judged([first!, { ...second!, token: 'one' }])).toEqual(['invocation'])
  expect(judged([...invocations, { ...first!, attempt: '20', token: 'three' }])).toEqual(['invocation'])
  expect(judged([])).toEqual(['invocation'])
  expect(judged([first!, { ...second!, answer: '{"b":7}' }, { ...first!, answer: '{}' }])).toEqual([])
  expect(judged(invocations.map(invocation => ({ ...invocation, answer: '{"b":7}' })))).toEqual(['invocation'])
  expect(judged([{ ...first!, wasOnDisk: false }, second!])).toEqual(['invocation'])
})
