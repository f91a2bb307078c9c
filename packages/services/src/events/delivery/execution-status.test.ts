import type { HistoryEvent } from '@pasos/asl'
import type { ExecutionRecord } from '@pasos/engine'
import { expect, test } from 'vitest'
import { statusEvents } from './execution-status.ts'

const executionArn = 'arn:aws:states:eu-west-1:123456789012:execution:m:x'
const ended: ExecutionRecord = {
  executionArn,
  stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:m',
  definitionId: 'd',
  roleArn: 'arn:aws:iam::123456789012:role/r',
  name: 'x',
  type: 'STANDARD',
  status: 'SUCCEEDED',
  startDate: 1000,
  stopDate: 2000,
  redriveCount: 0,
  input: '{}',
  output: '"done"',
}

function detailOf(type: HistoryEvent['type'], record: ExecutionRecord): unknown {
  const event = { id: 1, previousEventId: 0, timestamp: 2000, type } as HistoryEvent
  const execution = { executionArn, type: 'STANDARD' }
  const [told] = statusEvents({ execution, events: [event] } as unknown as Parameters<typeof statusEvents>[0], record)
  return told?.detail
}

test('a start that is told when the execution is over already says nothing of its end', () => {
  expect(detailOf('ExecutionStarted', ended)).toEqual({
    executionArn,
    stateMachineArn: ended.stateMachineArn,
    stateMachineVersionArn: null,
    stateMachineAliasArn: null,
    name: 'x',
    status: 'RUNNING',
    startDate: 1000,
    stopDate: null,
    input: '{}',
    output: null,
    inputDetails: { included: true },
    outputDetails: null,
    error: null,
    cause: null,
    redriveCount: 0,
    redriveDate: null,
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: 'Execution is RUNNING and cannot be redriven',
  })
})

test('an end brings the output or the error, and whether the execution can be redriven', () => {
  expect(detailOf('ExecutionSucceeded', ended)).toMatchObject({
    ...{ status: 'SUCCEEDED', output: '"done"', outputDetails: { included: true }, stopDate: 2000 },
    ...{ redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven' },
  })
  const { output: _, ...failed } = { ...ended, status: 'FAILED' as const, error: 'E', cause: 'C' }
  expect(detailOf('ExecutionFailed', failed)).toMatchObject({
    ...{ status: 'FAILED', output: null, outputDetails: null, error: 'E', cause: 'C' },
    ...{ redriveStatus: 'REDRIVABLE', redriveStatusReason: null },
  })
})

test('an input gives way to the output, and both to the size of an event, as they stand in it: escaped', () => {
  const text = (length: number) => JSON.stringify('x'.repeat(length))
  const both = { ...ended, input: text(100 * 1024), output: text(200 * 1024) }
  expect(detailOf('ExecutionStarted', both)).toMatchObject({ inputDetails: { included: true } })
  expect(detailOf('ExecutionSucceeded', both)).toMatchObject({
    ...{ input: null, inputDetails: { included: false } },
    ...{ output: both.output, outputDetails: { included: true } },
  })
  const quotes = JSON.stringify('"'.repeat(70 * 1024))
  expect(detailOf('ExecutionSucceeded', { ...ended, output: quotes })).toMatchObject({ output: null, outputDetails: { included: false } })
})
