import { type Attack, jsonata, jsonataFields, jsonPath, machine, passing } from './attack-machines.ts'

/** A value of 2^60 nodes that takes no memory, and what is then done with it. */
function doubled(start: string, step: string, use: string): string {
  return `($a := ${start}; ${`$a := ${step}; `.repeat(60)}${use})`
}

const query = 'States.QueryEvaluationError'
const runtime = 'States.Runtime'
const fine = 'SUCCEEDED'
const refused = 'InvalidDefinition'
const badInput = 'InvalidExecutionInput'

const words = (count: number, text: string): string => text.repeat(count)
const deepArray = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`
const deepObject = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
const polluting = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"a":{"x":1}}'

/** JSONata: what makes work, text or structure out of a short expression. */
const expressions: readonly (readonly [name: string, expression: string, outcome: string])[] = [
  ['a pattern that backtracks, (a+)+', '$contains($pad("a", 5000, "a") & "!", /^(a+)+$/)', fine],
  ['a pattern that backtracks, (a|aa)+', '$contains($pad("a", 100000, "a") & "!", /^(a|aa)+$/)', fine],
  ['a pattern that backtracks, (.*)*x', '$match($pad("a", 200000, "a"), /(.*)*(.*)*(.*)*x/)', query],
  ['a pattern that looks to the end for each match', '$match($pad("ab", 200000, "ab"), /a[^c]*c|a/)', query],
  ['a pattern of 1,000 repetitions of 1,000', '$match($pad("a", 100000, "a"), /((a{1,30}){1,30}){1,30}b/)', query],
  ['a million matches', '$match($pad("a", 1000000, "a"), /a/)', query],
  [
    'a matcher that never moves on',
    '$match("a", function($s) { {"start": 0, "end": 0, "groups": [], "next": function() { $s } } })',
    query,
  ],
  ['$pad to 500,000,000', '$pad("x", 500000000)', query],
  ['$pad to -500,000,000', '$pad("x", -500000000, "ab")', query],
  ['$pad to the limit, kept five times', '($m := $map([1..50], function($x) { $pad("x", 6990000) }); $count($m))', query],
  ['$pad with characters of four bytes', '($m := $map([1..50], function($x) { $pad("x", 6990000, "😀") }); $count($m))', query],
  ['a long text within a long text', '$contains($pad("a", 3000000, "a"), $pad("a", 1000000, "a") & "b" & $pad("a", 1000000, "a"))', fine],
  [
    'long texts compared again and again',
    '($a := $pad("x", 3000000); $b := $pad("x", 3000000); $map([1..800000], function($x) { $a < $b }))',
    query,
  ],
  [
    'long texts that are equal, again and again',
    '($a := $pad("x", 3000000); $b := $pad("x", 3000000); $map([1..800000], function($x) { $a = $b }))',
    query,
  ],
  ['a long text many times in the output', '($s := $pad("x", 6000000); $map([1..10000], function($x) { $s }))', query],
  [
    'a signature that looks at each number',
    '($a := [1..500000]; $f := function($x)<a<n>:n> { 1 }; $map([1..300000], function($x) { $f($a) }))',
    query,
  ],
  [
    'an object of many names, asked again and again',
    '($o := $merge($map([1..5000], function($x) { {$string($x): 1} })); $map([1..300000], function($x) { $boolean($o) }))',
    query,
  ],
  ['recursion', '($f := function($x) { 1 + $f($x) }; $f(1))', query],
  ['recursion that doubles', '($f := function($x) { $f($x) + $f($x) }; $f(1))', query],
  ['a tail call', '($f := function($x) { $f($x) }; $f(1))', query],
  ['a tail call with a growing text', '($f := function($x) { $f($x & $x) }; $f("x"))', query],
  ['a tail call with a growing array', '($f := function($x) { $f([$x, 1]) }; $f([]))', query],
  ['two functions that call each other', '($f := function($x) { $g($x) }; $g := function($x) { $f($x) }; $f(1))', query],
  ['a range of 10,000,000', '[1..10000000]', query],
  ['$range of 10,000,000', '$range(1, 10000000, 1)', query],
  ['ranges one after the other', '($f := function($n) { ($x := [1..800000]; $f($n + 1)) }; $f(0))', query],
  ['ranges in ranges', '[1..800000].([1..800000])', query],
  ['$map in $map', '$map([1..800000], function($x) { $map([1..100], function($y) { $x * $y }) })', query],
  ['functions made by $map', '$map([1..800000], function($x) { function() { 1 } })', query],
  ['objects made by $map', '$map([1..800000], function($x) { {"a": $x, "b": [$x]} })', query],
  ['$filter in $filter', '$filter([1..100000], function($x) { $filter([1..1000], function($y) { false }) })', query],
  ['$reduce with $append', '$reduce([1..100000], function($a, $b) { $append($a, $b) })', query],
  ['$merge of many', '$merge($map([1..100000], function($x) { {$string($x): $x} }))', query],
  ['$distinct of objects', '$distinct($map([1..100000], function($x) { {"a": $x} }))', query],
  ['$replace by something longer', '$replace($pad("a", 1000000, "a"), "a", $pad("b", 100000, "b"))', query],
  ['$replace by pattern and function', '$replace($pad("a", 1000000, "a"), /a/, function($m) { "bb" })', query],
  ['$split into characters', '$split($pad("a", 6000000, "a"), "")', query],
  ['$split at a pattern', '$split($pad("a,", 3000000, "a,"), /,/)', query],
  ['$join of long texts', '$join($map([1..100000], function($x) { $pad("x", 200) }))', query],
  ['$string of a text that doubles', `($s := "x"; ${'$s := $s & $s; '.repeat(40)}$length($s))`, query],
  ['$base64encode again and again', `($s := $pad("x", 1000000); ${'$s := $base64encode($s); '.repeat(20)}$length($s))`, query],
  ['$encodeUrlComponent of a long text', '$length($encodeUrlComponent($pad("%", 3000000, "%")))', query],
  ['$sort with a costly comparison', '$sort([1..100000], function($a, $b) { $count([1..1000]) > 0 })', query],
  ['$sort with a comparison that contradicts itself', '$count($sort([1..200000], function($a, $b) { true }))', query],
  ['order-by of many', '$count([1..300000]^(>$string($)))', query],
  ['$formatNumber of many', '$map([1..300000], function($x) { $formatNumber($x, "#,##0.00") })', query],
  ['$formatNumber with a picture of 1,000,000', '$formatNumber(1, $pad("0", 1000000, "0"))', query],
  ['$formatInteger with a picture of 100,000 groups', '$formatInteger(1, "#,##0" & $pad("#", 200000, "#,"))', query],
  ['$formatBase of many', '$map([1..300000], function($x) { $formatBase($x, 2) })', query],
  ['$fromMillis with a picture of 1,000,000', '$length($fromMillis(0, $pad("[Y]", 1000000, "[Y]")))', query],
  ['$toMillis with a long picture', '$toMillis($pad("1", 10000, "1"), $pad("[Y]", 100000, "[Y]"))', query],
  ['$parse of deep JSON', `$parse($pad("[", 3000000, "["))`, query],
  ['$parse of many empty arrays', '$parse("[" & $pad("[],", 3000000, "[],") & "1]")', query],
  ['$hash of a long text again and again', '$map([1..100000], function($x) { $hash($pad("x", 1000), "SHA-512") })', query],
  ['$power beyond numbers', '$power(10, 400)', query],
  ['grouping of many', '[1..200000]{$string($): $}', query],
  ['tuples of many', '$count(([1..20000])@$x.([1..20000])@$y.{"x": $x, "y": $y})', query],
  ['a parent of many', '$count([1..300000].{"a": $}.a.%)', query],
  ['a transformation of much', '$map([1..1000], function($x) { [1..10000] ~> |$|{"a": 1}| })', query],
  ['$zip of long arrays', '$zip([1..800000], [1..800000], [1..800000])', query],
  ['$shuffle of much, often', '$map([1..100], function($x) { $shuffle([1..100000]) })', query],
  ['$string of a value that doubles', doubled('{"x": 1}', '{"l": $a, "r": $a}', '$string($a)'), query],
  ['a value that doubles, as the output', doubled('{"x": 1}', '{"l": $a, "r": $a}', '$a'), query],
  ['all below a value that doubles', doubled('{"x": 1}', '{"l": $a, "r": $a}', '$count($a.**)'), query],
  ['$boolean of an array that doubles', doubled('[[1]]', '[[$a], [$a]]', '$boolean($a)'), query],
  ['a name below an array that doubles', doubled('[[1]]', '[[$a], [$a]]', '$a.x'), query],
  ['equality of values that double', doubled('{"x": 1}', '{"l": $a, "r": $a}', '$a = $a ~> |$|{}|'), query],
  ['the constructor of a function', '$uppercase.constructor("return process")()', query],
  ['$eval', '$eval("1")', query],
  ['names of prototypes', '$states.input.__proto__.polluted', query],
  ['$lookup of a prototype', '$lookup($states.input.a, "__proto__")', query],
  ['a prototype written by a transformation', '$count($keys({"a": 1} ~> |$|{"__proto__": {"polluted": 1}}|))', fine],
  ['a prototype written by $merge', '$count($merge([{"__proto__": {"polluted": 1}}]))', fine],
  ['parentheses 40,000 deep', words(40_000, '('), refused],
]

/** JSONPath: published injections of its libraries (CVE-2024-21534, CVE-2025-1302 and their like), and what visits too much. */
const paths: readonly (readonly [name: string, path: string, outcome: string, input?: string])[] = [
  ["a constructor's code", "$[(@.constructor.constructor('return process')())]", refused],
  ['code in a filter', "$[?(process.mainModule.require('child_process').execSync('id'))]", refused],
  ['code by way of a constructor', "$..[?(p='this.process.mainModule.require';e=''[['constructor']][['constructor']](p);e())]", refused],
  ['code by a setter', "$..[?(''.sub['__defineGetter__'].call(@,'x',1))]", refused],
  ['code in a function literal', '$[?(((function(){return process})()).exit())]', refused],
  ['code in a script', '$[(global.process.exit(1))]', refused],
  ['the prototype of a member', '$.a.__proto__', runtime, polluting],
  ['the constructor of a member', '$.a.constructor.name', runtime, polluting],
  ['scans within scans of a deep value', '$..*..*..*', runtime, deepArray(900)],
  ['forty scans', `$${words(40, '..a')}`, runtime, deepObject(900)],
  [
    'wildcards of wildcards',
    '$..[*]..[*]..[*]..[*]..[*]..[*]..[*]..[*]',
    runtime,
    `${words(300, '[')}[${words(9_999, '[1],')}1]${words(300, ']')}`,
  ],
  ['a filter with a pattern that backtracks', '$[?(@ =~ /^(a+)+$/)]', fine, `["${words(200_000, 'a')}!"]`],
  ['a filter with a long pattern over long texts', `$[?(@ =~ /${words(500, '(a|b)*')}c/)]`, refused, `["${words(200_000, 'a')}"]`],
  ['a filter that reads all of the input for each item', '$[?(@ in $..*)]', runtime, `[${words(20_000, '1,')}1]`],
  ['a function over all of the input for each item', '$[?(@ == $.sum())]', runtime, `[${words(40_000, '1,')}1]`],
  ['a pattern of all letters in a filter', '$[?(@ =~ /(\\p{L}?){1000}x/)]', runtime, `["${words(60_000, 'é')}"]`],
  [
    'a filter that searches a long text for each item',
    '$.a[?($.b contains @)]',
    runtime,
    `{"b":"${words(100_000, 'a')}","a":[${words(20_000, '"ab",')}"b"]}`,
  ],
  [
    'a filter that reads a long number for each item',
    '$.a[?(@ == $.b)]',
    fine,
    `{"b":"${words(100_000, '1')}","a":[${words(40_000, '2,')}2]}`,
  ],
  ['ten thousand names at each place', `$..[${words(9_999, "'a',")}'a']`, runtime, `[${words(20_000, '{},')}{}]`],
  ['a slice to 10^15', '$[0:999999999999999]', fine, '[1,2,3]'],
  ['a slice from -10^15 by 1', '$[-999999999999999:999999999999999:1]', fine, '[1,2,3]'],
  ['a path of 10,000 steps', `$${words(10_000, '.a')}`, refused],
  ['a path of 100,000 brackets', `$${words(100_000, '[')}`, refused],
  ['a filter 10,000 deep', `$[?${words(10_000, '(')}@.a${words(10_000, ')')}]`, refused],
]

const intrinsics: readonly (readonly [name: string, call: string, outcome: string, input?: string])[] = [
  ['a range of a billion', 'States.ArrayRange(1, 1000000000, 1)', runtime],
  ['a range of numbers beyond 32 bits', 'States.ArrayRange(0, 1e300, 1)', runtime],
  ['ArrayPartition of a long array by one', 'States.ArrayPartition($.a, 1)', 'States.DataLimitExceeded', `{"a":[${words(99_999, '1,')}1]}`],
  ['StringSplit of a long text', "States.StringSplit($.a, ',')", 'States.DataLimitExceeded', `{"a":"${words(100_000, 'a,')}"}`],
  [
    'Format of a thousand long texts',
    `States.Format('${words(1_000, '{}')}'${words(1_000, ', $.a')})`,
    runtime,
    `{"a":"${words(200_000, 'a')}"}`,
  ],
  ['a text within a text, ten deep', `${words(9, 'States.JsonToString(')}$.a${words(9, ')')}`, runtime, `{"a":"${words(100_000, '\\"')}"}`],
  [
    'ArrayUnique of a thousand times the input',
    `States.ArrayUnique(States.Array($${words(999, ', $')}))`,
    runtime,
    `{"a":[${words(50_000, '1,')}1]}`,
  ],
  [
    'Array of a thousand times the input',
    `States.Array($${words(999, ', $')})`,
    'States.DataLimitExceeded',
    `{"a":[${words(50_000, '1,')}1]}`,
  ],
  ['Base64 of a long text', 'States.Base64Encode($.a)', runtime, `{"a":"${words(200_000, 'a')}"}`],
  ['a text formatted into itself', `States.Format('${words(50, '{}')}'${words(50, ', $.a')})`, runtime, `{"a":"${words(200_000, 'a')}"}`],
  ['Format in Format, ten deep', formatted(9), 'States.DataLimitExceeded', `{"a":"${words(1_000, 'a')}"}`],
  ['JsonMerge of deep objects', 'States.JsonMerge($.a, $.a, false)', fine, `{"a":${deepObject(900)}}`],
  ['JsonMerge deeply', 'States.JsonMerge($.a, $.a, true)', runtime, `{"a":${deepObject(900)}}`],
  ['StringToJson of deep JSON', 'States.StringToJson($.a)', runtime, `{"a":"${words(200_000, '[')}"}`],
  ['ArrayUnique of deep values', 'States.ArrayUnique($.a)', fine, `{"a":[${deepArray(900)},${deepArray(900)}]}`],
  ['ArrayContains of deep values', 'States.ArrayContains($.a, $.b)', fine, `{"a":[${deepArray(900)}],"b":${deepArray(900)}}`],
  ['Hash of a long text', "States.Hash($.a, 'SHA-512')", runtime, `{"a":"${words(200_000, 'a')}"}`],
  ['calls 10,000 deep', `${words(10_000, 'States.Array(')}${words(10_000, ')')}`, refused],
]

