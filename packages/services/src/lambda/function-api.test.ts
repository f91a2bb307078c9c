import { expect, test } from 'vitest'
import { createFunctionApi } from './function-api.ts'

const requestId = '11111111-2222-5333-8444-555555555555'
const api = createFunctionApi({ now: () => 1_700_000_000_000, at: () => () => undefined })

test('Invoke answers with the headers that AWS’s answer has, in its order', () => {
  const returned = { outcome: 'returned', payload: '"é"', executedVersion: '$LATEST', requestId, logTail: 'bG9n' } as const
  expect(api.headers(returned)).toEqual([
    ['X-Amz-Executed-Version', '$LATEST'],
    ['x-amzn-Remapped-Content-Length', '0'],
    ['Connection', 'keep-alive'],
    ['x-amzn-RequestId', requestId],
    ['X-Amz-Log-Result', 'bG9n'],
    ['Content-Length', '4'],
    ['Date', 'Tue, 14 Nov 2023 22:13:20 GMT'],
    ['X-Amzn-Trace-Id', 'Root=1-6553f100-111111112222533384445555;Parent=8444555555555555;Sampled=0'],
    ['Content-Type', 'application/json'],
  ])
  const names = api.headers({ outcome: 'returned', payload: '', executedVersion: '', requestId }).map(([name]) => name)
  expect(names).not.toContain('X-Amz-Executed-Version')
  expect(names).not.toContain('X-Amz-Log-Result')
})

test('names and partial ARNs become ARNs of the place, ARNs and what names no function stay', () => {
  const place = { accountId: '123456789012', region: 'cn-north-1' }
  const arn = 'arn:aws-cn:lambda:cn-north-1'
  expect(api.arnOf('f', place)).toBe(`${arn}:123456789012:function:f`)
  expect(api.arnOf('f:prod', place)).toBe(`${arn}:123456789012:function:f:prod`)
  expect(api.arnOf('999999999999:function:f', place)).toBe(`${arn}:999999999999:function:f`)
  expect(api.arnOf('arn:aws:lambda:us-east-1:1:function:f', place)).toBe('arn:aws:lambda:us-east-1:1:function:f')
  expect(api.arnOf('no name', place)).toBe('no name')
})
