import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { checkDefinition } from '../check/check-definition.ts'
import type { Json } from '../json.ts'
import { simulate } from './simulate.ts'

// Every attack on an interpreter that we know of, as a machine that somebody could send: each must be refused, or end as a failed
// execution, within a second, and must leave and change nothing that outlives it.

interface Attack {
  definition: object | string
  input?: Json
  /** Error of the execution, `refused` for a definition that the checks refuse, or `harmless`: it succeeds with this output. */
  outcome: { error: string } | 'refused' | { output: Json }
}

const jsonataFields = (Output: object) => ({
  QueryLanguage: 'JSONata',
  StartAt: 'S',
  States: { S: { Type: 'Pass', Output, End: true } },
})
const jsonata = (expression: string) => jsonataFields({ x: `{% ${expression} %}` })
const jsonPath = (path: string, extra: object = {}) => ({
  StartAt: 'S',
  States: { S: { Type: 'Pass', Parameters: { 'x.$': path }, ...extra, End: true } },
})
const query = { error: 'States.QueryEvaluationError' }
const looping = {
  StartAt: 'A',
  States: {
    A: { Type: 'Pass', Next: 'B' },
    B: { Type: 'Choice', Choices: [{ Variable: '$.never', IsPresent: true, Next: 'Z' }], Default: 'A' },
    Z: { Type: 'Succeed' },
  },
}

/** A Parallel within a Parallel, this deep. */
const nested = (depth: number): object =>
  depth === 0
    ? { StartAt: 'P0', States: { P0: { Type: 'Pass', End: true } } }
    : { StartAt: `P${depth}`, States: { [`P${depth}`]: { Type: 'Parallel', Branches: [nested(depth - 1)], End: true } } }
const deepResult = (depth: number): Json => (depth === 0 ? {} : [deepResult(depth - 1)])

const polluting = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}') as Json

