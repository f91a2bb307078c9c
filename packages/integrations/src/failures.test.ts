import { expect, test } from 'vitest'
import { whyUnreachable } from './failures.ts'

test.each([
  ['ENOTFOUND', 'host: Name or service not known'],
  ['EAI_AGAIN', 'host: Temporary failure in name resolution'],
  ['ECONNREFUSED', 'Connect to host:8080 failed: Connection refused'],
  ['ECONNRESET', 'it said'],
])('of %s the SDK for Java says: %s', (code, words) => {
  expect(whyUnreachable({ code, message: 'it said' }, new URL('http://host:8080/path'))).toBe(`Unable to execute HTTP request: ${words}`)
})
