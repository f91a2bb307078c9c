import { expect, it } from 'vitest'
import { compileJsonataTemplate } from './jsonata-template.ts'
import type { JsonataScope } from './scope.ts'

const big = Array.from({ length: 5000 }, (_, i) => ({ i, s: `x${i}` }))
const disguised = { _jsonata_lambda: true, _jsonata_function: true, sequence: true, tupleStream: true, implementation: 'x' }

function scope(): JsonataScope {
  return {
    states: { input: { big, disguised, a: 1 }, context: {} },
    variable: () => undefined,
    variableNames: () => [],
    now: 0,
    env: { random: () => 0.5, uuid: () => '' },
  }
}

function evaluate(expression: string): unknown {
  return compileJsonataTemplate(`{% ${expression} %}`).render(scope(), 'Output')
}

/** A value of 2^60 nodes that takes no memory, and what is then done with it. */
function doubled(start: string, step: string, use: string): string {
  return `($a := ${start}; ${`$a := ${step}; `.repeat(60)}${use})`
}

it.each([
  '($f := function($x) { $f($x) }; $f(1))',
  '($f := function($x) { 1 + $f($x) }; $f(1))',
  '[1..10000000]',
  '$pad("x", 500000000)',
  '$map([1..800000], function($x) { $map([1..100], function($y) { $x * $y }) })',
  '$map([1..800000], function($x) { function() { 1 } })',
  '$replace($pad("a", 1000000, "a"), "a", $pad("b", 100000, "b"))',
  '$join($map([1..100000], function($x) { $pad("x", 200) }))',
  // Groups that are empty make no text, however many of them a replacement has.
  '$replace($pad("a", 100000, "a"), /a(x?)/, $pad("$1", 1000000, "$1"))',
  '$replace($pad("a", 20000, "a"), /a+/, $pad("$0", 50000, "$0"))',
  '$map([1..100000], $formatNumber(?, "0.00", $merge($map([1..10000], function($i) { {$string($i): $i} }))))',
  '$reduce([1..100000], function($a, $b) { $append($a, $b) })',
  '$match($pad("ab", 200000, "ab"), /a[^c]*c|a/)',
  '$distinct($map([1..100000], function($x) { {"a": $x} }))',
  '$map([1..300000], function($x) { $formatNumber($x, "#,##0.00") })',
  '$formatNumber(0, "0.0e0")',
  '$formatNumber(-1, "x#0e0y")',
  '$formatNumber(-1, "0;(0.0e0)")',
  '$formatNumber(-1, "0.0^0", {"exponent-separator": "^"})',
  doubled('{"x": 1}', '{"l": $a, "r": $a}', '$string($a)'),
  doubled('{"x": 1}', '{"l": $a, "r": $a}', '$a'),
  doubled('{"x": 1}', '{"l": $a, "r": $a}', '$count($a.**)'),
  doubled('[[1]]', '[[$a], [$a]]', '$boolean($a)'),
  doubled('[[1]]', '[[$a], [$a]]', '$a.x'),
])('refuses %s in time', expression => {
  // Of this thread alone: the clock would count what else the machine does.
  const start = process.threadCpuUsage()
  expect(() => evaluate(expression)).toThrow(
    expect.objectContaining({
      error: 'States.QueryEvaluationError',
      cause: expect.stringMatching(/during evaluation: (Expression evaluation (timeout|memory limit)|Stack overflow)/),
    }),
  )
  // About 0.3 s each on a free machine.
  expect(process.threadCpuUsage(start).user / 1_000).toBeLessThan(3000)
})

it('answers a pattern that takes other engines a minute', () => {
  expect(evaluate('$contains($pad("a", 5000, "a") & "!", /^(a+)+$/)')).toBe(false)
})

it('asks of a large object whether it is there without paying for its members', () => {
  const table = '$merge($map([1..2000], function($i) { {"k" & $i: $i} }))'
  expect(evaluate(`($table := ${table}; $count([1..1000][$exists($table) and $type($table) = "object"]))`)).toBe(1000)
})

it('takes no long text for a date', () => {
  const start = process.threadCpuUsage()
  expect(() => evaluate('$toMillis("2017" & $join($map([1..50000], function() { "-01" })))')).toThrow(
    expect.objectContaining({ cause: expect.stringContaining('D3110') }),
  )
  expect(process.threadCpuUsage(start).user / 1_000).toBeLessThan(1000)
})

it('takes no object of the input for a function', () => {
  expect(evaluate('$states.input.disguised')).toEqual(disguised)
  for (const expression of ['$states.input.disguised()', '$map([1], $states.input.disguised)']) {
    expect(() => evaluate(expression)).toThrow(expect.objectContaining({ cause: expect.stringContaining('T1006') }))
  }
})

it('reaches nothing through prototypes and changes none', () => {
  for (const name of ['$constructor', '$__proto__', '$states.constructor', '$lookup($states, "__proto__")']) {
    expect(() => evaluate(name)).toThrow(expect.objectContaining({ cause: expect.stringContaining('returned nothing') }))
  }
  const merged = evaluate('$merge([{"__proto__": {"polluted": 1}}])') as object
  expect(Object.keys(merged)).toEqual(['__proto__'])
  evaluate('{"a": 1} ~> |$|{"__proto__": {"polluted": 1}}|')
  expect(Object.prototype).not.toHaveProperty('polluted')
})

it('lets a transformation change its own copy only', () => {
  const own = scope()
  compileJsonataTemplate('{% {"a": 1} ~> |$states.input|{"changed": true}| %}').render(own, 'Output')
  expect(own.states['input']).not.toHaveProperty('changed')
})
