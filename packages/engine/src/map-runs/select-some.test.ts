import { compile, defaultLimits, type Json, type LongExpression, type MapRunSpec, type Program } from '@pasos/asl'
import { computeAside } from '@pasos/asl/aside'
import { expect, test } from 'vitest'
import type { LongExpressions } from '../ports/long-expressions.ts'
import { type Selecting, selectSome } from './select-some.ts'
import { parentArn, request, settled, work, world } from './test-world.ts'

const ItemProcessor = {
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  StartAt: 'P',
  States: { P: { Type: 'Pass', End: true } },
}
const programOf = (QueryLanguage: string, ItemSelector: object): Program =>
  compile(JSON.stringify({ QueryLanguage, StartAt: 'M', States: { M: { Type: 'Map', ItemSelector, ItemProcessor, End: true } } }))
const spec = (input: Json): MapRunSpec => ({
  ...{ arn: 'arn', executionArn: 'arn', scope: 0, state: 'M', childType: 'STANDARD', items: { kind: 'listed', total: 20 } },
  view: { input, variables: {}, context: {} },
})
const page = { values: Array.from({ length: 20 }, (_, index) => `item ${index}`), first: 40 }
const pathsTo = programOf('JSONPath', { 'pad.$': '$.pad', 'item.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index' })
let chance = 0
const environment = {
  ...{ now: 0, random: () => ++chance / 1_000, uuid: () => `uuid-${++chance}`, taskToken: () => 't' },
  ...{ limits: defaultLimits, accountId: '1', region: 'r' },
}
const long = '$sum($map([1..30000], function($x) { $x * 2 }))'

/** A clock on which each look takes so long. */
function timed(lookMs: number) {
  let now = 0
  const pauses: number[] = []
  const later = (go: () => void): void => {
    pauses.push(now)
    setImmediate(go)
  }
  const elapsedMs = (): number => {
    now += lookMs
    return now
  }
  return { pauses, pace: { later, elapsedMs } }
}

/** Computes aside as the threads do, and keeps what it was given. */
function aside() {
  const asked: LongExpression[] = []
  const longExpressions: LongExpressions = {
    async compute(given) {
      asked.push(given)
      return { answer: JSON.parse(JSON.stringify(computeAside(structuredClone(given), environment))), busyMs: 1 }
    },
    close: async () => undefined,
  }
  return { asked, longExpressions }
}

const select = (program: Program, input: Json, how: Partial<Selecting>) =>
  selectSome({ pace: timed(0).pace, longExpressions: undefined, ...how }, { program, spec: spec(input), page, environment, now: 7 })

test('a selector that makes much of little stops at a megabyte, with whole items', async () => {
  const some = await select(pathsTo, { pad: 'x'.repeat(250_000) }, {})
  expect(some).toHaveLength(5)
  expect(some.at(-1)).toMatchObject({ item: 'item 4', index: 44 })
  expect(await select(pathsTo, { pad: 'x'.repeat(2_000_000) }, {})).toHaveLength(1)
  expect(await select(pathsTo, { pad: 'x' }, {})).toHaveLength(20)
})

test('the thread is left to others after each slice, and children get what there is when selecting takes long', async () => {
  const quick = timed(1)
  expect(await select(pathsTo, { pad: 'x' }, { pace: quick.pace })).toHaveLength(20)
  expect(quick.pauses.length).toBeGreaterThanOrEqual(1)
  const slow = timed(30)
  const some = await select(pathsTo, { pad: 'x' }, { pace: slow.pace })
  expect(some.length).toBeGreaterThanOrEqual(1)
  expect(some.length).toBeLessThan(10)
})

test('expressions that take long are computed aside, and chance says the same in each try', async () => {
  const program = programOf('JSONata', {
    id: '{% $uuid() %}',
    sum: `{% ${long} %}`,
    item: '{% $states.context.Map.Item.Value & $states.input.pad %}',
    other: '{% $uuid() %}',
  })
  chance = 0
  const alone = await select(program, { pad: '!' }, {})
  chance = 0
  const { asked, longExpressions } = aside()
  expect(await select(program, { pad: '!' }, { longExpressions })).toEqual(alone)
  expect(asked).toHaveLength(20)
  expect(alone[1]).toEqual({ id: 'uuid-3', sum: 900_030_000, item: 'item 1!', other: 'uuid-4' })
})

test('a hostile selector is computed aside and fails its Map Run', async () => {
  const { asked, longExpressions } = aside()
  const { runtime, defects } = world({ longExpressions })
  const ItemSelector = { x: '{% ($f := function($x) { $f($x) }; $f(1)) %}' }
  await runtime.start(request(work, { QueryLanguage: 'JSONata', ItemSelector, Items: [1, 2, 3] }, {}))
  await settled()
  expect(await runtime.ended(parentArn)).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' })
  expect(asked).toHaveLength(1)
  expect(defects).toEqual([])
})
