import { expect, test } from 'vitest'
import { traceHeaderOf } from './trace-header.ts'

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

test('a traceparent is taken for the X-Ray header that says the same', () => {
  expect(traceHeaderOf({ traceparent })).toBe('Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=1')
  expect(traceHeaderOf({ traceparent: traceparent.replace(/01$/, '00') })).toContain('Sampled=0')
})

test('X-Ray’s own header wins', () => {
  expect(traceHeaderOf({ traceparent, 'x-amzn-trace-id': 'Root=1-a-b' })).toBe('Root=1-a-b')
})

test.each([
  undefined,
  '',
  'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  '00-00000000000000000000000000000000-b7ad6b7169203331-01',
  '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01',
  '00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01',
])('%s names no trace', text => {
  expect(traceHeaderOf({ traceparent: text })).toBeUndefined()
})
