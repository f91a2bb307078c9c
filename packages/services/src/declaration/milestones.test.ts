import type { FeedEntry } from '@pasos/engine'
import { expect, test } from 'vitest'
import { milestonesOf } from './milestones.ts'

const execution = {
  executionArn: 'arn:aws:states:us-east-1:123456789012:execution:m:e',
  stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:m',
  stateMachineAliasArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:m:live',
  ...{ definitionId: 'd', roleArn: 'r', name: 'e', type: 'STANDARD' as const, status: 'SUCCEEDED' as const, redriveCount: 0 },
  ...{ startDate: 1, stopDate: 2, input: '"long"', output: '"longer"' },
}
const event = (id: number, type: FeedEntry['events'][number]['type']): FeedEntry['events'][number] => ({
  ...{ id, previousEventId: id - 1, timestamp: id * 10, type },
  someEventDetails: { input: '"long"' },
})

test('of a turn the beginning and the end are kept, and nothing of what they carry', () => {
  const told = milestonesOf({
    execution,
    events: [event(1, 'ExecutionStarted'), event(2, 'PassStateEntered'), event(3, 'ExecutionSucceeded')],
  })
  expect(told?.events).toEqual([
    { id: 1, previousEventId: 0, timestamp: 10, type: 'ExecutionStarted' },
    { id: 3, previousEventId: 2, timestamp: 30, type: 'ExecutionSucceeded' },
  ])
  const { input: _input, output: _output, ...summary } = execution
  expect(told?.execution).toEqual(summary)
})

test('a turn in the midst of an execution is nothing', () => {
  expect(milestonesOf({ execution, events: [event(2, 'TaskStateEntered'), event(3, 'TaskScheduled')] })).toBeUndefined()
})
