import { describe, expect, it } from 'vitest'
import type { MappingScope } from './reference.ts'
import { compileMapping, MappingSyntaxError } from './template.ts'

const scope: MappingScope = {
  body: '{"message":["Hello","World!"],"who":{"name":"Ann \\"A\\"","age":3,"none":null}}',
  params: { path: { id: '7' }, querystring: { a: '1', b: '2' }, header: { 'X-Id': 'h' } },
  context: { stage: 'prod', identity: { sourceIp: '127.0.0.1' } },
  stageVariables: { table: 'pets' },
}
const fill = (template: string, change: Partial<MappingScope> = {}) => compileMapping(template)({ ...scope, ...change })

describe('a mapping template', () => {
  it('puts the body or a part of it where JSON is wanted', () => {
    expect(fill('{"body": $input.json(\'$\')}')).toBe(`{"body": ${scope.body}}`)
    expect(fill('$input.json("$.message[1]") $input.json(\'$.missing\')')).toBe('"World!" ')
    expect(fill("$input.json('$')", { body: '' })).toBe('{}')
    expect(fill('$input.body', { body: 'plain' })).toBe('plain')
  })

  it('prints values as Java does', () => {
    expect(fill('$input.params().querystring')).toBe('{a=1, b=2}')
    expect(fill("$input.path('$.who') $input.path('$.message')")).toBe('{name=Ann "A", age=3, none=null} ["Hello","World!"]')
    expect(fill("$input.path('$.who').age $input.path('$.message')[0] $input.path('$.who.none')|")).toBe('3 Hello |')
  })

  it('keeps the digits of numbers', () => {
    const body = '{"id":12345678901234567890,"price":1.0,"of":[9007199254740993,2.50]}'
    expect(fill("$input.json('$') $input.json('$.id') $input.json('$.of') $input.json('$.of[1]')", { body })).toBe(
      `${body} 12345678901234567890 [9007199254740993,2.50] 2.50`,
    )
    expect(fill("$input.path('$.id') $input.path('$.price')", { body })).toBe('12345678901234567890 1.0')
  })

  it('finds a parameter in the path, the query and the headers, in this order', () => {
    expect(fill("$input.params('id') ${input.params('b')} $!input.params().header.get('X-Id') $input.params('no')|")).toBe('7 2 h |')
    const both = { path: { k: 'path' }, querystring: { k: 'query' }, header: { k: 'header' } }
    expect(fill("$input.params('k')", { params: both })).toBe('path')
  })

  it('knows the context, stage variables and its own functions', () => {
    expect(fill('$context.stage/$context.identity.sourceIp ${stageVariables.table}s')).toBe('prod/127.0.0.1 petss')
    expect(fill("$util.escapeJavaScript($input.json('$.who.name'))")).toBe('\\"Ann \\\\\\"A\\\\\\"\\"')
    expect(fill('$util.urlEncode("a b&c") $util.urlDecode("a+b%26") $util.base64Encode("x") $util.base64Decode("eA==")')).toBe(
      'a+b%26c a b& eA== x',
    )
    expect(fill('$util.parseJson($input.body).who.age')).toBe('3')
  })

  it('leaves other text as it is, dollars and hashes too, and takes comments out', () => {
    expect(fill('{"price": "$5", "tag": "#1", "other": "$unknown.x", "e": "$"}')).toBe(
      '{"price": "$5", "tag": "#1", "other": "$unknown.x", "e": "$"}',
    )
    expect(fill('a## of no matter\nb#* nor\n this *#c')).toBe('abc')
  })

  it.each([
    ['#set($x = 1)', 'directives such as #set'],
    ['#foreach($x in $input.path("$"))#end', 'directives such as #foreach'],
    ["$input.json('$.[')", 'is no JSONPath'],
    ['$input.json()', 'take a JSONPath'],
    ["$input.path('$').toString()", 'toString'],
    ['$input.getClass()', '$input.getClass'],
    ['$util.evil("x")', '$util.evil'],
    ["$input.params('x'", 'cannot be read'],
  ])('%s is refused before any request comes', (template, reason) => {
    expect(() => compileMapping(template)).toThrow(MappingSyntaxError)
    expect(() => compileMapping(template)).toThrow(reason)
  })

  it('takes a long text in a time that grows with it alone', () => {
    const started = performance.now()
    expect(fill('${'.repeat(100_000)).length).toBe(200_000)
    expect(fill('$input'.slice(0, 3).repeat(100_000)).length).toBe(300_000)
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})
