import type { HistoryEvent, HistoryEventType, JsonObject } from '@pasos/asl'
import { describe, expect, it } from 'vitest'
import { emptyRun, foldHistory } from './fold-history.ts'
import { countIterations } from './step.ts'

/** `[id, previous, type, detail]`; an event's time is its id in seconds. */
type Short = [id: number, previous: number, type: HistoryEventType, detail?: JsonObject]

function events(...list: Short[]): HistoryEvent[] {
  return list.map(([id, previousEventId, type, detail]) => ({
    id,
    previousEventId,
    type,
    timestamp: id * 1000,
    ...(detail ? { xEventDetails: detail } : {}),
  }))
}

function statuses(...list: Short[]) {
  return foldHistory(emptyRun(), events(...list)).steps.map(step => `${step.name}: ${step.status}`)
}

const retriedLambda: Short[] = [
  [1, 0, 'ExecutionStarted'],
  [2, 0, 'TaskStateEntered', { name: 'Call', input: '{}' }],
  [3, 2, 'LambdaFunctionScheduled', { resource: 'arn:aws:lambda:us-east-1:123456789012:function:even' }],
  [4, 3, 'LambdaFunctionStarted'],
  [5, 4, 'LambdaFunctionFailed', { error: 'Oops', cause: 'why' }],
  [6, 5, 'LambdaFunctionScheduled', { resource: 'arn:aws:lambda:us-east-1:123456789012:function:even' }],
  [7, 6, 'LambdaFunctionStarted'],
]

