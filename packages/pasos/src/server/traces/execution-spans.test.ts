import type { HistoryEvent, HistoryEventType } from '@pasos/asl'
import type { ExecutionSummary } from '@pasos/engine'
import { expect, test } from 'vitest'
import { spansOf } from './execution-spans.ts'

const execution: ExecutionSummary = {
  ...{ executionArn: 'arn:e', stateMachineArn: 'arn:m', definitionId: 'd', roleArn: 'r', name: 'e', type: 'STANDARD' },
  ...{ status: 'FAILED', startDate: 0, redriveCount: 0 },
}

let nextId = 1
/** An event a millisecond after the last. */
function event(type: HistoryEventType, previousEventId = nextId - 1, details: object = {}): HistoryEvent {
  const id = nextId++
  return { id, previousEventId, timestamp: id, type, ...details }
}
const entered = (name: string, previous?: number) => event('TaskStateEntered', previous, { stateEnteredEventDetails: { name } })
const scheduled = () => event('TaskScheduled', undefined, { taskScheduledEventDetails: { resourceType: 'sqs', resource: 'sendMessage' } })

function told(events: readonly HistoryEvent[]) {
  const spans = spansOf(execution)
  const all = events.flatMap(each => spans.add(each))
  const nameOf = (spanId: string | undefined) => all.find(span => span.spanId === spanId)?.name
  return all.map(({ name, parentSpanId, endTimeUnixNano, status }) => [
    name,
    nameOf(parentSpanId),
    Number(endTimeUnixNano) / 1e6,
    status.message ?? 'well',
  ])
}

test('what was under way when an execution was stopped ends with it', () => {
  nextId = 1
  const history = [event('ExecutionStarted', 0), entered('A'), scheduled(), event('TaskStarted'), event('ExecutionAborted')]
  expect(told(history)).toEqual([
    ['A', 'e', 5, 'abandoned'],
    ['sqs:sendMessage', 'A', 5, 'abandoned'],
    ['e', undefined, 5, 'ABORTED'],
  ])
})

test('a state that ends while its task is open leaves the task to end at the same time', () => {
  nextId = 1
  const history = [event('ExecutionStarted', 0), entered('A'), scheduled(), event('TaskStateExited'), event('ExecutionSucceeded')]
  expect(told(history)).toEqual([
    ['A', 'e', 4, 'well'],
    ['sqs:sendMessage', 'A', 4, 'abandoned'],
    ['e', undefined, 5, 'well'],
  ])
})

test('a redrive is a span of its own, and what is told again has the same ids', () => {
  nextId = 1
  const failure = { executionFailedEventDetails: { error: 'Bad', cause: 'private' } }
  const first = [event('ExecutionStarted', 0), entered('A'), event('ExecutionFailed', undefined, failure)]
  const second = [event('ExecutionRedriven'), entered('A', 0), event('TaskStateExited'), event('ExecutionSucceeded')]
  const before = spansOf(execution)
  const spans = first.flatMap(each => before.add(each))
  const again = spansOf({ ...execution, redriveCount: 1 })
  const all = [...first, ...second].flatMap(each => again.add(each))
  expect(all.slice(0, 2)).toEqual(spans)
  expect(new Set(all.map(({ spanId }) => spanId)).size).toBe(4)
  expect(all.map(({ name, status }) => [name, status.message])).toEqual([
    ['A', 'abandoned'],
    ['e', 'Bad'],
    ['A', undefined],
    ['e', undefined],
  ])
  expect(all[2]!.parentSpanId).toBe(all[3]!.spanId)
})

const begun = (type: 'Parallel' | 'Wait' | 'Fail' | 'Map', name: string, previous: number) =>
  event(`${type}StateEntered`, previous, { stateEnteredEventDetails: { name } })

