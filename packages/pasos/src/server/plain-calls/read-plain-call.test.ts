import { describe, expect, it } from 'vitest'
import { readPlainCall } from './read-plain-call.ts'

const body = '{"a":"ü"}'
const length = `Content-Length: ${Buffer.byteLength(body)}`
const lines = ['Host: localhost:1', 'X-Amz-Target: AmazonSQS.SendMessage', length]

function call(more: readonly string[] = [], { line = 'POST / HTTP/1.1', of = lines, text = body } = {}): Buffer {
  return Buffer.from(`${[line, ...of, ...more].join('\r\n')}\r\n\r\n${text}`)
}

describe('a call as SDKs send it', () => {
  it('is its headers by small names, and its bytes', () => {
    const read = readPlainCall(call(['authorization: AWS4-HMAC-SHA256 Credential=a/b, Signature=0', 'x-empty:', 'x-a:  b  c ']))
    expect(read?.headers).toEqual({
      host: 'localhost:1',
      'x-amz-target': 'AmazonSQS.SendMessage',
      'content-length': '10',
      authorization: 'AWS4-HMAC-SHA256 Credential=a/b, Signature=0',
      'x-empty': '',
      'x-a': 'b  c',
    })
    expect(read?.body.toString()).toBe(body)
  })

  it('may say that its connection is to be kept', () => {
    expect(readPlainCall(call(['Connection: Keep-Alive']))).toBeDefined()
  })

  it('may have names that every object knows', () => {
    expect(readPlainCall(call(['constructor: 1', 'toString: 2']))?.headers).toMatchObject({ constructor: '1', tostring: '2' })
  })

  it('may be empty', () => {
    expect(readPlainCall(call([], { of: ['host: a', 'content-length: 0'], text: '' }))?.body.length).toBe(0)
  })
})

describe('left to Node is what has', () => {
  it.each([
    ['another method', call([], { line: 'GET / HTTP/1.1' })],
    ['a path', call([], { line: 'POST /a HTTP/1.1' })],
    ['a query', call([], { line: 'POST /?a HTTP/1.1' })],
    ['another version', call([], { line: 'POST / HTTP/1.0' })],
    ['an address in its line', call([], { line: 'POST http://localhost/ HTTP/1.1' })],
    ['an empty line before it', Buffer.concat([Buffer.from('\r\n'), call()])],
    ['not come whole', call().subarray(0, -1)],
    ['no end of its head', Buffer.from('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n')],
    ['something after it', Buffer.concat([call(), call()])],
    ['no host', call([], { of: [length] })],
    ['no length', call([], { of: ['host: a'] })],
    ['a length that is no number', call([], { of: ['host: a', 'content-length: +10'] })],
    ['its length twice', call([length])],
    ['its host twice', call(['host: b'])],
    ['any header twice', call(['x-a: 1', 'X-A: 1'])],
    ['chunks', call(['Transfer-Encoding: chunked'])],
    ['a question before its body', call(['Expect: 100-continue'])],
    ['another protocol in mind', call(['Upgrade: h2c'])],
    ['no wish to keep its connection', call(['Connection: close'])],
    ['headers for the next hop', call(['Connection: x-amz-target'])],
    ['an origin', call(['Origin: http://localhost:1'])],
    ['marks of a browser', call(['Sec-Fetch-Site: same-origin'])],
    ['a cookie', call(['Cookie: a=b'])],
    ['a line that goes on', call(['x-a: 1', ' 2'])],
    ['a line that ends in half', call(['x-a: 1\nx-b: 2'])],
    ['a return in a line', call(['x-a: 1\rx-b: 2'])],
    ['a space in a name', call(['x-a : 1'])],
    ['a name of other letters', call(['__proto__: 1'])],
    ['a line without a colon', call(['x-a'])],
    ['a zero byte', call(['x-a: \0'])],
    ['letters beyond ASCII', call(['x-a: ü'])],
    ['a head that is long', call([`x-a: ${'a'.repeat(9_000)}`])],
  ])('%s', (_what, bytes) => {
    expect(readPlainCall(bytes)).toBeUndefined()
  })
})
