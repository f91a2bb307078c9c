import fc from 'fast-check'
import { expect, test } from 'vitest'
import { boundsOf, numberBounds } from '../definition/number-bounds.ts'
import type { Json } from '../json.ts'
import { simulate, simulationStart } from '../simulate/simulate.ts'

const activity = 'arn:aws:states:us-east-1:123456789012:activity:work'
const processor = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } }
const distributed = { ...processor, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }
const reader = { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'JSON' } }

/** A state that has a number or a time in the field under test. */
const states: Record<string, (field: object) => object> = {
  Seconds: field => ({ Type: 'Wait', ...field }),
  Timestamp: field => ({ Type: 'Wait', ...field }),
  TimeoutSeconds: field => ({ Type: 'Task', Resource: activity, ...field }),
  HeartbeatSeconds: field => ({ Type: 'Task', Resource: activity, ...field }),
  MaxConcurrency: field => ({ Type: 'Map', ItemProcessor: processor, ...field }),
  ToleratedFailureCount: field => ({ Type: 'Map', ItemProcessor: distributed, ...field }),
  ToleratedFailurePercentage: field => ({ Type: 'Map', ItemProcessor: distributed, ...field }),
  MaxItemsPerBatch: field => ({ Type: 'Map', ItemProcessor: distributed, ItemBatcher: field }),
  MaxInputBytesPerBatch: field => ({ Type: 'Map', ItemProcessor: distributed, ItemBatcher: field }),
  MaxItems: field => ({
    Type: 'Map',
    ItemProcessor: distributed,
    ItemReader: { ...reader, ReaderConfig: { ...reader.ReaderConfig, ...field } },
  }),
}

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -3, max: 120 }),
  fc.constantFrom(-0, 0.5, 1.5, 99_999_999, 100_000_000, 2 ** 31, 2 ** 53 + 2, 2 ** 63, 1e18, 1e300, 5e-324, -1e18),
)
const date = fc
  .tuple(fc.date({ min: new Date('0000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), fc.nat({ max: 999_999_999 }))
  .map(([at, nanos]) => at.toISOString().replace(/\.\d+Z/, `.${nanos}Z`))
const value: fc.Arbitrary<Json> = fc.oneof(
  number,
  number.map(String),
  date,
  fc.constantFrom('2030-01-01T00:00:00.123456+00:00', '9999-12-31T23:59:60Z', '', ' 5 ', '0x10', 'Infinity', 'NaN', '1_000'),
  fc.constantFrom<Json>(null, true, [], {}, [5], { a: 5 }),
)

const field = fc.constantFrom(...Object.keys(states))
const given = fc.constantFrom('path', 'variable', 'expression', 'expression of a variable')

function machine(name: string, by: string): object {
  const written = {
    path: { [`${name}Path`]: '$.v' },
    variable: { [`${name}Path`]: '$v' },
    expression: { [name]: '{% $states.input.v %}' },
    'expression of a variable': { [name]: '{% $v %}' },
  }[by]!
  const isJsonata = by.startsWith('expression')
  const items = isJsonata ? { Items: '{% [1, 2, 3] %}' } : { ItemsPath: '$.items' }
  const state = states[name]!(written)
  const isMap = 'ItemProcessor' in state
  const hasItems = isMap && name !== 'MaxItems'
  return {
    ...(isJsonata ? { QueryLanguage: 'JSONata' } : {}),
    StartAt: 'A',
    States: {
      A: { Type: 'Pass', Assign: isJsonata ? { v: '{% $states.input.v %}' } : { 'v.$': '$.v' }, Next: 'S' },
      S: { ...state, ...(hasItems ? items : {}), End: true },
    },
  }
}

test('whatever number or time a path or an expression leads to, only whole instants within bounds leave the language', () => {
  const unreadable = new Set<string>()
  let ended = 0
  fc.assert(
    fc.property(field, given, value, (name, by, v) => {
      const { commands, end } = simulate(machine(name, by), {
        input: { v, items: [1, 2, 3] },
        limits: { executionSeconds: Number.POSITIVE_INFINITY },
        isRestarted: true,
      })
      for (const command of commands) {
        if (command.type === 'SetTimer') {
          expect(Number.isSafeInteger(command.at)).toBe(true)
          expect(command.at).toBeLessThan(name === 'Timestamp' ? Date.UTC(10_000) : simulationStart + 100_000_000_000)
        }
        if (command.type !== 'RunTask') continue
        for (const [seconds, bounded] of [
          [command.timeoutSeconds, 'TimeoutSeconds'],
          [command.heartbeatSeconds, 'HeartbeatSeconds'],
          [command.itemReader?.config['MaxItems'], 'MaxItems'],
        ] as const) {
          if (seconds === undefined) continue
          expect(Number.isInteger(seconds)).toBe(true)
          expect(seconds).toBeGreaterThanOrEqual(boundsOf(bounded).min)
          expect(seconds).toBeLessThanOrEqual(boundsOf(bounded).max)
        }
      }
      if (end?.status === 'FAILED') unreadable.add(name)
      if (end?.status === 'SUCCEEDED') ended++
      if (end?.status === 'FAILED')
        expect(['States.Runtime', 'States.QueryEvaluationError', 'States.ItemReaderFailed', 'States.Timeout']).toContain(end.error)
    }),
    { numRuns: 4_000 },
  )
  expect([...unreadable].sort()).toEqual(Object.keys(states).sort())
  expect(ended).toBeGreaterThan(200)
  expect(Object.keys(states)).toEqual(expect.arrayContaining(Object.keys(numberBounds)))
})