const attacks: Record<string, Attack> = {
  'JSONata: a regular expression that backtracks for ever': {
    definition: jsonata('$contains($pad("a", 5000, "a") & "!", /^(a+)+$/)'),
    outcome: { output: { x: false } },
  },
  'JSONata: $pad to 500 million characters': { definition: jsonata('$pad("x", 500000000)'), outcome: query },
  'JSONata: endless recursion': { definition: jsonata('($f := function($x) { 1 + $f($x) }; $f(1))'), outcome: query },
  'JSONata: an endless tail call': { definition: jsonata('($f := function($x) { $f($x) }; $f(1))'), outcome: query },
  'JSONata: a range of ten million numbers': { definition: jsonata('[1..10000000]'), outcome: query },
  'JSONata: $range of ten million numbers': { definition: jsonata('$range(1, 10000000, 1)'), outcome: query },
  'JSONata: loops within loops': {
    definition: jsonata('$map([1..100000], function($x) { $map([1..1000], function($y) { $x * $y }) })'),
    outcome: query,
  },
  'JSONata: a value that doubles sixty times': {
    definition: jsonata(`($a := {"x": 1}; ${'$a := {"l": $a, "r": $a}; '.repeat(60)}$a)`),
    outcome: query,
  },
  'JSONata: replacing text by longer text': {
    definition: jsonata('$replace($pad("a", 1000000, "a"), "a", $pad("b", 100000, "b"))'),
    outcome: query,
  },
  'JSONata: $eval': { definition: jsonata('$eval("1 + 1")'), outcome: query },
  'JSONata: the constructor of a function': { definition: jsonata('$uppercase.constructor("return process")()'), outcome: query },
  'JSONata: names of prototypes': { definition: jsonata('$states.input.__proto__.polluted'), outcome: query },
  'JSONata: a transformation that writes a prototype': {
    definition: jsonata('$count($keys({"a": 1} ~> |$|{"__proto__": {"polluted": 1}}|))'),
    outcome: { output: { x: 2 } },
  },
  'JSONata: parentheses 40,000 deep': { definition: jsonata('('.repeat(40_000)), outcome: 'refused' },
  'JSONPath: a script that builds a function': {
    definition: jsonPath("$[(@.constructor.constructor('return process')())]"),
    outcome: 'refused',
  },
  'JSONPath: a filter that calls a function': { definition: jsonPath('$[?(process.exit())]'), outcome: 'refused' },
  'JSONPath: a filter by way of a constructor': {
    definition: jsonPath("$..[?(p='this.process.mainModule.require';ethan=''[['constructor']][['constructor']](p);ethan())]"),
    outcome: 'refused',
  },
  'JSONPath: names of prototypes': { definition: jsonPath('$.a.__proto__'), input: { a: {} }, outcome: { error: 'States.Runtime' } },
  'JSONPath: a regular expression that backtracks for ever': {
    definition: jsonPath('$[?(@ =~ /^(a+)+$/)]'),
    input: [`${'a'.repeat(5000)}!`],
    outcome: { output: { x: [] } },
  },
  'JSONPath: scans within scans of a deep value': {
    definition: jsonPath('$..*..*..*'),
    input: deepResult(2000),
    outcome: { error: 'States.Runtime' },
  },
  'JSONPath: ResultPath into a prototype': {
    definition: {
      StartAt: 'S',
      States: { S: { Type: 'Pass', Result: 1, ResultPath: '$.__proto__.polluted', OutputPath: '$.a', End: true } },
    },
    input: { a: 1 },
    outcome: { output: 1 },
  },
  'Choice: a pattern of many stars': {
    definition: {
      StartAt: 'S',
      States: {
        S: { Type: 'Choice', Choices: [{ Variable: '$', StringMatches: `${'*a'.repeat(5000)}*b`, Next: 'Z' }], Default: 'Z' },
        Z: { Type: 'Pass', Result: 'ended', End: true },
      },
    },
    input: 'a'.repeat(20_000),
    outcome: { output: 'ended' },
  },
  'States: an endless loop': { definition: looping, outcome: { error: 'States.Runtime' } },
  'States: Parallels 40 deep': { definition: nested(40), outcome: { output: deepResult(40) } },
  'Data: a payload beyond the limit': {
    definition: jsonata('$map([1..2], function($x) { $pad("x", 200000) })'),
    outcome: { error: 'States.DataLimitExceeded' },
  },
  'Data: keys of prototypes in the input': {
    definition: { StartAt: 'S', States: { S: { Type: 'Pass', ResultPath: '$.added', Result: 1, OutputPath: '$.added', End: true } } },
    input: polluting,
    outcome: { output: 1 },
  },
  'Intrinsics: a range of a billion': {
    definition: jsonPath('States.ArrayRange(1, 1000000000, 1)'),
    outcome: { error: 'States.Runtime' },
  },
  'Intrinsics: calls nested 10,000 deep': {
    definition: jsonPath(`${'States.Array('.repeat(10_000)}${')'.repeat(10_000)}`),
    outcome: 'refused',
  },
  'JSONata: a text many times in the output': {
    definition: jsonata('($s := $pad("x", 6000000); $map([1..10000], function($x) { $s }))'),
    outcome: query,
  },
  'JSONata: long texts compared again and again': {
    definition: jsonata('($a := $pad("x", 3000000); $b := $pad("x", 3000000); $map([1..800000], function($x) { $a < $b }))'),
    outcome: query,
  },
  'JSONata: a signature that looks at each number': {
    definition: jsonata('($a := [1..500000]; $f := function($x)<a<n>:n> { 1 }; $map([1..300000], function($x) { $f($a) }))'),
    outcome: query,
  },
  'JSONata: a pattern that stands for a million instructions': {
    definition: jsonata('$contains("a", /((a{99}){99}){99}/)'),
    outcome: query,
  },
  'JSONata: a picture of 100,000 groups': {
    definition: jsonata('$formatInteger(1, "#,##0" & $pad("#", 200000, "#,"))'),
    outcome: query,
  },
  'JSONata: many expressions that are costly together': {
    definition: jsonataFields({ x: Array(1_000).fill('{% $count($map([1..50000], function($x) { $x })) %}') }),
    outcome: query,
  },
  'JSONPath: a filter that reads all of the input for each item': {
    definition: jsonPath('$[?(@ in $..*)]'),
    input: Array(20_000).fill(1),
    outcome: { error: 'States.Runtime' },
  },
  'JSONPath: a function over all of the input for each item': {
    definition: jsonPath('$[?(@ == $.sum())]'),
    input: Array(40_000).fill(1),
    outcome: { error: 'States.Runtime' },
  },
  'JSONPath: a pattern of all letters': {
    definition: jsonPath('$[?(@ =~ /(\\p{L}?){1000}x/)]'),
    input: ['é'.repeat(60_000)],
    outcome: { error: 'States.Runtime' },
  },
  'Intrinsics: a thousand copies of the input': {
    definition: jsonPath(`States.Array($${', $'.repeat(999)})`),
    input: { a: Array(50_000).fill(1) },
    outcome: { error: 'States.DataLimitExceeded' },
  },
  'Intrinsics: a text within a text, nine deep': {
    definition: jsonPath(`${'States.JsonToString('.repeat(9)}$.a${')'.repeat(9)}`),
    input: { a: '"'.repeat(100_000) },
    outcome: { error: 'States.Runtime' },
  },
  'Variables: one that doubles': {
    definition: {
      StartAt: 'S',
      States: {
        S: { Type: 'Pass', Assign: { x: [1] }, Next: 'L' },
        L: { Type: 'Pass', Assign: { 'x.$': 'States.Array($x, $x)' }, Next: 'C' },
        C: { Type: 'Choice', Choices: [{ Variable: '$.never', IsPresent: true, Next: 'Z' }], Default: 'L' },
        Z: { Type: 'Succeed' },
      },
    },
    outcome: { error: 'States.DataLimitExceeded' },
  },
  'Definition: brackets 100,000 deep': { definition: '['.repeat(100_000), outcome: 'refused' },
  'Definition: a template 1,000 deep': {
    definition: `{"StartAt":"S","States":{"S":{"Type":"Pass","End":true,"Parameters":${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}}}}`,
    outcome: 'refused',
  },
  'Definition: the name of a prototype for a state': {
    definition: '{"StartAt":"__proto__","States":{"__proto__":{"Type":"Pass","Result":"ran","End":true}}}',
    outcome: { output: 'ran' },
  },
}

const megabyte = 1_048_576
// The bound is a second on a free machine, measured by the processor's time; a busy one takes longer for the same work.
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

// Garbage is no measure: how much of it there is, is V8's affair. What is left when it is gone is ours, and bounds of the work keep the rest
// (`npm run bench -- hostile` measures the server's memory).
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
const liveBytes = (): number => {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

for (const [name, { definition, input = {}, outcome }] of Object.entries(attacks)) {
  test(name, () => {
    const before = liveBytes()
    const start = cpuMs()
    const text = typeof definition === 'string' ? definition : JSON.stringify(definition)
    const isRefused = checkDefinition(text, { advice: false }).some(({ severity }) => severity === 'ERROR')
    expect(isRefused).toBe(outcome === 'refused')
    if (outcome !== 'refused') {
      const { end } = simulate(text, { input })
      const ended = end?.status === 'SUCCEEDED' ? { output: JSON.parse(end.output) } : { error: end?.status === 'FAILED' ? end.error : end }
      expect(ended).toEqual(outcome)
    }
    expect(cpuMs() - start).toBeLessThan(2000)
    expect((liveBytes() - before) / megabyte).toBeLessThan(16)
    expect({}).not.toHaveProperty('polluted')
  })
}
