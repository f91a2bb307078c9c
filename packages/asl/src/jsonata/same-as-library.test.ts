import jsonata from 'jsonata'
import { expect, test } from 'vitest'
import type { StatesFailure } from '../machine/failure.ts'
import { compileExpression } from './expression.ts'
import type { JsonataScope } from './scope.ts'

// Where version 2.0.6 of the library, which AWS runs, and later ones differ for a workflow; and what the random expressions do not reach.
const expressions = [
  ...[
    '$string(1234567890123456789)',
    '$string(12345678901234567)',
    '$string(0.1 + 0.2)',
    '$string(1e21)',
    '$string([1234567890123456789])',
  ],
  ...['$string(-0)', '$string(123456789012345.678)', '$string({"a": function($x){$x}, "b": 1.23456789012345678})'],
  ...['$pad("x", 3)', '$pad("x", -3, "ab")', '$pad("x", 2.5)', '$pad("x", 2.5, "#")', '$pad("x", -2.5)', '$pad("abc", 2.5)'],
  ...['$contains("abc", $nothing)', '$contains($nothing, "a")', '$contains("abc", "")', '$contains("abc", /B/i)', '$contains("abc", 1)'],
  ...['$boolean(function($x){$x})', '$boolean($sum)', '$boolean([{}])', '$boolean([0])', '$not($sum)', '$boolean([[]])'],
  ...[
    '$spread([{"a":1,"b":2},{"c":3}])',
    '$spread("a")',
    '$keys([{"a":1},{"b":2}])',
    '$lookup([{"a":1},{"a":2}], "a")',
    '$merge([{"a":1},{"a":2}])',
  ],
  ...[
    '$each({"a":1,"b":2}, function($v, $k) {$k & $v})',
    '$sift({"a":1,"b":2}, function($v) {$v > 1})',
    '$sift({"a":1}, function($v) {false})',
  ],
  ...['[]{"a": $}', '[].{"a": $}', '([])[0]', '[1,2,3]{"x": $sum($)}', '[{"k":"a","v":1},{"k":"a","v":2}]{k: v}', '[]@$x{"a": $x}'],
  ...['[1..0]', '[0..3]', '[-1..1]', '[1.5..3]', '[1.."a"]', '$count([1..1000])'],
  ...[
    ...[
      '$formatNumber(-3, "0 e")',
      '$formatNumber(0, "e0")',
      '$formatNumber(-3, "0e;0")',
      '$formatNumber(-12, "0;0e")',
      '$formatNumber(0, "0;0e0")',
    ],
    ...[
      '$formatNumber(-3, "0.0e0;0")',
      '$formatNumber(0, "0e")',
      '$formatNumber(0.01, "0.0e0")',
      '$formatNumber(123, "#.0e00")',
      '$formatNumber(0, "e")',
    ],
    '$formatNumber(1234.5, "#,##0.00")',
    '$formatNumber(0.5, "0%")',
    '$formatNumber(12, "0.0e0")',
    '$formatNumber(-3, "0;(0)")',
  ],
  ...[
    '$formatNumber(0, "0")',
    '$formatNumber(-12, "#0.00")',
    '$formatNumber(1, "0;0;0")',
    '$formatNumber(5, "#e")',
    '$formatNumber(1e10, "0.###e0")',
  ],
  ...[
    '$formatInteger(1999, "I")',
    '$formatInteger(12, "w")',
    '$formatInteger(21, "Wwo")',
    '$parseInteger("twelve", "w")',
    '$parseInteger("MCMXCIX", "I")',
  ],
  ...['$toMillis("2017-11-07T15:07:54.972Z")', '$toMillis("2017")', '$toMillis("2017-11")', '$toMillis("2017-11-07T15:07:54.972+0100")'],
  ...['$toMillis("x")', '$toMillis("2017-13-45")', '$toMillis("2017-11-07-08")', '$toMillis("07/11/2017", "[D01]/[M01]/[Y0001]")'],
  ...[
    '$toMillis("20171107", "[Y0001][M01][D01]")',
    '$toMillis("7 November 2017", "[D] [MNn] [Y]")',
    '$toMillis("2017-11-07 15:07:54.97", "[Y]-[M01]-[D01] [H01]:[m01]:[s01].[f001]")',
  ],
  ...['$toMillis("17", "[Y01]")', '$toMillis("nope", "[Y0001]")', '$fromMillis(1510067557121, "[M01]/[D01]/[Y0001] [h#1]:[m01][P]")'],
  ...[
    '$fromMillis(1510067557121, "[Y,2]-[M]-[D]")',
    '$fromMillis(1510067557121, "[YI]")',
    '$fromMillis(0, "[Y0001]", "+0530")',
    '$fromMillis(1510067557121, "[f001]")',
    '$fromMillis(0, "[q]")',
  ],
  ...[
    '$split("a,b,c", ",", 2.5)',
    '$split("abc", "")',
    '$split("a1b2", /[0-9]/)',
    '$split("a,b", ",", -1)',
    '$join(["a","b"], "-")',
    '$join("a")',
    '$join([1])',
  ],
  ...[
    '$substring("hello", 1.5)',
    '$substring("hello", -3, 2)',
    '$substring("hello", 1, -1)',
    '$substringBefore("a-b", "-")',
    '$substringAfter("ab", "-")',
  ],
  ...[
    '$replace("abc", "b", "$0")',
    '$replace("abc", /b/, "$0x")',
    '$replace("abc", "", "x")',
    '$replace("aaa", "a", "b", 2)',
    '$replace("aaa", /a/, function($m){$m.match & "!"})',
  ],
  ...[
    '$match("abcabc", /b(c)/)',
    '$match("abcabc", /b/, 1)',
    '$match("a", /x/)',
    '$trim("  a \n b ")',
    '$lowercase("ÄB")',
    '$length("😀")',
    '$length($nothing)',
  ],
  ...[
    '$number("0x10")',
    '$number("0b11")',
    '$number("1e2")',
    '$number(" 1")',
    '$number("")',
    '$number(true)',
    '$number([1])',
    '$number("abc")',
    '$number("0o7")',
  ],
  ...[
    '$round(2.5)',
    '$round(3.5)',
    '$round(-1.5)',
    '$round(12.345, 2)',
    '$round(125, -1)',
    '$power(2, 0.5)',
    '$power(0, -1)',
    '$sqrt(-1)',
    '$abs(-1.5)',
    '$floor(-1.5)',
  ],
  ...[
    '$formatBase(255, 16)',
    '$formatBase(255.5, 2)',
    '$formatBase(1, 1)',
    '$sum(["a"])',
    '$average([1,2])',
    '$max([])',
    '$sum([])',
    '$average([])',
    '$count($nothing)',
  ],
  ...[
    '$type(null)',
    '$type([])',
    '$type($sum)',
    '$type(1)',
    '$type($nothing)',
    '$exists($nothing)',
    '$error("boom")',
    '$assert(false, "no")',
    '$assert(1 = 1, "no")',
  ],
  ...[
    '$single([1,2], function($x){$x = 2})',
    '$single([1], function($x){$x = 2})',
    '$single([2,2], function($x){$x = 2})',
    '$zip([1,2],[3])',
    '$reverse([1,2])',
  ],
  ...[
    '$distinct([1,1,{"a":1},{"a":1}])',
    '$sort([3,1,2])',
    '$sort(["b","a"])',
    '$sort([1,"a"])',
    '$shuffle([1])',
    '$reduce([1,2,3], function($a,$b){$a+$b}, 10)',
    '$reduce([], function($a,$b){$a+$b})',
  ],
  ...[
    '$reduce([1], function($a){$a})',
    '$map([1,2], function($v,$i,$a){$v+$i+$count($a)})',
    '$filter([1,2,3], function($v,$i){$i > 0})',
    '$append([1], 2)',
    '$append($nothing, 1)',
  ],
  ...[
    '$encodeUrlComponent("a b/é")',
    '$encodeUrl("http://a/b c?é")',
    '$decodeUrlComponent("%7E")',
    '$decodeUrl("%E0%A4%A")',
    '$encodeUrlComponent("\\uD800")',
    '$base64encode("a")',
    '$base64decode("YQ==")',
  ],
  ...[
    '1 ~> $string()',
    '"a" ~> $uppercase() ~> $lowercase()',
    '1 ~> 2',
    '$sum ~> $string',
    '($f := $uppercase ~> $lowercase; $f("aB"))',
    'null.a',
    '"a" & 1 & null & true',
    '1/0',
    '0/0',
    '5 % 3',
    '-5 % 3',
    '1 + "a"',
  ],
  ...[
    '"a" < 1',
    '"a" < "b"',
    'null < 1',
    '[1,2] = [1,2]',
    '{"a":1} = {"a":1}',
    '1 in [1,2]',
    '"a" in "a"',
    'true and "x"',
    '[] or false',
    '(1;2;3)',
    '($x := 1; $x := 2; $x)',
    'function($x){$x}(1)',
  ],
  ...[
    '$sum([1, $nothing])',
    '{"a": $nothing}',
    '[1, $nothing, [2]]',
    '{1: 2}',
    '{"a": 1, "a": 2}',
    '[[1,2],[3]][0]',
    '[1,2,3][-1]',
    '[1,2,3][$ > 1]',
    '[1,2,3][[0,2]]',
    '[1,2,3][1.7]',
    '"abc"[0]',
    '[[1]][]',
    '1[]',
    '(1)[0]',
    '(1)[1]',
  ],
  ...[
    '$string({"a":[1,2]}, true)',
    '$string("a")',
    '$string(null)',
    '$string($sum)',
    '$string(1/0)',
    '$clone({"a":1})',
    '{"a":1} ~> |$|{"b":2}|',
    '{"a":1} ~> |$|5|',
    '{"a":1,"b":2} ~> |$|{}, "a"|',
    '{"a":1} ~> |$|{}, 5|',
  ],
  ...[
    '$uppercase(1)',
    '$nosuch(1)',
    'uppercase("a")',
    '$substring(1)',
    '$pad(1, 2)',
    '$map(1, 2)',
    '$sum(1, 2)',
    '$sum({"a":1})',
    '$join([["a"]])',
    '$now',
    '$round("1")',
    '$split("a", 1)',
    '$replace("a", 1, "b")',
    '$length(1)',
  ],
  ...[
    '(λ($x){$x + 1})(2)',
    '($f := function($n){$n <= 1 ? 1 : $n * $f($n - 1)}; $f(10))',
    'function($a, $b)<nn:n>{$a + $b}(1, "2")',
    'function($a)<s-:s>{$a}(1)',
    '($p := $pad(?, 5, "*"); $p("x"))',
    '$sum(?)([1,2])',
    '1(2)',
    '$x(?)',
  ],
]

