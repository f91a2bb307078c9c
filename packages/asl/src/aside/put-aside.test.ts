import { expect, test } from 'vitest'
import { compile } from '../definition/compile.ts'
import type { Json } from '../json.ts'
import { newSnapshot } from '../machine/apply-turn.ts'
import { defaultLimits } from '../machine/limits.ts'
import type { StepEnvironment } from '../machine/snapshot.ts'
import type { Turn } from '../machine/turn.ts'
import { parseJson } from '../spelled-numbers.ts'
import { step } from '../step/step.ts'
import { computeAside, outOfBounds } from './compute-aside.ts'
import { type LongExpression, PutAside } from './long-expression.ts'
import { TurnMemo } from './turn-memo.ts'

let chance = 0
const outside = {
  ...{ now: 1_700_000_000_000, taskToken: () => 't', accountId: '123456789012', region: 'us-east-1', limits: defaultLimits },
  random: () => ++chance / 1_000,
  uuid: () => `uuid-${++chance}`,
}

function start(input: Json) {
  const arn = (type: string) => `arn:aws:states:us-east-1:123456789012:${type}:m`
  const names = { executionArn: arn('execution'), name: 'one', roleArn: 'r', stateMachineArn: arn('stateMachine'), stateMachineName: 'm' }
  return newSnapshot({ ...names, startTime: outside.now, input, redriveCount: 0 })
}

/** The first turn as one thread computes it. */
function atOnce(definition: object, input: Json): Turn {
  chance = 0
  return step(compile(JSON.stringify(definition)), start(input), { type: 'ExecutionStarted' }, outside)
}

/** The same with a memo: what is put aside comes back as a clone, as from another thread. */
function inTries(definition: object, input: Json): { turn: Turn; asides: LongExpression[] } {
  chance = 0
  const memo = new TurnMemo()
  const env: StepEnvironment = { ...outside, random: () => memo.draw(outside.random), uuid: () => memo.draw(outside.uuid), memo }
  const asides: LongExpression[] = []
  const program = compile(JSON.stringify(definition))
  for (;;) {
    try {
      return { turn: step(program, start(input), { type: 'ExecutionStarted' }, env), asides }
    } catch (reason) {
      if (!(reason instanceof PutAside)) throw reason
      const work = structuredClone(reason.work)
      asides.push(work)
      memo.answer(work.text, structuredClone(computeAside(work, outside)))
    }
  }
}

const jsonata = (Output: Json, more: object = {}) => ({
  QueryLanguage: 'JSONata',
  StartAt: 'S',
  States: { S: { Type: 'Pass', Output, ...more, End: true } },
})
const jsonPath = (Parameters: object) => ({ StartAt: 'S', States: { S: { Type: 'Pass', Parameters, End: true } } })
/** Nested lists, this deep. */
const deep = (depth: number): Json => (depth === 0 ? {} : [deep(depth - 1)])
const long = (times: number) => `$sum($map([1..${times}], function($x) { $x * 2 }))`
const expression = (text: string) => `{% ${text} %}`

test.each<[string, object, Json, number]>([
  ['a value of JSONata', jsonata({ x: expression(long(30_000)) }), {}, 1],
  ['one that runs for ever', jsonata(expression('($f := function($x) { $f($x) }; $f(1))')), {}, 1],
  ['one that takes much memory', jsonata(expression('$count($map([1..40000], function($x) { $pad("x", 200) }))')), {}, 1],
  ['one that returns nothing', jsonata(expression(`($x := ${long(30_000)}; $states.input.never)`)), {}, 1],
  ['one that gives a function', jsonata(expression(`($x := ${long(30_000)}; function() { 1 })`)), {}, 1],
  ['one that an error stops', jsonata(expression(`($x := ${long(30_000)}; 1 + "a")`)), {}, 1],
  ['one that sees input and context', jsonata(expression(`$states.input.a & $states.context.State.Name & ${long(30_000)}`)), { a: 'b' }, 1],
  ['several after each other', jsonata([expression(long(30_000)), expression(long(31_000)), expression(long(32_000))]), {}, 3],
  ['a scan', jsonPath({ 'x.$': '$..a' }), { list: Array.from({ length: 120_000 }, (_, a) => ({ a })) }, 1],
  ['a function of a path', jsonPath({ 'x.$': '$..a.sum()' }), { list: Array.from({ length: 120_000 }, (_, a) => ({ a })) }, 1],
  ['a scan of numbers with zeros', jsonPath({ 'x.$': '$..a' }), parseJson(`[${Array(120_000).fill('{"a":1.0}').join()}]`), 1],
  ['scans without end', jsonPath({ 'x.$': '$..*..*..*' }), deep(600), 1],
  ['an intrinsic function', jsonPath({ 'x.$': "States.ArrayContains($.list, 'z')" }), { list: Array(1_200_000).fill('y') }, 1],
])('a turn that puts aside %s is the turn that one thread computes', (_, definition, input, times) => {
  const { turn, asides } = inTries(definition, input)
  expect(turn).toEqual(atOnce(definition, input))
  expect(asides).toHaveLength(times)
})

