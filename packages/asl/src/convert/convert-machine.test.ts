import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkDefinition } from '../check/check-definition.ts'
import { hasErrors } from '../check/validate-result.ts'
import type { Json, JsonObject } from '../json.ts'
import { simulate } from '../simulate/simulate.ts'
import { convertMachine } from './convert-machine.ts'

/** Inputs that have, lack and mistype what the machines below read. */
const INPUTS: Json[] = [
  {
    order: { id: 'o-1', n: 3, lines: [{ sku: 'a' }, { sku: 'b' }], 'odd name': [7] },
    flag: true,
    text: 'a,b;;c',
    at: '2026-01-02T03:04:05Z',
  },
  { order: { id: '', n: -2, lines: [[1], []], 'odd name': null }, flag: false, text: '', at: 'never' },
  { order: { n: 'three', lines: {} }, flag: null, text: 5 },
  { order: [], text: 'x*y' },
  {},
  [],
  null,
]

async function outcome(definition: Json, input: Json) {
  const { end } = await simulate(definition as JsonObject, {
    input,
    answer: ({ input: given }) => ({ output: { given, answer: { ok: true, list: [1, 2] } } }) as never,
  })
  return end?.status === 'SUCCEEDED' ? { output: JSON.parse(end.output!) as Json } : { failed: end?.status }
}

/** Runs both on every input: what gives a value gives the same, and what fails, fails, unless JSONata is known to be milder there. */
async function expectSame(definition: JsonObject, inputs: readonly Json[] = INPUTS, isMilder = false) {
  const conversion = convertMachine(definition)
  expect(conversion.refusals).toEqual([])
  expect(checkDefinition(JSON.stringify(conversion.definition)).filter(finding => finding.severity === 'ERROR')).toEqual([])
  for (const input of inputs) {
    const before = await outcome(definition, input)
    if (isMilder && 'failed' in before) continue
    expect({ input, ...(await outcome(conversion.definition, input)) }).toEqual({ input, ...before })
  }
  return conversion.definition as JsonObject
}

const one = (state: JsonObject): JsonObject => ({ StartAt: 'S', States: { S: { ...state, End: true } } })
const invoke = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'f' } }
const task = (more: JsonObject) => one({ ...invoke, ...more })