async function byLibrary(expression: string): Promise<string> {
  try {
    const result = await jsonata(expression).evaluate(undefined, {})
    if (typeof result === 'function' || result?._jsonata_lambda || result?._jsonata_function) return 'function'
    // AWS: numbers that JSON does not have are handed on by their names.
    return JSON.stringify(typeof result === 'number' && !Number.isFinite(result) ? String(result) : result) ?? 'nothing'
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    return code === undefined ? 'internal error' : `${code}: ${message}`
  }
}

function byUs(expression: string): string {
  const env = { random: () => 0.5, uuid: () => '' }
  const scope = { states: {}, variable: () => undefined, variableNames: () => [], now: 0, env } as unknown as JsonataScope
  try {
    return JSON.stringify(compileExpression(expression).evaluate(scope, { expression, location: 'Output' })) ?? 'nothing'
  } catch (error) {
    const { cause, code, message } = error as StatesFailure & { code: string }
    if (cause === undefined) return `${code}: ${message}`
    if (cause.endsWith('returned an unsupported result type.')) return 'function'
    if (cause.endsWith('threw an internal error during evaluation.')) return 'internal error'
    return cause.replace(/^.* threw an error during evaluation\. /s, '')
  }
}

test.each(expressions)('%s is what version 2.0.6 of the library makes of it', async expression => {
  expect(byUs(expression)).toBe(await byLibrary(expression))
})

test('where AWS is known to answer otherwise than the library, it is as on AWS', () => {
  const passive = 'D3086: The sub-picture must not contain a passive character that is preceded by an active character'
  for (const picture of ['x', '0;x']) expect(byUs(`$formatNumber(3, "${picture}")`)).toContain(passive)
  for (const text of ['!!!', 'YQ!', 'é']) expect(byUs(`$base64decode("${text}")`)).toBe('internal error')
  expect(byUs('$base64decode("Y Q\\n==")')).toBe('"a"')
})
