import { expect, it } from 'vitest'
import type { PathScope } from '../path/select.ts'
import { compileIntrinsic, isIntrinsic } from './intrinsic.ts'

const input = { n: 3, items: [3, 1, 3, { a: 1 }, { a: 1 }], object: { Id: 'x', Tags: [1, 'b', null, 1.5] }, text: 'é€😀', other: { n: 4 } }
const scope: PathScope = {
  input,
  context: () => ({ Execution: { Name: 'run' } }),
  variable: name => (name === 'template' ? 'Dear {}' : undefined),
}
const environment = { random: () => 0.5, uuid: () => '11111111-2222-4333-8444-555555555555' }

function evaluate(text: string) {
  return compileIntrinsic(text).evaluate(scope, environment)
}

it.each([
  ["States.Format('{} is {}', $$.Execution.Name, $.n)", 'run is 3'],
  ["States.Format('{}', $.object)", '{Id=x, Tags=[1, b, null, 1.5]}'],
  ["States.Format('\\{{}\\} it\\'s \\\\', $.n)", "{3} it's \\"],
  ["States.Format($template, 'Ann')", 'Dear Ann'],
  ['States.StringToJson(\'{"a":[1]}\')', { a: [1] }],
  ['States.JsonToString($.object)', '{"Id":"x","Tags":[1,"b",null,1.5]}'],
  ["States.Array(1, 'a', null, true, $.n)", [1, 'a', null, true, 3]],
  ['States.ArrayPartition(States.ArrayRange(1, 5, 2), 2)', [[1, 3], [5]]],
  ['States.ArrayContains($.items, $.items[3])', true],
  ['States.ArrayContains($.items, 9)', false],
  ['States.ArrayRange(3, -3, -3)', [3, 0, -3]],
  ['States.ArrayGetItem($.items, 1)', 1],
  ['States.ArrayLength($.items)', 5],
  ['States.ArrayUnique($.items)', [3, 1, { a: 1 }]],
  ['States.Base64Decode(States.Base64Encode($.text))', 'é€😀'],
  ["States.Hash('abc', 'MD5')", '900150983cd24fb0d6963f7d28e17f72'],
  ["States.Hash('abc', 'SHA-1')", 'a9993e364706816aba3e25717850c26c9cd0d89d'],
  ["States.Hash('abc', 'SHA-256')", 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['States.JsonMerge($.object, $.other, false)', { Id: 'x', Tags: [1, 'b', null, 1.5], n: 4 }],
  ['States.MathRandom(1, 3)', 2],
  ['States.MathAdd(2.5, -1.5)', 2],
  ["States.StringSplit('a.b+c', '.+')", ['a', 'b', 'c']],
  ["States.StringSplit(',,', ',')", []],
  ['States.UUID()', '11111111-2222-4333-8444-555555555555'],
])('%s', (text, value) => {
  expect(evaluate(text)).toEqual(value)
})

it('gives the same number for the same seed', () => {
  expect(evaluate('States.MathRandom(0, 1000, 42)')).toBe(evaluate('States.MathRandom(0, 1000, 42)'))
  expect(evaluate('States.MathRandom(0, 1000, 42)')).not.toBe(evaluate('States.MathRandom(0, 1000, 4242)'))
})

it('names the whole expression when a path in it leads nowhere', () => {
  const text = "States.Format('{}', States.ArrayLength($.none))"
  expect(() => evaluate(text)).toThrow(
    expect.objectContaining({
      error: 'States.Runtime',
      cause: `The function '${text}' had the following error: The JsonPath argument for the field '$.none' could not be found in the input '${JSON.stringify(input)}'`,
    }),
  )
})

it.each([
  'States.ArrayGetItem($.items, 5)',
  'States.ArrayRange(1, 10, 0)',
  'States.ArrayRange(1, 1001, 1)',
  'States.ArrayPartition($.items, 0)',
  'States.JsonMerge($.object, $.other, true)',
  'States.MathAdd(2147483648, 0)',
  "States.Format('{} {}', 1)",
  "States.StringToJson('{')",
  "States.Hash('a', 'MD4')",
  "States.Base64Decode('!')",
  'States.ArrayLength($.n)',
])('%s is an error that nothing catches', text => {
  const cause = expect.stringContaining(`The function '${text}' had the following error: Invalid arguments in States.`)
  expect(() => evaluate(text)).toThrow(expect.objectContaining({ error: 'States.Runtime', cause }))
})

it.each([
  ["States.Format('{', 1)", "matching '}' not found for '{'."],
  // What aws/aws-cdk#29261 ran: an escaped backslash leaves the brace after it bare.
  ['States.Format(\'{} \\\\{ "name" \\\\}\', $.n)', "matching '}' not found for '{'."],
  ["States.Format('{} }', $.n)", "matching '{' not found for '}'."],
])('%s has a template that is none', (text, reason) => {
  const cause = `The function '${text}' had the following error: Invalid template in States.Format: ${reason}`
  expect(() => evaluate(text)).toThrow(expect.objectContaining({ error: 'States.Runtime', cause }))
})

it.each(['States.Foo(1)', 'States.UUID(1)', "States.Format('\\\"')", 'States.Format(', `${'States.Array('.repeat(11)}${')'.repeat(11)}`])(
  'refuses %s',
  text => {
    expect(isIntrinsic(text)).toBe(true)
    expect(() => compileIntrinsic(text)).toThrow(expect.objectContaining({ name: 'PathSyntaxError' }))
  },
)
