import { checkDefinition, compile, type Json, type JsonObject, simulate } from '@pasos/asl'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCases } from './language-case.ts'

// Mutants of every definition in this folder: what the checks let pass must be something that can run.
const definitions = [...readCases(import.meta.dirname).values()].map(({ definition }) => definition)

const paths = [
  '$',
  '$$',
  '$$.State.Name',
  '$x',
  '$x.a[0]',
  '$.a',
  '$.a[0]',
  '$.a[-1]',
  '$.a[(@.length-1)]',
  '$.a.length()',
  '$.a.b.sum()',
  '$.a[*]',
  '$..a',
  '$.a[0,1]',
  '$.a[0:2]',
  "$['a','b']",
  "$.a[?(@.b == 'c')]",
  '$.a[99999999999]',
  '$.a[+1]',
  '$.a.',
  '$.',
  '$[',
  '$.a[1.5]',
  '$.concat("a",$.b)',
  '$$.a[-1]',
  '$x[-1]',
  '$x[*]',
  '$x.length()',
  '$1',
  '$é',
]
const calls = [
  "States.Format('{}', $.a)",
  'States.UUID()',
  'States.UUID',
  'States.Array()',
  'States.Nothing()',
  'States.Array(States.Array(1),',
  'States.MathAdd(1, 2) ',
  " States.Format('a')",
]
const expressions = [
  '{% $states.input %}',
  '{% $ %}',
  '{% ( %}',
  '{%%}',
  '{% %}',
  '{% $f(?) %}',
  '{% /a/ %}',
  '{% /(/ %}',
  '{% a ?? 1 %}',
  '{% $x := 1 %}',
]
const texts = [
  ...['', ' ', 'A', 'S', 'P', 'FULL', 'DISTRIBUTED', 'EXPRESS', 'JSONata', 'JSONPath', 'States.ALL', 'States.TaskFailed', 'a'.repeat(81)],
  ...[
    '2030-01-01T00:00:00Z',
    '2030-02-31T00:00:00Z',
    '2030-01-01T23:59:60Z',
    '2030-01-01T00:00:00+23:59',
    '0000-02-29T00:00:00Z',
    '*a\\*',
    '\\',
  ],
  ...[
    'arn:aws:states:::lambda:invoke',
    'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
    'arn:aws:states:::aws-sdk:s3:listBuckets',
    'arn:',
  ],
]
const leaf = fc.constantFrom<Json>(
  ...[...paths, ...calls, ...expressions, ...texts],
  ...[
    null,
    true,
    false,
    0,
    1,
    -1,
    0.5,
    1e18,
    99_999_999,
    [],
    {},
    [1],
    ['A'],
    { a: 1 },
    { 'a.$': '$.a' },
    { 'a.$': 1 },
    [{ 'b.$': '$.a[-1]' }],
  ],
)
const fields = [
  ...[
    'Next',
    'End',
    'Type',
    'InputPath',
    'OutputPath',
    'ResultPath',
    'Parameters',
    'ResultSelector',
    'Result',
    'Assign',
    'Output',
    'Arguments',
  ],
  ...[
    'QueryLanguage',
    'Retry',
    'Catch',
    'TimeoutSeconds',
    'TimeoutSecondsPath',
    'HeartbeatSecondsPath',
    'Seconds',
    'SecondsPath',
    'Timestamp',
  ],
  ...[
    'TimestampPath',
    'Items',
    'ItemsPath',
    'ItemSelector',
    'ItemReader',
    'ItemBatcher',
    'MaxConcurrency',
    'MaxConcurrencyPath',
    'Label',
    'Error',
  ],
  ...[
    'ErrorPath',
    'Cause',
    'CausePath',
    'Credentials',
    'Default',
    'Variable',
    'StringEquals',
    'StringEqualsPath',
    'NumericLessThanPath',
    'IsPresent',
  ],
  ...[
    'StringMatches',
    'StringMatchesPath',
    'TimestampEquals',
    'And',
    'Or',
    'Not',
    'Condition',
    'Comment',
    'StartAt',
    'States',
    'Branches',
    'Resource',
  ],
  ...[
    'ItemProcessor',
    'ProcessorConfig',
    'RoleArn',
    'RoleArn.$',
    'ToleratedFailureCountPath',
    'MaxItemsPerBatchPath',
    'BatchInput',
    'ReaderConfig',
  ],
  ...['ErrorEquals', 'IntervalSeconds', 'BackoffRate', 'MaxDelaySeconds', 'JitterStrategy', 'x.$', 'x'],
]

type Mutation = { at: number; how: 'alike' | 'replace' | 'remove' | 'add' | 'copy'; field: string; value: Json }
const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(1_000_000),
  how: fc.constantFrom('alike', 'alike', 'alike', 'replace', 'remove', 'add', 'copy'),
  field: fc.constantFrom(...fields),
  value: leaf,
})

/** Other values of the kind that stands there. */
function kindOf(value: Json): readonly Json[] {
  if (typeof value === 'number') return [0, 1, -1, 0.5, 1e18, 99_999_999, 100]
  if (typeof value !== 'string') return [true, false, null, [], {}]
  if (value.startsWith('$')) return [...paths, ...calls]
  if (value.startsWith('States.')) return calls
  return value.startsWith('{%') ? expressions : texts
}

/** Every value below one, with what holds it. */
function slots(holder: Json, found: { holder: JsonObject | Json[]; key: string | number }[] = []) {
  if (holder === null || typeof holder !== 'object') return found
  for (const key of Array.isArray(holder) ? holder.keys() : Object.keys(holder)) {
    found.push({ holder, key })
    slots((holder as JsonObject)[key as string] as Json, found)
  }
  return found
}

function mutate(definition: JsonObject, { at, how, field, value }: Mutation): void {
  const all = slots(definition)
  if (all.length === 0) return
  const { holder, key } = all[at % all.length]!
  const members = holder as JsonObject
  const kind = kindOf(members[key as string]!)
  if (how === 'alike') members[key as string] = structuredClone(kind[at % kind.length]!)
  else if (how === 'replace') members[key as string] = structuredClone(value)
  else if (how === 'add' && !Array.isArray(holder)) holder[field] = structuredClone(value)
  else if (how === 'copy')
    members[key as string] = structuredClone((all[(at * 7) % all.length]!.holder as JsonObject)[all[(at * 7) % all.length]!.key as string]!)
  else if (Array.isArray(holder)) holder.splice(key as number, 1)
  else delete holder[key as string]
}

test('what the checks accept compiles and runs to some end', () => {
  let accepted = 0
  fc.assert(
    fc.property(fc.nat(definitions.length - 1), fc.array(mutation, { minLength: 1, maxLength: 2 }), (index, mutations) => {
      const definition = structuredClone(definitions[index]!)
      for (const each of mutations) mutate(definition, each)
      const text = JSON.stringify(definition)
      if (checkDefinition(text, { advice: false }).some(({ severity }) => severity === 'ERROR')) return
      accepted++
      compile(text)
      simulate(text, { input: { a: [{ b: 'c' }, 2] }, answer: () => ({ output: { a: 1 } }), limits: { historyEvents: 100 } })
    }),
    { numRuns: 5_000 },
  )
  expect(accepted).toBeGreaterThan(500)
})
