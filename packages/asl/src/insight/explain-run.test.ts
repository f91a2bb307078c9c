import { expect, it } from 'vitest'
import type { HistoryEvent } from '../history/history-event.ts'
import { explainLateness, explainRun } from './explain-run.ts'
import { why } from './why.ts'

const call = { scheduledEvent: 3, scheduledAt: 1_000, resource: 'sqs:sendMessage.waitForTaskToken' }

it.each([
  ['a token that never came', { timeoutSeconds: 5, endedAt: 6_000 }, 'noToken'],
  ['the same by a clock that is a little off', { timeoutSeconds: 5, endedAt: 5_600 }, 'noToken'],
  ['what ended long before its time-out', { timeoutSeconds: 5, endedAt: 3_000 }, undefined],
  ['a missed heartbeat', { timeoutSeconds: 60, heartbeatSeconds: 1, endedAt: 2_000 }, 'heartbeat'],
  ['a time-out in spite of heartbeats', { timeoutSeconds: 5, heartbeatSeconds: 1, endedAt: 6_000 }, 'noToken'],
  ['a slow task that waits for no token', { resource: 'lambda:invoke', timeoutSeconds: 5, endedAt: 6_000 }, undefined],
  ['an activity that no worker took', { resource: 'a:activity:hand', timeoutSeconds: 5, isTaken: false, endedAt: 6_000 }, 'noWorker'],
  ['an activity whose worker was too slow', { resource: 'a:activity:hand', timeoutSeconds: 5, isTaken: true, endedAt: 6_000 }, undefined],
  ['a task that has not ended', { timeoutSeconds: 5 }, undefined],
])('%s', (_, more, key) => expect(explainLateness({ ...call, ...more })?.key).toBe(key))

const tried = (id: number, isTaken: boolean): HistoryEvent[] => {
  const at = id * 10_000
  const activityScheduledEventDetails = { resource: 'arn:aws:states:us-east-1:123456789012:activity:hand', timeoutInSeconds: 5 }
  return [
    { id, previousEventId: id - 1, type: 'ActivityScheduled', timestamp: at, activityScheduledEventDetails },
    ...(isTaken ? [{ id: id + 1, previousEventId: id, type: 'ActivityStarted', timestamp: at, activityStartedEventDetails: {} }] : []),
    {
      ...{ id: id + 2, previousEventId: isTaken ? id + 1 : id, type: 'ActivityTimedOut', timestamp: at + 5_000 },
      activityTimedOutEventDetails: { error: 'States.Timeout' },
    },
  ] as HistoryEvent[]
}

it('a worker that took the first try says nothing of the last', () => {
  const begin = [
    { id: 1, previousEventId: 0, type: 'ExecutionStarted', timestamp: 0, executionStartedEventDetails: { input: '{}' } },
    { id: 2, previousEventId: 0, type: 'ActivityStateEntered', timestamp: 0, stateEnteredEventDetails: { name: 'S', input: '{}' } },
  ]
  const adviceAfter = (tries: HistoryEvent[]) => {
    const id = tries.at(-1)!.id + 1
    const end = { id, previousEventId: id - 1, type: 'ExecutionFailed', timestamp: id * 10_000 }
    const history = [...begin, ...tries, { ...end, executionFailedEventDetails: { error: 'States.Timeout' } }] as HistoryEvent[]
    const keys = [explainRun({ status: 'FAILED', error: 'States.Timeout' }, history)?.key, why(history).advice?.key]
    expect(keys[0]).toBe(keys[1])
    return keys[0]
  }
  expect(adviceAfter(tried(3, false))).toBe('noWorker')
  expect(adviceAfter(tried(3, true))).toBe('timeout')
  const details = { resourceType: 'lambda', resource: 'invoke', timeoutInSeconds: 5 }
  const late = [
    { id: 3, previousEventId: 2, type: 'TaskScheduled', timestamp: 0, taskScheduledEventDetails: details },
    { id: 4, previousEventId: 3, type: 'TaskTimedOut', timestamp: 5_000, taskTimedOutEventDetails: { error: 'States.Timeout' } },
  ] as unknown as HistoryEvent[]
  expect(adviceAfter(late)).toBe('timeout')
  expect(adviceAfter([...tried(3, true), ...tried(6, false)])).toBe('noWorker')
})
