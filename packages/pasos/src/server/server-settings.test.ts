import { expect, test } from 'vitest'
import { parseForward } from './forward/forward-targets.ts'
import { forwardedTo } from './server-settings.ts'

test('where services are forwarded to is told without the key in the address', () => {
  const targets = parseForward('athena=aws', parseForward('sqs=http://ID:SECRET@127.0.0.1:4566/path'))
  expect(forwardedTo(targets)).toEqual({ sqs: 'http://127.0.0.1:4566', athena: 'aws' })
  expect(forwardedTo(undefined)).toEqual({})
})
