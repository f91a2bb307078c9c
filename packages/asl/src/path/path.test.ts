import { expect, it } from 'vitest'
import { compilePath, findOrFail } from './path.ts'
import { PathSyntaxError } from './path-syntax-error.ts'
import type { PathScope } from './select.ts'

const shop = {
  books: [
    { kind: 'ref', author: 'Nigel', price: 9 },
    { kind: 'novel', author: 'Evelyn', price: 13 },
    { kind: 'novel', author: 'Herman', price: 8.5, isbn: '0-553' },
  ],
  'odd-key': 1,
  é: 2,
  limit: 10,
  text: 'hello',
}

function scopeOf(input: PathScope['input']): PathScope {
  return { input, context: () => ({ Execution: { Id: 'e' } }), variable: name => (name === 'v' ? [1, { x: 2 }] : undefined) }
}

function find(text: string) {
  return compilePath(text).find(scopeOf(shop))
}

it.each([
  ['$.odd-key', 1],
  ['$.é', 2],
  ["$['odd-key']", 1],
  ['$.books[0].author', 'Nigel'],
  ['$.books[-1].author', 'Herman'],
  ['$.books[(@.length-1)].author', 'Herman'],
  ["$['limit','text','none']", { limit: 10, text: 'hello' }],
  ['$$.Execution.Id', 'e'],
  ['$$.Execution.Id ', 'e'],
  ['$.limit  ', 10],
  ['$v[1].x', 2],
  ['$.books.length()', 3],
  ['$..price.max()', 13],
  ['$.text.length()', 5],
  ['$.books.append($.none)', undefined],
])('gives the value of the definite path %s', (text, value) => {
  expect(compilePath(text).isDefinite).toBe(true)
  expect(find(text)).toEqual(value)
})

it.each([
  ['$.books[*].author', ['Nigel', 'Evelyn', 'Herman']],
  ['$..author', ['Nigel', 'Evelyn', 'Herman']],
  ['$.books[1:].price', [13, 8.5]],
  ['$.books[:-2].price', [9]],
  ['$.books[::2].price', [9, 8.5]],
  ['$.books[0,2].price', [9, 8.5]],
  ['$.books[?(@.isbn)].author', ['Herman']],
  ['$.books[0][?(@.price == 9)].author', ['Nigel']],
  ['$.books[?(@.price < $.limit && @.kind == "novel")].author', ['Herman']],
  ['$.books[?(!@.isbn)].author', ['Nigel', 'Evelyn']],
  ['$.books[?(@.author =~ /n.*|H.*n/i)].price', [9, 8.5]],
  ["$.books[?(@.kind in ['ref','x'])].price", [9]],
  ["$.books[?(@.kind nin ['ref'])].price", [13, 8.5]],
  ['$.books[?(@.author size 5)].price', [9]],
  ['$.books[?(@.price > .85 && @.price < 09.)].price', [8.5]],
  ['$.none[*]', []],
])('gives all matches of the indefinite path %s', (text, values) => {
  expect(compilePath(text).isDefinite).toBe(false)
  expect(find(text)).toEqual(values)
})

it.each(['$.', 'a', '$.a[', '$.a b', '$.a.foo()', "$['a", '$[?(process.exit())]', "$[(@.constructor.constructor('return 1')())]"])(
  'refuses %s with a position',
  text => {
    expect(() => compilePath(text)).toThrow(PathSyntaxError)
  },
)

it.each([
  ['$.none', "Invalid path '$.none' : No results for path: $['none']"],
  ['$.none.x', "Invalid path '$.none.x' : Missing property in path $['none']"],
  ['$.text[0]', 'Invalid path \'$.text[0]\' : Filter: [0] can only be applied to arrays. Current context is: "hello"'],
])('says why %s leads nowhere', (text, cause) => {
  expect(() => findOrFail(compilePath(text), scopeOf(shop))).toThrow(expect.objectContaining({ error: 'States.Runtime', cause }))
})

it('reads only members of the value itself', () => {
  for (const name of ['__proto__', 'constructor', 'toString']) expect(find(`$.${name}`)).toBeUndefined()
  expect(compilePath('$.__proto__').find(scopeOf(JSON.parse('{"__proto__":5}')))).toBe(5)
})

it('gives up a path that would visit too much', () => {
  let deep: PathScope['input'] = []
  for (let depth = 0; depth < 100_000; depth++) deep = [deep]
  expect(() => compilePath('$..*..*').find(scopeOf(deep))).toThrow(expect.objectContaining({ error: 'States.Runtime' }))
})