test('what is short stays where it is', () => {
  expect(inTries(jsonata(expression(long(1_000))), {}).asides).toEqual([])
})

test('without a memo nothing is put aside', () => {
  expect(atOnce(jsonata(expression(long(30_000))), {}).end).toMatchObject({ status: 'SUCCEEDED' })
})

test('many short expressions that are long together are computed in few tries, and end as on one thread', () => {
  const many = (count: number) => jsonata(Array.from({ length: count }, () => expression(`$count($map([1..1000], function($x) { $x }))`)))
  const enough = inTries(many(100), {})
  expect(enough.turn).toEqual(atOnce(many(100), {}))
  expect(enough.asides.length).toBeLessThan(10)
  const tooMany = inTries(many(1_000), {})
  expect(tooMany.turn.end).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' })
  expect(tooMany.turn).toEqual(atOnce(many(1_000), {}))
})

test('chance says the same in each try', () => {
  const definition = jsonata([expression('$random()'), expression('$uuid()'), expression(long(30_000)), expression('$uuid()')])
  const { turn, asides } = inTries(definition, {})
  expect(asides).toHaveLength(1)
  expect(turn).toEqual(atOnce(definition, {}))
})

test('expressions are told apart by their place, not by their text', () => {
  const pass = { Type: 'Pass', Assign: { n: expression(`$n + ${long(30_000)}`) } }
  const definition = {
    QueryLanguage: 'JSONata',
    StartAt: 'A',
    States: {
      A: { Type: 'Pass', Assign: { n: 1 }, Next: 'B' },
      B: { ...pass, Next: 'C' },
      C: { ...pass, Next: 'D' },
      D: { Type: 'Pass', Output: expression('$n'), End: true },
    },
  }
  const { turn, asides } = inTries(definition, {})
  expect(asides).toHaveLength(2)
  expect(turn).toEqual(atOnce(definition, {}))
})

test('a failure that was put aside goes through Catch', () => {
  const choice = {
    QueryLanguage: 'JSONata',
    StartAt: 'T',
    States: {
      T: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'P', States: { P: { Type: 'Pass', Output: expression('($f := function($x) { $f($x) }; $f(1))'), End: true } } },
        ],
        Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Output: expression('$states.errorOutput.Error'), Next: 'Z' }],
        End: true,
      },
      Z: { Type: 'Succeed' },
    },
  }
  const { turn, asides } = inTries(choice, {})
  expect(asides).toHaveLength(1)
  expect(turn).toEqual(atOnce(choice, {}))
  expect(turn.end).toMatchObject({ status: 'SUCCEEDED', output: '"States.QueryEvaluationError"' })
})

test('only variables that an expression may name go along with it', () => {
  const definition = {
    QueryLanguage: 'JSONata',
    StartAt: 'A',
    States: {
      A: { Type: 'Pass', Assign: { used: 1, unused: 'a secret' }, Next: 'B' },
      B: { Type: 'Pass', Output: expression(`$used + ${long(30_000)}`), End: true },
    },
  }
  const [aside] = inTries(definition, {}).asides
  expect(JSON.parse(aside!.scope).variables).toEqual({ used: 1 })
})

test('an expression whose thread was lost fails as one that has used up its budget', () => {
  const definition = jsonata(expression('($f := function($x) { $f($x) }; $f(1))'))
  const { asides } = inTries(definition, {})
  const { failure } = outOfBounds(asides[0]!, 'time')
  expect(atOnce(definition, {}).end).toMatchObject({ error: failure!.error, cause: expect.stringContaining(failure!.cause) })
  const scan = inTries(jsonPath({ 'x.$': '$..*..*..*' }), deep(600)).asides[0]!
  expect(outOfBounds(scan, 'time').failure).toMatchObject({ error: 'States.Runtime', cause: expect.stringContaining('too many values') })
})
