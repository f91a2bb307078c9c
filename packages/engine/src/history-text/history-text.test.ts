import type { HistoryEvent, HistoryEventType, JsonObject } from '@pasos/asl'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EVENT_TYPES, SHAPES, saysWhole } from './event-codes.ts'
import { readEvents, writeEvents } from './history-text.ts'

const whole: JsonObject = { truncated: false }
// Of all code points, halves of pairs too. A string of fast-check's unit of these would first make a map of all million of them: a second.
const anyText = fc.array(fc.nat(0x10_ff_ff)).map(points => String.fromCodePoint(...points))
const text = fc.oneof(anyText, fc.constantFrom('{"a":1}', 'S1', '{"a":1,"b":"two"}', '\ud800'), fc.json())
const value = fc.oneof({ weight: 5, arbitrary: text }, fc.jsonValue() as fc.Arbitrary<never>)
const ofShape = fc.constantFrom(...SHAPES).chain(({ key, names }) =>
  fc.tuple(...names.map(name => (saysWhole(name) ? fc.constant(whole) : value))).map(values => ({
    [key]: Object.fromEntries(names.map((name, at) => [name, values[at]])),
  })),
)
const ofAnyKind = fc
  .dictionary(fc.constantFrom('input', 'inputDetails', 'name', 'error', 'later'), value)
  .map(stateEnteredEventDetails => ({ stateEnteredEventDetails }))
const event = fc.record({
  type: fc.constantFrom(...EVENT_TYPES),
  back: fc.nat(3),
  passed: fc.oneof(fc.constant(0), fc.integer({ min: -5, max: 90_000 })),
  details: fc.oneof({ weight: 4, arbitrary: ofShape }, fc.constant({}), ofAnyKind),
})
const history = fc.tuple(fc.nat(30_000), fc.array(event, { minLength: 1, maxLength: 12 })).map(([first, events]) => {
  let time = 1_795_727_854_887
  return events.map(({ type, back, passed, details }, at): HistoryEvent => {
    time += passed
    const id = first + 1 + at
    return { id, previousEventId: Math.max(0, id - back), timestamp: time, type, ...(details as object) }
  })
})

test('whatever events are written are read again to the letter, and in the order of their members', () => {
  fc.assert(
    fc.property(history, events => {
      expect(JSON.stringify(readEvents(writeEvents(events)).events)).toBe(JSON.stringify(events))
    }),
    { numRuns: 2_000 },
  )
})

test('rows from before, which are events as they are, are read', () => {
  const events: HistoryEvent[] = [{ id: 1, previousEventId: 0, timestamp: 1, type: 'ExecutionStarted' }]
  expect(readEvents(JSON.stringify(events)).events).toEqual(events)
  expect(readEvents('[]')).toEqual({ events: [], characters: 2 })
})

test('what no row can tell without names is kept as it is', () => {
  const odd = [
    { id: 1, previousEventId: 0, timestamp: 1, type: 'ExecutionStarted' },
    { id: 3, previousEventId: 1, timestamp: 1, type: 'PassStateEntered' },
  ] as HistoryEvent[]
  expect(writeEvents(odd)).toBe(JSON.stringify(odd))
  const unknown = [{ id: 1, previousEventId: 0, timestamp: 1, type: 'Unheard' as HistoryEventType }]
  expect(writeEvents(unknown)).toBe(JSON.stringify(unknown))
})

test('a step of a workflow is a fifth of its JSON, as a text that goes from state to state stands there once', () => {
  const data = '{"order":{"id":17,"lines":[1,2,3]},"customer":"c-1"}'
  const resource = 'arn:aws:lambda:us-east-1:123456789012:function:f'
  const at = (id: number, type: HistoryEventType, details: Record<string, JsonObject> = {}): HistoryEvent => ({
    ...{ id, previousEventId: id - 1, timestamp: 1_795_727_854_895, type },
    ...details,
  })
  const events = [
    at(5, 'LambdaFunctionSucceeded', { lambdaFunctionSucceededEventDetails: { output: data, outputDetails: whole } }),
    at(6, 'TaskStateExited', { stateExitedEventDetails: { name: 'S0', output: data, outputDetails: whole } }),
    at(7, 'TaskStateEntered', { stateEnteredEventDetails: { input: data, inputDetails: whole, name: 'S1' } }),
    at(8, 'LambdaFunctionScheduled', { lambdaFunctionScheduledEventDetails: { resource, input: data, inputDetails: whole } }),
    at(9, 'LambdaFunctionStarted'),
  ]
  expect(writeEvents(events).length).toBeLessThan(JSON.stringify(events).length / 5)
  expect(readEvents(writeEvents(events))).toEqual({ events, characters: 5 * 150 + 4 * data.length + 'S0S1'.length + resource.length })
})

test('a row that was cut, or names what there is not, is refused', () => {
  for (const row of [
    '[1,2,12,',
    '[1,2,127]',
    '[1,2,140',
    `[1,2,${12 + 128 * 4 * 2}]`,
    `[1,2,${12 + 128 * 4 * 2},7,"n"]`,
    `[1,2,${12 + 128 * 4 * 1_000}]`,
  ])
    expect(() => readEvents(row), row).toThrow()
})

test('codes stand on disks: none is ever moved or taken out', () => {
  expect(EVENT_TYPES.indexOf('ActivityFailed')).toBe(0)
  expect(EVENT_TYPES.indexOf('LambdaFunctionStarted')).toBe(19)
  expect(EVENT_TYPES.indexOf('TaskStateEntered')).toBe(53)
  expect(EVENT_TYPES.indexOf('WaitStateExited')).toBe(61)
  expect(new Set(EVENT_TYPES).size).toBe(EVENT_TYPES.length)
  expect(SHAPES.findIndex(({ key }) => key === 'lambdaFunctionScheduledEventDetails')).toBe(10)
  expect(SHAPES.findIndex(({ key }) => key === 'mapRunRedrivenEventDetails')).toBe(41)
})