test('what a failing branch cuts off follows the failure, and is ended as what it is', () => {
  nextId = 1
  const history = [
    ...[event('ExecutionStarted', 0), begun('Parallel', 'P', 0), event('ParallelStateStarted')],
    ...[begun('Wait', 'W', 3), begun('Fail', 'F', 3), begun('Wait', 'V', 3), begun('Map', 'M', 3), event('MapStateStarted', 7)],
    ...[event('WaitStateAborted', 5), event('WaitStateAborted', 5), event('MapStateAborted', 5), event('ParallelStateFailed', 5)],
    event('ExecutionFailed', 12, { executionFailedEventDetails: { error: 'Bad' } }),
  ]
  expect(told(history)).toEqual([
    ['W', 'P', 9, 'WaitStateAborted'],
    ['V', 'P', 10, 'WaitStateAborted'],
    ['M', 'P', 11, 'MapStateAborted'],
    ['P', 'e', 13, 'abandoned'],
    ['F', 'P', 13, 'abandoned'],
    ['e', undefined, 13, 'Bad'],
  ])
})

test('a task that fails is ended before those that it cuts off', () => {
  nextId = 1
  const history = [
    ...[event('ExecutionStarted', 0), begun('Parallel', 'P', 0), event('ParallelStateStarted')],
    ...[entered('A', 3), entered('B', 3), scheduled(), event('TaskFailed')],
    ...[event('TaskStateAborted', 7), event('TaskStateAborted', 7), event('ParallelStateFailed', 7), event('ExecutionFailed')],
  ]
  expect(told(history).slice(1, 3)).toEqual([
    ['B', 'P', 8, 'TaskStateAborted'],
    ['A', 'P', 9, 'TaskStateAborted'],
  ])
})

test('an aborted task of an iteration is the one whose events it follows', () => {
  nextId = 1
  const history = [
    ...[event('ExecutionStarted', 0), begun('Map', 'M', 0), event('MapStateStarted')],
    ...[event('MapIterationStarted', 3), entered('A'), scheduled(), event('MapIterationStarted', 3), entered('B'), scheduled()],
    ...[event('TaskStateAborted', 9), event('ExecutionFailed', 3)],
  ]
  expect(told(history)[0]).toEqual(['B', 'M', 10, 'TaskStateAborted'])
})

test('what a failing branch of an inner Parallel cuts off around it is ended, too, and nothing beside its own owner', () => {
  nextId = 1
  const history = [
    ...[event('ExecutionStarted', 0), begun('Parallel', 'P', 0), event('ParallelStateStarted')],
    ...[begun('Wait', 'W', 3), begun('Parallel', 'Q', 3), event('ParallelStateStarted', 5)],
    ...[begun('Fail', 'F', 6), begun('Wait', 'V', 6), event('WaitStateAborted', 7)],
    ...[event('ParallelStateFailed', 7), event('WaitStateAborted', 10), event('ParallelStateFailed', 10), event('ExecutionFailed', 12)],
  ]
  expect(
    told(history)
      .slice(0, 2)
      .map(([name, , at]) => [name, at]),
  ).toEqual([
    ['V', 9],
    ['W', 11],
  ])
})

test('what a failing branch cuts off is found without looking at every branch', () => {
  nextId = 1
  const branches = 400
  const history = [
    ...[event('ExecutionStarted', 0), begun('Parallel', 'P', 0), event('ParallelStateStarted')],
    ...Array.from({ length: branches }, (_, at) => begun('Wait', `W${at}`, 3)),
    begun('Fail', 'F', 3),
  ]
  const failed = nextId - 1
  history.push(...Array.from({ length: branches }, () => event('WaitStateAborted', failed)))
  let looks = 0
  const watched = history.map(({ type, ...rest }) =>
    Object.defineProperty({ ...rest } as HistoryEvent, 'type', {
      get: () => {
        looks++
        return type
      },
    }),
  )
  expect(told(watched).filter(([, , , why]) => why === 'WaitStateAborted')).toHaveLength(branches)
  // A few of each event; all that are open, for each that is cut off, would be 80,000.
  expect(looks).toBeLessThan(20 * history.length)
})

test('what a failing branch cuts off may lie deeper in another branch', () => {
  nextId = 1
  const history = [
    ...[event('ExecutionStarted', 0), begun('Parallel', 'P', 0), event('ParallelStateStarted')],
    ...[begun('Map', 'M', 3), event('MapStateStarted'), event('MapIterationStarted', 5), begun('Wait', 'V', 6), begun('Fail', 'F', 3)],
    ...[event('WaitStateAborted', 8), event('ParallelStateFailed', 8), event('ExecutionFailed', 10)],
  ]
  expect(told(history)[0]).toEqual(['V', 'M', 9, 'WaitStateAborted'])
})
