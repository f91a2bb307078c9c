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