const SAME: Record<string, JsonObject> = {
  'a Task with Parameters': task({ Parameters: { FunctionName: 'f', Payload: { 'o.$': '$.order', fixed: [1, { 'id.$': '$.text' }] } } }),
  'InputPath and Parameters': task({ InputPath: '$.order', Parameters: { FunctionName: 'f', Payload: { 'n.$': '$.n', 'me.$': '$' } } }),
  'InputPath alone': one({ Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', InputPath: '$.order' }),
  'no InputPath': task({ InputPath: null }),
  'ResultSelector and ResultPath': task({ ResultSelector: { 'r.$': '$.answer.list', k: 'v' }, ResultPath: '$.made' }),
  'a deep ResultPath': task({ ResultPath: '$.order.made.here' }),
  'a ResultPath of null': task({ ResultPath: null }),
  OutputPath: task({ OutputPath: '$.answer.ok' }),
  'OutputPath behind ResultPath': task({ ResultPath: '$.r', OutputPath: '$.r.given' }),
  'ResultSelector alone': task({ ResultSelector: { 'all.$': '$', 'ok.$': '$.answer.ok' } }),
  'a Pass with Result': one({ Type: 'Pass', Result: { a: [1, 'x'] } }),
  'a Pass with Result and ResultPath': one({ Type: 'Pass', Result: [1], ResultPath: '$.r' }),
  'a Pass with Parameters': one({ Type: 'Pass', Parameters: { 'a.$': '$.order.id', 'odd.$': "$.order['odd name']" } }),
  'a Pass with Parameters and ResultPath': one({ Type: 'Pass', Parameters: { 'a.$': '$.order.id', b: { 'c.$': '$' } }, ResultPath: '$.p' }),
  'a Pass with paths alone': one({ Type: 'Pass', InputPath: '$.order', OutputPath: '$.lines' }),
  chunks: one({ Type: 'Pass', Parameters: { 'two.$': 'States.ArrayPartition($.order.lines, 2)' } }),
  'no chunks': one({ Type: 'Pass', Parameters: { 'none.$': 'States.ArrayPartition(States.Array(), 2)' } }),
  'an index beyond the end, however it is written': one({
    Type: 'Pass',
    Parameters: {
      'a.$': '$.order.lines[5]',
      'b.$': '$.order.lines[5] ',
      'c.$': '$.order.lines[ 5 ]',
      'd.$': "$.order['odd name'][(@.length-1)]",
    },
  }),
  'an index': one({ Type: 'Pass', Parameters: { 'first.$': '$.order.lines[0]', 'sku.$': '$.order.lines[0].sku' } }),
  'a Wait': one({ Type: 'Wait', SecondsPath: '$.order.n' }),
  'a Succeed': { StartAt: 'S', States: { S: { Type: 'Succeed', InputPath: '$.order', OutputPath: '$.id' } } },
  'the context': one({ Type: 'Pass', Parameters: { 'name.$': '$$.State.Name', 'in.$': '$$.Execution.Input' } }),
  numbers: one({
    Type: 'Pass',
    Parameters: { 'sum.$': 'States.MathAdd($.order.n, 2)', 'range.$': 'States.ArrayRange(1, 9, 2)', 'one.$': 'States.ArrayRange(1, 1, 1)' },
  }),
  texts: one({
    Type: 'Pass',
    Parameters: {
      'text.$': "States.Format('It\\'s {} of \\{{}\\}', $.order.id, 5)",
      'hash.$': "States.Hash($.order.id, 'SHA-1')",
      'b.$': 'States.Base64Encode($.order.id)',
    },
  }),
  split: one({ Type: 'Pass', Parameters: { 'parts.$': "States.StringSplit($.text, ',;')" } }),
  lists: one({
    Type: 'Pass',
    Parameters: { 'is.$': 'States.ArrayContains($.order.lines, 1)', 'list.$': "States.Array(1, 'x', States.UUID())" },
  }),
  merge: one({ Type: 'Pass', Parameters: { 'all.$': 'States.JsonMerge($.order, $.order, false)' } }),
  variables: {
    StartAt: 'A',
    States: {
      A: {
        ...invoke,
        Assign: { 'kept.$': '$.answer.ok', fixed: 1 },
        ResultPath: null,
        Next: 'B',
      },
      B: { Type: 'Pass', Parameters: { 'k.$': '$kept', 'f.$': '$fixed' }, End: true },
    },
  },
  'a Map with its inside': {
    StartAt: 'M',
    States: {
      M: {
        ...{
          Type: 'Map',
          ItemsPath: '$.order.lines',
          MaxConcurrency: 2,
          ItemSelector: { 'v.$': '$$.Map.Item.Value', 'id.$': '$.order.id' },
        },
        ItemProcessor: { StartAt: 'In', States: { In: { Type: 'Pass', InputPath: '$.v', End: true } } },
        ...{ ResultPath: '$.mapped', End: true },
      },
    },
  },
  'a Parallel': {
    StartAt: 'P',
    States: {
      P: {
        ...{ Type: 'Parallel', Parameters: { 'o.$': '$.order' }, ResultSelector: { 'first.$': '$[0]' } },
        Branches: [{ StartAt: 'A', States: { A: { Type: 'Pass', OutputPath: '$.o', End: true } } }],
        End: true,
      },
    },
  },
}

/** Into what is no object JSONata puts a result all the same, and lists of what is missing are empty to it. */
const MILDER = new Set([
  ...['ResultSelector and ResultPath', 'a deep ResultPath', 'OutputPath behind ResultPath', 'a Pass with Result and ResultPath'],
  ...['split', 'lists', 'merge', 'chunks', 'an index beyond the end, however it is written'],
])

describe('a converted machine', () => {
  it.for(Object.entries(SAME))('does the same: %s', async ([name, definition]) => {
    await expectSame(definition, INPUTS, MILDER.has(name))
  })

  it('catches as before, with the error beside the input', async () => {
    const machine = (catcher: JsonObject): JsonObject => ({
      StartAt: 'T',
      States: {
        T: {
          ...invoke,
          Catch: [{ ErrorEquals: ['States.ALL'], ...catcher, Next: 'C' }],
          End: true,
        },
        C: { Type: 'Pass', End: true },
      },
    })
    for (const catcher of [
      {},
      { ResultPath: '$.error' },
      { ResultPath: null },
      { ResultPath: '$.e', Assign: { 'why.$': '$.Cause' } },
    ] as JsonObject[]) {
      const before = machine(catcher)
      const { definition, refusals } = convertMachine(before)
      expect(refusals).toEqual([])
      const answer = () => ({ error: 'Boom', cause: 'because' })
      const ends = await Promise.all([before, definition].map(each => simulate(each as JsonObject, { input: { a: 1 }, answer })))
      expect(ends[1]!.end).toEqual(ends[0]!.end)
    }
  })

  const values = fc.oneof(
    ...[
      fc.constantFrom('a', 'b*', '2026-01-02T03:04:05Z', ''),
      fc.integer({ min: -3, max: 3 }),
      fc.boolean(),
      fc.constant(null),
      fc.constant([1]),
    ],
  ) as fc.Arbitrary<Json>
  const input = fc.record(
    { x: values, y: values, z: fc.record({ w: values }, { requiredKeys: [] }) },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Json>
  const path = fc.constantFrom('$.x', '$.y', '$.z.w', '$.z')
  const order = fc.constantFrom('Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals')
  const test = fc.oneof(
    fc.tuple(path, order, fc.constantFrom('a', 'b')).map(([Variable, o, v]) => ({ Variable, [`String${o}`]: v })),
    fc.tuple(path, order, fc.integer({ min: -2, max: 2 })).map(([Variable, o, v]) => ({ Variable, [`Numeric${o}`]: v })),
    fc.tuple(path, order, path).map(([Variable, o, v]) => ({ Variable, [`Numeric${o}Path`]: v })),
    fc.tuple(path, fc.boolean()).map(([Variable, BooleanEquals]) => ({ Variable, BooleanEquals })),
    fc.tuple(path, fc.constantFrom('*', 'a*', 'b\\*', '*3:04*')).map(([Variable, StringMatches]) => ({ Variable, StringMatches })),
    fc
      .tuple(path, fc.constantFrom('IsNull', 'IsString', 'IsNumeric', 'IsBoolean', 'IsPresent'), fc.boolean())
      .map(([Variable, is, v]) => ({ Variable, [is]: v })),
  ) as fc.Arbitrary<JsonObject>
  const { rule } = fc.letrec<{ rule: JsonObject }>(tie => ({
    rule: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      test,
      fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map(And => ({ And })),
      fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map(Or => ({ Or })),
      tie('rule').map(Not => ({ Not })),
    ) as fc.Arbitrary<JsonObject>,
  }))

  it('takes the same way for any rule and any input', async () => {
    await fc.assert(
      fc.asyncProperty(rule, fc.array(input, { minLength: 3, maxLength: 6 }), async (given, inputs) => {
        await expectSame(
          {
            StartAt: 'C',
            States: {
              C: { Type: 'Choice', Choices: [{ ...given, Next: 'Yes' }], Default: 'No' },
              Yes: { Type: 'Pass', Result: 'yes', End: true },
              No: { Type: 'Pass', Result: 'no', End: true },
            },
          },
          inputs,
        )
      }),
      { numRuns: 250 },
    )
  })
})

it('a size and a step that are read fail where they are 0, as before', async () => {
  const read = one({
    Type: 'Pass',
    Parameters: { 'chunks.$': "States.ArrayPartition($.l, $['a size'])", 'range.$': 'States.ArrayRange(1, 5, $.n)' },
  })
  await expectSame(read, [
    { l: [1, 2, 3], n: 2, 'a size': 2 },
    { l: [1, 2, 3], n: 0, 'a size': 1 },
    { l: [1, 2, 3], n: -1, 'a size': 0 },
    { l: [], n: 1, 'a size': 1 },
  ])
})

it('a size that a function gives is written once, however deep functions are in functions', async () => {
  const counted = one({ Type: 'Pass', Parameters: { 'a.$': 'States.ArrayPartition($.l, States.MathAdd($.n, States.ArrayLength($.l)))' } })
  await expectSame(counted, [
    { l: [1, 2, 3], n: -1 },
    { l: [1, 2, 3], n: -3 },
  ])
  const deep = Array.from({ length: 10 }).reduce<string>(inner => `States.ArrayRange(1, 5, ${inner})`, '$.n')
  const { definition, refusals } = convertMachine(one({ Type: 'Pass', Parameters: { 'a.$': deep } }))
  expect(refusals).toEqual([])
  expect(JSON.stringify(definition).length).toBeLessThan(1500)
})

describe('what cannot be converted', () => {
  it.for([
    [{ Type: 'Pass', Parameters: { 'a.$': '$.list[*].b' } }, 'several-values', '$.list[*].b'],
    [{ Type: 'Pass', InputPath: '$..b' }, 'several-values', '$..b'],
    [{ Type: 'Pass', Parameters: { 'a.$': 'States.ArrayUnique($.a)' } }, 'function', 'States.ArrayUnique'],
    [{ Type: 'Pass', Parameters: { 'a.$': 'States.Array($.a)' } }, 'function', 'States.Array'],
    [{ Type: 'Pass', Parameters: { 'a.$': 'States.ArrayPartition($.a, 0)' } }, 'function', 'States.ArrayPartition'],
    [{ Type: 'Pass', Parameters: { 'a.$': 'States.ArrayRange(1, 9, 0)' } }, 'function', 'States.ArrayRange'],
    [{ Type: 'Pass', Parameters: { 'a.$': 'States.ArrayRange(1, 9, null)' } }, 'function', 'States.ArrayRange'],
    [{ Type: 'Pass', Result: '{% odd %}' }, 'looks-like-expression', '{% odd %}'],
    [{ Type: 'Pass', Result: ['{% half'] }, 'looks-like-expression', '{% half'],
    [{ Type: 'Pass', Result: 'half %}' }, 'looks-like-expression', 'half %}'],
  ] as [JsonObject, string, string][])('stays in JSONPath with its reason: %s', async ([state, reason, what]) => {
    const definition: JsonObject = { StartAt: 'S', States: { S: { ...state, Next: 'T' }, T: { Type: 'Pass', InputPath: '$', End: true } } }
    const { definition: after, converted, refusals } = convertMachine(definition)
    expect(refusals).toEqual([{ state: 'S', reason, what }])
    expect(converted).toEqual(['T'])
    expect(after).toMatchObject({ States: { S: state, T: { QueryLanguage: 'JSONata' } } })
    expect(after).not.toHaveProperty('QueryLanguage')
    expect(hasErrors(checkDefinition(JSON.stringify(after)))).toBe(false)
  })

  it('is said of one state when only that one is asked for', () => {
    const { definition, converted } = convertMachine(SAME['variables']!, new Set(['B']))
    expect(converted).toEqual(['B'])
    expect(definition).toMatchObject({ States: { B: { QueryLanguage: 'JSONata', Output: { k: '{% $kept %}', f: '{% $fixed %}' } } } })
  })
})