describe('foldHistory', () => {
  it('keeps each attempt of a retried task, with its function and times', () => {
    const run = foldHistory(
      emptyRun(),
      events(
        ...retriedLambda,
        [8, 7, 'LambdaFunctionSucceeded', { output: '1' }],
        [9, 8, 'TaskStateExited', { name: 'Call', output: '1' }],
      ),
    )
    const step = run.steps[0]!
    expect(step).toMatchObject({ name: 'Call', status: 'succeeded', startedAt: 2000, endedAt: 9000, output: '1' })
    expect(step.attempts).toMatchObject([
      { scheduledAt: 3000, startedAt: 4000, endedAt: 5000, error: 'Oops', functionName: 'even' },
      { scheduledAt: 6000, startedAt: 7000, endedAt: 8000, output: '1' },
    ])
    expect(step.eventIds).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('calls a step that leaves with an error caught, and the transition taken', () => {
    const run = foldHistory(
      emptyRun(),
      events(...retriedLambda.slice(0, 5), [6, 5, 'TaskStateExited', { name: 'Call' }], [7, 6, 'PassStateEntered', { name: 'Handle' }]),
    )
    expect(run.steps.map(step => step.status)).toEqual(['caught', 'running'])
    expect([...run.taken]).toEqual(['\nCall', 'Call\nHandle'])
  })

  it('blames the step that the failure follows, and what contains it', () => {
    expect(
      statuses(
        [1, 0, 'ExecutionStarted'],
        [2, 0, 'ParallelStateEntered', { name: 'Both' }],
        [3, 2, 'ParallelStateStarted'],
        [4, 3, 'ChoiceStateEntered', { name: 'Left' }],
        [5, 3, 'WaitStateEntered', { name: 'Right' }],
        [6, 4, 'ParallelStateFailed', { error: 'States.NoChoiceMatched' }],
        [7, 6, 'ExecutionFailed', { error: 'States.NoChoiceMatched' }],
      ),
    ).toEqual(['Both: failed', 'Left: failed', 'Right: aborted'])
  })

  it('blames a choice that matched nothing, which records no attempt', () => {
    const run = foldHistory(
      emptyRun(),
      events(
        [1, 0, 'ExecutionStarted'],
        [2, 0, 'ChoiceStateEntered', { name: 'Which' }],
        [3, 2, 'ExecutionFailed', { error: 'States.Runtime', cause: 'no match' }],
      ),
    )
    expect(run.failedStep).toMatchObject({ name: 'Which', status: 'failed', error: 'States.Runtime', cause: 'no match' })
    expect(run.ended).toBe('failed')
  })

  it('blames the state whose expression failed, though the event does not follow its entry', () => {
    const run = foldHistory(
      emptyRun(),
      events(
        [1, 0, 'ExecutionStarted'],
        [2, 0, 'PassStateEntered', { name: 'Quote' }],
        [3, 0, 'EvaluationFailed', { state: 'Quote', error: 'States.QueryEvaluationError', cause: 'why', location: 'Output' }],
        [4, 3, 'ExecutionFailed', { error: 'States.QueryEvaluationError', cause: 'why' }],
      ),
    )
    expect(run.failedStep).toMatchObject({ name: 'Quote', status: 'failed', error: 'States.QueryEvaluationError', cause: 'why' })
    expect(run.failedStep?.eventIds).toEqual([2, 3])
  })

  it('calls a state caught whose expression failed and whose catcher took it on', () => {
    expect(
      statuses(
        [1, 0, 'ExecutionStarted'],
        [2, 0, 'PassStateEntered', { name: 'Quote' }],
        [3, 0, 'EvaluationFailed', { state: 'Quote', error: 'States.QueryEvaluationError' }],
        [4, 3, 'PassStateExited', { name: 'Quote', output: '{}' }],
      ),
    ).toEqual(['Quote: caught'])
  })

  it('counts the iterations of a Map and starts over when it is retried', () => {
    const start: Short[] = [
      [1, 0, 'ExecutionStarted'],
      [2, 0, 'MapStateEntered', { name: 'Each' }],
      [3, 2, 'MapStateStarted', { length: 2 }],
      [4, 3, 'MapIterationStarted', { name: 'Each', index: 0 }],
      [5, 3, 'MapIterationStarted', { name: 'Each', index: 1 }],
      [6, 4, 'FailStateEntered', { name: 'Boom' }],
      [7, 6, 'MapIterationFailed', { name: 'Each', index: 0 }],
    ]
    const run = foldHistory(emptyRun(), events(...start))
    expect(countIterations(run.steps[0]!)).toEqual({ total: 2, running: 1, succeeded: 0, failed: 1, aborted: 0 })
    const ended = foldHistory(emptyRun(), [
      ...events(...start),
      ...events([8, 6, 'MapStateFailed'], [9, 8, 'ExecutionFailed', { error: 'Boom.Error', cause: 'why' }]),
    ])
    expect(ended.steps[0]!.attempts).toMatchObject([{ error: 'Boom.Error' }])
    expect(run.steps[1]).toMatchObject({ name: 'Boom', status: 'failed', lane: { iteration: 0 } })
    foldHistory(
      run,
      events(
        [8, 6, 'MapStateFailed', { error: 'E' }],
        [9, 8, 'MapStateStarted', { length: 2 }],
        [10, 9, 'MapIterationStarted', { name: 'Each', index: 0 }],
      ),
    )
    expect(countIterations(run.steps[0]!)).toEqual({ total: 2, running: 1, succeeded: 0, failed: 0, aborted: 0 })
  })

  it('takes the error of a Fail within a Map from what its catcher put into the output', () => {
    const run = foldHistory(
      emptyRun(),
      events(
        [1, 0, 'ExecutionStarted'],
        [2, 1, 'MapStateEntered', { name: 'Each' }],
        [3, 2, 'MapStateStarted', { length: 1 }],
        [4, 3, 'MapIterationStarted', { name: 'Each', index: 0 }],
        [5, 4, 'FailStateEntered', { name: 'Bad' }],
        [6, 5, 'MapIterationFailed', { name: 'Each', index: 0 }],
        [7, 5, 'MapStateFailed'],
        [8, 7, 'MapStateExited', { name: 'Each', output: '{"order":7,"failure":{"Error":"Seven","Cause":"Not here."}}' }],
      ),
    )
    expect(run.steps[0]).toMatchObject({ status: 'caught', error: 'Seven', cause: 'Not here.' })
  })

  it('passes over events it has seen, so that a replay changes nothing', () => {
    const run = foldHistory(emptyRun(), events(...retriedLambda))
    const revision = run.revision
    foldHistory(run, events(...retriedLambda))
    expect(run.revision).toBe(revision)
    expect(run.steps).toHaveLength(1)
  })

  it('aborts what still runs when the execution is stopped', () => {
    expect(statuses([1, 0, 'ExecutionStarted'], [2, 0, 'WaitStateEntered', { name: 'Pause' }], [3, 0, 'ExecutionAborted'])).toEqual([
      'Pause: aborted',
    ])
  })

  it('aborts the states that a failing branch of a Parallel cuts off, though they follow the failure', () => {
    const [begin, both]: [Short[], Short[]] = [
      [
        [1, 0, 'ExecutionStarted'],
        [2, 0, 'ParallelStateEntered', { name: 'Both' }],
        [3, 2, 'ParallelStateStarted'],
      ],
      [
        [4, 3, 'WaitStateEntered', { name: 'Pause' }],
        [5, 3, 'TaskStateEntered', { name: 'Call' }],
        [6, 5, 'TaskScheduled'],
        [7, 3, 'TaskStateEntered', { name: 'Other' }],
        [8, 6, 'TaskStarted'],
        [9, 8, 'TaskFailed', { error: 'Oops' }],
        [10, 9, 'TaskStateAborted'],
        [11, 9, 'WaitStateAborted'],
        [12, 9, 'TaskStateAborted'],
        [13, 9, 'ParallelStateFailed'],
      ],
    ]
    const run = foldHistory(emptyRun(), events(...begin, ...both))
    expect(run.steps.slice(1).map(({ name, status, endedAt, eventIds }) => [name, status, endedAt, eventIds])).toEqual([
      ['Pause', 'aborted', 11_000, [4, 11]],
      ['Call', 'failed', 10_000, [5, 6, 8, 9, 10]],
      ['Other', 'aborted', 12_000, [7, 12]],
    ])
    const evaluated: Short[] = [
      [4, 3, 'WaitStateEntered', { name: 'Odd' }],
      [5, 3, 'WaitStateEntered', { name: 'Pause' }],
      [6, 3, 'WaitStateEntered', { name: 'Rest' }],
      [7, 4, 'EvaluationFailed', { state: 'Odd', error: 'States.QueryEvaluationError' }],
      [8, 7, 'WaitStateAborted'],
      [9, 7, 'WaitStateAborted'],
      [10, 7, 'ParallelStateFailed'],
    ]
    const waits = foldHistory(emptyRun(), events(...begin, ...evaluated))
    expect(waits.steps.slice(1).map(({ name, status, eventIds }) => [name, status, eventIds])).toEqual([
      ['Odd', 'failed', [4, 7]],
      ['Pause', 'aborted', [5, 8]],
      ['Rest', 'aborted', [6, 9]],
    ])
  })

  it('aborts no state outside of the Parallel whose branch failed', () => {
    const run = foldHistory(
      emptyRun(),
      events(
        [1, 0, 'ExecutionStarted'],
        [2, 0, 'ParallelStateEntered', { name: 'Outer' }],
        [3, 2, 'ParallelStateStarted'],
        [4, 3, 'WaitStateEntered', { name: 'Pause' }],
        [5, 3, 'ParallelStateEntered', { name: 'Inner' }],
        [6, 5, 'ParallelStateStarted'],
        [7, 6, 'FailStateEntered', { name: 'Bad' }],
        [8, 6, 'WaitStateEntered', { name: 'Rest' }],
        [9, 7, 'WaitStateAborted'],
        [10, 7, 'ParallelStateFailed'],
        [11, 10, 'ParallelStateExited', { name: 'Inner' }],
      ),
    )
    expect(run.steps.map(({ name, status }) => `${name}: ${status}`)).toEqual([
      'Outer: running',
      'Pause: running',
      'Inner: caught',
      'Bad: failed',
      'Rest: aborted',
    ])
  })

  it('goes on with the failed step after a redrive', () => {
    const run = foldHistory(
      emptyRun(),
      events(
        ...retriedLambda.slice(0, 5),
        [6, 5, 'ExecutionFailed', { error: 'Oops' }],
        [7, 6, 'ExecutionRedriven'],
        [8, 7, 'LambdaFunctionScheduled'],
        [9, 8, 'LambdaFunctionStarted'],
      ),
    )
    expect(run.ended).toBeUndefined()
    expect(run.redrives).toBe(1)
    expect(run.steps[0]).toMatchObject({ status: 'running' })
    expect(run.steps[0]!.error).toBeUndefined()
    expect(run.steps[0]!.attempts).toHaveLength(2)
  })

  it('knows which variables each state saw: those of its scope, of the scopes around it, and of the execution that is run again', () => {
    const run = foldHistory(
      emptyRun(),
      events(
        [1, 0, 'ExecutionStarted', { input: '{}', assignedVariables: { old: '1' } }],
        [2, 1, 'PassStateEntered', { name: 'A', input: '{}' }],
        [3, 2, 'PassStateExited', { name: 'A', output: '{}', assignedVariables: { n: '2' } }],
        [4, 3, 'ParallelStateEntered', { name: 'Both', input: '{}' }],
        [5, 4, 'ParallelStateStarted'],
        [6, 5, 'PassStateEntered', { name: 'Inner', input: '{}' }],
        [7, 6, 'PassStateExited', { name: 'Inner', output: '{}', assignedVariables: { n: '3', own: 'true' } }],
        [8, 7, 'PassStateEntered', { name: 'Next', input: '{}' }],
        [9, 8, 'PassStateExited', { name: 'Next', output: '{}' }],
        [10, 9, 'ParallelStateSucceeded'],
        [11, 10, 'ParallelStateExited', { name: 'Both', output: '{}' }],
        [12, 11, 'SucceedStateEntered', { name: 'Last', input: '{}' }],
      ),
    )
    const seen = Object.fromEntries(run.steps.map(step => [step.name, step.variables]))
    expect(seen).toEqual({
      A: { old: '1' },
      Both: { old: '1', n: '2' },
      Inner: { old: '1', n: '2' },
      Next: { old: '1', n: '3', own: 'true' },
      Last: { old: '1', n: '2' },
    })
    expect(run.steps[0]?.assigned).toEqual({ n: '2' })
    expect(run.steps[2]?.assigned).toEqual({ n: '3', own: 'true' })
  })
})
