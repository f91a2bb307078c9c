import type { IncomingMessage } from 'node:http'
import { expect, it } from 'vitest'
import { askedOf } from './client-request.ts'
import type { RequestTarget } from './request-target.ts'

it('the query is what stands behind the first question mark, as it was sent', () => {
  const request = { method: 'PUT', httpVersion: '1.1' } as IncomingMessage
  const asked = (url: string) => askedOf(request, { url } as RequestTarget, { sourceIp: '127.0.0.1', isSecure: false })
  expect(asked('/a?b=%20&c=d?e')).toEqual({
    method: 'PUT',
    query: 'b=%20&c=d?e',
    sourceIp: '127.0.0.1',
    isSecure: false,
    protocol: 'HTTP/1.1',
  })
  expect(asked('/a').query).toBe('')
})
