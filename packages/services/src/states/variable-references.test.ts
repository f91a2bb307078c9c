import { expect, test } from 'vitest'
import { variableReferences } from './variable-references.ts'

const references = (states: object, language?: string) =>
  variableReferences(JSON.stringify({ StartAt: 'A', ...(language && { QueryLanguage: language }), States: states }))

test('paths read variables, and templates only where they are marked', () => {
  const states = {
    A: { Type: 'Pass', InputPath: '$a.b', Parameters: { 'x.$': '$b[0]', y: '$c', ResultPath: '$d' }, ResultPath: '$.e' },
    B: { Type: 'Choice', Choices: [{ And: [{ Variable: '$f', StringEqualsPath: '$$.Execution.Name', Next: 'A' }] }] },
  }
  expect(references(states)).toEqual({ A: ['a', 'b'], B: ['f'] })
})

test('intrinsic functions read variables outside their literals', () => {
  expect(references({ A: { Type: 'Pass', Parameters: { 'x.$': "States.Format('$no {} it\\'s $no', $yes)" } } })).toEqual({ A: ['yes'] })
})

test('what is assigned or a literal is not read', () => {
  expect(references({ A: { Type: 'Pass', Result: { 'x.$': '$x' }, Assign: { a: 1, b: '$x' } } })).toEqual({})
})

test('JSONata reads names that are neither functions nor bound in the expression', () => {
  const text = "{% ($local := $a; $map($b, function($v) { $v & $string($c) & '$no' }); $states.input.x & $local) %}"
  expect(references({ A: { Type: 'Pass', Output: { x: [text, '$plain'] } } }, 'JSONata')).toEqual({ A: ['a', 'b', 'c'] })
})

test('nested states are listed under their own names', () => {
  const states = {
    A: {
      Type: 'Map',
      ItemsPath: '$items',
      ItemReader: { ReaderConfig: { MaxItemsPath: '$max' } },
      ItemProcessor: { StartAt: 'B', States: { B: { Type: 'Wait', SecondsPath: '$seconds' } } },
    },
  }
  expect(references(states)).toEqual({ A: ['items', 'max'], B: ['seconds'] })
})

const inOutput = (text: string, member = 'x') => references({ A: { Type: 'Pass', Output: { [member]: `{% ${text} %}` } } }, 'JSONata')['A']

test.each([
  ['$states.input.a@$l.b#$i.{ "q": $l, "w": $i, "e": $x }', ['x']],
  ['$states.input.a[b = 1]#$i.{ "w": $i, "e": $x }', ['x']],
  ['($x := $x + 1; $x)', ['x']],
  ['($x := 1; $x)', undefined],
  ['[($x := 1; $x), $x]', ['x']],
  ['[function($v) { $v }(1), $v]', ['v']],
  ['($f := function() { $g() }; $g := function() { $f() & $x }; $f())', ['x']],
  ['($f := function($n) { $n = 0 ? 0 : $f($n - 1) }; $f(3))', undefined],
  ['($x := 1; ($y := $x; $y & $z); $y)', ['z', 'y']],
  ['$match($x, /\\$no"/) ~> $count() & "$no" & $y', ['x', 'y']],
  ['$größe + 1', ['größe']],
  ['$x($y) & $z', ['x', 'y', 'z']],
  ['[function() { $x }(), ($x := 1; $x)]', ['x']],
  ['[function() { $x }(), function() { $x := 1 }()]', ['x']],
  ['$states.input.a@$l.b & $l', ['l']],
  ['($x)[$y]', ['x', 'y']],
  ['$states.input ~> |$|{ "a": $x }|', ['x']],
])('JSONata: %s reads %j', (text, variables) => {
  expect(inOutput(text)).toEqual(variables)
})

test.each(['Result', 'Comment', 'States', 'ItemProcessor'])('a member of Output and of Arguments may be called %s', member => {
  expect(inOutput('$x', member)).toEqual(['x'])
  expect(references({ A: { Type: 'Task', Arguments: { [member]: '{% $x %}' } } }, 'JSONata')).toEqual({ A: ['x'] })
})

test.each([
  ['$.a[?(@.b == $x.c && @.d =~ /$no/)]', ['x']],
  ['$.a.$no', undefined],
  ["States.Array($.a['$no'], States.Format('$no', $x), $y[0])", ['x', 'y']],
  ['$$.Execution.Name', undefined],
])('JSONPath: %s reads %j', (path, variables) => {
  expect(references({ A: { Type: 'Pass', Parameters: { 'p.$': path } } })['A']).toEqual(variables)
})

test('what is no expression reads nothing', () => {
  expect(references({ A: { Type: 'Pass', Output: ['--$x--', ' {% $y %}'] } }, 'JSONata')).toEqual({})
})

test('a name within quotes of a path is none of a variable', () => {
  expect(references({ A: { Type: 'Pass', InputPath: '$a["$no"]', OutputPath: "$.b['$no']" } })).toEqual({ A: ['a'] })
})

test('what a definition reads is found once, as long as not much else has been asked for since', () => {
  const definitionOf = (name: string, length = 0) => `{"States":{"A":{"Comment":"${'x'.repeat(length)}","InputPath":"$${name}"}}}`
  const first = variableReferences(definitionOf('first'))
  expect(variableReferences(definitionOf('first'))).toBe(first)
  for (let index = 0; index < 3; index++) variableReferences(definitionOf(`other${index}`, 1_000_000))
  expect(variableReferences(definitionOf('first'))).toBe(first)
  variableReferences(definitionOf('last', 1_000_000))
  const again = variableReferences(definitionOf('first'))
  expect(again).not.toBe(first)
  expect(again).toEqual(first)
  expect(variableReferences(definitionOf('first'))).toBe(again)
})
