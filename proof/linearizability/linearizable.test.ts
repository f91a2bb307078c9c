import { describe, expect, test } from 'vitest'
import { executionModel, type NameAnswer, type NameCall, type NameHistory } from './execution-model.ts'
import { isLinearizable, type Model } from './linearizable.ts'

const call = (from: number, to: number, input: NameCall, output?: NameAnswer): NameHistory[number] => ({ from, to, input, output })
const start = (from: number, to: number, input: string, output?: NameAnswer) => call(from, to, { op: 'start', input }, output)
const stop = (from: number, to: number, error: string, output?: NameAnswer) => call(from, to, { op: 'stop', error }, output)
const look = (from: number, to: number, output?: NameAnswer) => call(from, to, { op: 'describe' }, output)
const running = (input: string, startDate: number): NameAnswer => ({ status: 'RUNNING', input, startDate })
const aborted = (input: string, startDate: number, stopDate: number, error: string): NameAnswer => ({
  ...{ status: 'ABORTED', input, startDate, stopDate, error },
})
const exists = { code: 'ExecutionAlreadyExists' }
const none = { code: 'ExecutionDoesNotExist' }
const isGood = (...history: NameHistory): boolean => isLinearizable(executionModel, history).ok

describe('histories of one name that can be explained', () => {
  test('calls one after the other, and again by the same name and input while it runs', () => {
    expect(
      isGood(
        look(0, 1, none),
        start(2, 3, 'a', { startDate: 10 }),
        start(4, 5, 'a', { startDate: 10 }),
        start(6, 7, 'b', exists),
        look(8, 9, running('a', 10)),
        stop(10, 11, 'E', { stopDate: 20 }),
        stop(12, 13, 'F', { stopDate: 20 }),
        start(14, 15, 'a', exists),
        look(16, 17, aborted('a', 10, 20, 'E')),
      ),
    ).toBe(true)
  })

  test('calls at the same time, whichever of them was first', () => {
    expect(isGood(start(0, 10, 'a', { startDate: 5 }), start(1, 9, 'b', exists), look(2, 8, none))).toBe(true)
    expect(isGood(stop(0, 10, 'E', none), start(1, 9, 'a', { startDate: 5 }), look(11, 12, running('a', 5)))).toBe(true)
  })

  test('a start that was never answered took effect at once, later or never', () => {
    expect(isGood(start(0, 1, 'a'), look(2, 3, running('a', 7)), look(4, 5, running('a', 7)))).toBe(true)
    expect(isGood(start(0, 1, 'a'), look(2, 3, none), look(4, 5, running('a', 7)))).toBe(true)
    expect(isGood(start(0, 1, 'a'), start(2, 3, 'b', { startDate: 9 }), look(4, 5, running('b', 9)))).toBe(true)
  })

  test('a stop that was never answered is seen by some and not by those before it', () => {
    expect(
      isGood(
        start(0, 1, 'a', { startDate: 5 }),
        stop(2, 3, 'E'),
        look(4, 5, running('a', 5)),
        look(6, 7, aborted('a', 5, 6, 'E')),
        start(8, 9, 'a', exists),
      ),
    ).toBe(true)
  })
})

describe('histories of one name that nothing explains', () => {
  test.each<[string, NameHistory]>([
    ['two starts, each its own', [start(0, 1, 'a', { startDate: 5 }), start(2, 3, 'a', { startDate: 6 })]],
    ['a start that is gone', [start(0, 1, 'a', { startDate: 5 }), look(2, 3, none)]],
    ['a start with another input', [start(0, 1, 'a', { startDate: 5 }), start(2, 3, 'b', { startDate: 5 })]],
    [
      'what a node tells that has not heard of the stop',
      [start(0, 1, 'a', { startDate: 5 }), stop(2, 3, 'E', { stopDate: 6 }), look(4, 5, running('a', 5))],
    ],
    ['two stops, each its own', [start(0, 1, 'a', { startDate: 5 }), stop(2, 3, 'E', { stopDate: 6 }), stop(4, 5, 'F', { stopDate: 8 })]],
    ['a second life of a name', [start(0, 1, 'a', { startDate: 5 }), stop(2, 3, 'E', { stopDate: 6 }), start(4, 5, 'a', { startDate: 7 })]],
    [
      'a stop that was seen and then was not',
      [start(0, 1, 'a', { startDate: 5 }), stop(2, 3, 'E'), look(4, 5, aborted('a', 5, 6, 'E')), look(6, 7, running('a', 5))],
    ],
    ['an end that nobody has brought about', [start(0, 1, 'a', { startDate: 5 }), look(2, 3, aborted('a', 5, 6, 'E'))]],
    ['a refusal although nothing has been there', [start(0, 1, 'a', exists), look(2, 3, none)]],
    ['the effect of a call that had not begun', [look(0, 1, running('a', 5)), start(2, 3, 'a', { startDate: 5 })]],
  ])('%s', (_name, history) => {
    expect(isGood(...history)).toBe(false)
  })
})

test('the search finds the one order of many calls at the same time, and says where it got stuck otherwise', () => {
  // A counter whose answers say what it was.
  const counter: Model<number, 'add', number> = {
    initial: 0,
    after: (state, _input, output) => (output === undefined || output === state ? state + 1 : undefined),
    key: String,
  }
  const calls = Array.from({ length: 14 }, (_, at) => ({ from: at / 100, to: 1, input: 'add' as const, output: (at * 5) % 14 }))
  expect(isLinearizable(counter, calls)).toEqual({ ok: true })
  const wrong = isLinearizable(counter, [...calls, { from: 0, to: 1, input: 'add', output: 3 }])
  expect(wrong).toMatchObject({ ok: false, explained: 14 })
  // Some that nobody answered close a gap.
  expect(isLinearizable(counter, [{ from: 5, to: 6, input: 'add', output: 2 }]).ok).toBe(false)
  const unknown = { from: 0, to: 1, input: 'add' as const }
  expect(isLinearizable(counter, [{ from: 5, to: 6, input: 'add', output: 2 }, unknown, unknown]).ok).toBe(true)
})