/** A text that is thirty times itself in each of so many calls. */
function formatted(depth: number): string {
  const inner = depth === 0 ? '$.a' : formatted(depth - 1)
  return `States.Format('{}{}', ${inner}, ${inner})`
}

/** Fields of a template, all of them the same. */
function fields(count: number, value: string, ending = ''): object {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`m${at}${ending}`, value]))
}

const choice = (StringMatches: string): string =>
  machine({ S: { Type: 'Choice', Choices: [{ Variable: '$', StringMatches, Next: 'Z' }], Default: 'Z' }, Z: { Type: 'Succeed' } })

const others: readonly Attack[] = [
  { name: 'StringMatches: 5,000 stars', definition: choice(`${words(5_000, '*a')}*b`), input: `"${words(200_000, 'a')}"`, outcome: fine },
  {
    name: 'StringMatches: a star between halves',
    definition: choice(`${words(2_000, 'a')}*${words(2_000, 'b')}*c`),
    input: `"${words(200_000, 'a')}"`,
    outcome: fine,
  },
  {
    name: 'StringMatches: a long piece',
    definition: choice(`*${words(50_000, 'a')}b${words(50_000, 'a')}*`),
    input: `"${words(250_000, 'a')}"`,
    outcome: fine,
  },
  { name: 'Input: arrays 100,000 deep', definition: passing({ InputPath: '$' }), input: deepArray(100_000), outcome: badInput },
  {
    name: 'Input: objects 40,000 deep',
    definition: passing({ ResultPath: '$.x', Result: 1 }),
    input: deepObject(40_000),
    outcome: badInput,
  },
  { name: 'Input: arrays 900 deep, into JSONata', definition: jsonata('$states.input ~> |$|{}|'), input: deepArray(900), outcome: fine },
  { name: 'Input: names of prototypes', definition: passing({ ResultPath: '$.added', Result: 1 }), input: polluting, outcome: fine },
  {
    name: 'ResultPath: into a prototype',
    definition: passing({ ResultPath: '$.__proto__.polluted', Result: 1 }),
    input: '{}',
    outcome: fine,
  },
  {
    name: 'Assign: a variable called __proto__',
    definition: passing({ Assign: { __proto__x: 1, 'y.$': '$' } }),
    input: polluting,
    outcome: fine,
  },
  {
    name: 'Template: names of prototypes',
    definition: `{"StartAt":"S","States":{"S":{"Type":"Pass","Parameters":{"__proto__":{"polluted.$":"$.a"},"constructor":{"prototype":1}},"End":true}}}`,
    input: polluting,
    outcome: fine,
  },
  {
    name: 'Template: 1,000 deep',
    definition: `{"StartAt":"S","States":{"S":{"Type":"Pass","End":true,"Parameters":${deepObject(1_000)}}}}`,
    outcome: refused,
  },
  {
    name: 'Template: twenty copies of a long text',
    definition: passing({ Parameters: fields(20, '$.a', '.$') }),
    input: `{"a":"${words(200_000, 'a')}"}`,
    outcome: 'States.DataLimitExceeded',
  },
  {
    name: 'Definition: a state called __proto__',
    definition: '{"StartAt":"__proto__","States":{"__proto__":{"Type":"Pass","End":true}}}',
    outcome: fine,
  },
  {
    name: 'Template: 5,000 copies of a long text',
    definition: passing({ Parameters: fields(5_000, '$.a', '.$') }),
    input: `{"a":"${words(200_000, 'a')}"}`,
    outcome: 'States.DataLimitExceeded',
  },
  {
    name: 'Template: 1,000 scans',
    definition: passing({ Parameters: fields(1_000, '$..*..*', '.$') }),
    input: deepArray(900),
    outcome: runtime,
  },
  {
    name: 'Template: 1,000 costly expressions',
    definition: jsonataFields(fields(1_000, '{% $count($map([1..50000], function($x) { $x })) %}')),
    outcome: query,
  },
  {
    name: 'Template: 100 long texts of expressions',
    definition: jsonataFields(fields(100, '{% $pad("x", 6000000) %}')),
    outcome: query,
  },
  {
    name: 'Choice: 1,000 costly conditions',
    definition: JSON.stringify({
      ...{ QueryLanguage: 'JSONata', StartAt: 'S' },
      States: {
        S: {
          ...{ Type: 'Choice', Default: 'Z' },
          Choices: Array.from({ length: 1_000 }, () => ({ Condition: '{% $count([1..50000][$ > 0]) = 0 %}', Next: 'Z' })),
        },
        Z: { Type: 'Succeed' },
      },
    }),
    outcome: query,
  },
  {
    name: 'Assign: a variable that doubles',
    definition: machine({
      S: { Type: 'Pass', Assign: { x: [1] }, Next: 'L' },
      L: { Type: 'Pass', Assign: { 'x.$': 'States.Array($x, $x)' }, Next: 'C' },
      C: { Type: 'Choice', Choices: [{ Variable: '$.never', IsPresent: true, Next: 'Z' }], Default: 'L' },
      Z: { Type: 'Succeed' },
    }),
    outcome: 'States.DataLimitExceeded',
  },
  { name: 'Definition: brackets 100,000 deep', definition: words(100_000, '['), outcome: refused },
  {
    name: 'Definition: a loop without an end',
    definition: machine({ S: { Type: 'Pass', Next: 'T' }, T: { Type: 'Pass', Next: 'S' } }),
    outcome: refused,
  },
  {
    name: 'Numbers: 1e400 and 400 digits',
    definition: passing({ Parameters: { 'x.$': 'States.MathAdd($.a, $.b)' } }),
    input: `{"a":1e400,"b":${words(400, '9')}}`,
    outcome: runtime,
  },
]

/** Every attack on an interpreter that we know of, as a machine that somebody could send, and what must become of it. */
export const attacks: readonly Attack[] = [
  ...expressions.map(([name, expression, outcome]) => ({ name: `JSONata: ${name}`, definition: jsonata(expression), outcome })),
  ...paths.map(([name, path, outcome, input]) => ({
    name: `JSONPath: ${name}`,
    definition: jsonPath(path),
    outcome,
    ...(input && { input }),
  })),
  ...intrinsics.map(([name, call, outcome, input]) => ({
    ...{ name: `Intrinsic: ${name}`, definition: jsonPath(call), outcome, ...(input && { input }) },
  })),
  ...others,
]
