import type { JsonObject } from '@pasos/asl'
import { describe, expect, it } from 'vitest'
import type { Attempt, Step } from './step.ts'
import { waitsOf } from './waits.ts'

const step = (more: Partial<Step>): Step => ({
  ...{ id: 2, name: 'S', type: 'Task', lane: { id: 0 }, status: 'running', startedAt: 1_000, attempts: [], eventIds: [2] },
  ...more,
})
const attempt = (more: Partial<Attempt>): Attempt => ({ scheduledAt: 1_000, eventId: 3, ...more })
const token = `${'A'.repeat(63)}_`

describe('waitsOf', () => {
  it('says until when a Wait waits, from a number, a path or an instant', () => {
    const wait = (state: JsonObject) => waitsOf(step({ type: 'Wait', input: '{"pause":{"s":3}}' }), state)
    expect(wait({ Seconds: 10 })).toEqual({ kind: 'timer', until: 11_000 })
    expect(wait({ SecondsPath: '$.pause.s' })).toEqual({ kind: 'timer', until: 4_000 })
    expect(wait({ Timestamp: '1970-01-01T00:01:00Z' })).toEqual({ kind: 'timer', until: 60_000 })
    expect(wait({ Seconds: '{% $n %}' })).toEqual({ kind: 'timer' })
  })

  it('finds the token that a callback task handed out, wherever it was put', () => {
    const parameters = JSON.stringify({ QueueUrl: 'q', MessageBody: { deep: [{ TaskToken: token }] } })
    const waiting = step({ attempts: [attempt({ resource: 'sqs:sendMessage.waitForTaskToken', parameters, startedAt: 1_001 })] })
    expect(waitsOf(waiting, undefined)).toEqual({ kind: 'token', token })
  })

  it('tells an activity that nobody has taken from one that somebody works on', () => {
    const resource = 'arn:aws:states:us-east-1:123456789012:activity:approve'
    const of = (more: Partial<Attempt>) => waitsOf(step({ attempts: [attempt({ resource, ...more })] }), undefined)
    expect(of({})).toEqual({ kind: 'activity', activity: 'approve', isTaken: false })
    expect(of({ startedAt: 1_002 })).toEqual({ kind: 'activity', activity: 'approve', isTaken: true })
  })

  it('says when the next try begins, by the retrier that takes the error on', () => {
    const state = {
      Retry: [
        { ErrorEquals: ['Busy'], IntervalSeconds: 2, BackoffRate: 3 },
        { ErrorEquals: ['States.ALL'], JitterStrategy: 'FULL' },
      ],
    }
    const failed = (error: string, endedAt: number) => attempt({ error, endedAt })
    const twice = step({ attempts: [failed('Busy', 2_000), failed('Busy', 5_000)] })
    expect(waitsOf(twice, state)).toEqual({ kind: 'retry', error: 'Busy', tries: 2, at: 11_000 })
    expect(waitsOf(step({ attempts: [failed('Else', 2_000)] }), state)).toEqual({ kind: 'retry', error: 'Else', tries: 1 })
  })

  it('takes any error but a time-out for a failed task, where a retrier says States.TaskFailed', () => {
    const state = {
      Retry: [
        { ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 5 },
        { ErrorEquals: ['States.Timeout'], IntervalSeconds: 9 },
      ],
    }
    const at = (error: string) => waitsOf(step({ attempts: [attempt({ error, endedAt: 2_000 })] }), state)
    expect(at('Lost')).toEqual({ kind: 'retry', error: 'Lost', tries: 1, at: 7_000 })
    expect(at('States.Timeout')).toEqual({ kind: 'retry', error: 'States.Timeout', tries: 1, at: 11_000 })
  })

  it('says nothing of a step that works or has ended', () => {
    expect(waitsOf(step({ attempts: [attempt({ resource: 'lambda:invoke', startedAt: 1_001 })] }), undefined)).toBeUndefined()
    expect(waitsOf(step({ type: 'Wait', status: 'succeeded' }), { Seconds: 1 })).toBeUndefined()
  })
})
