import { expect, test } from 'vitest'
import { placeOfUrl } from './queue-record.ts'

const [here, there] = ['123456789012', '210987654321']

test('what a URL leaves out is the caller’s, whoever asked with the same one before', () => {
  const arnFor = (url: string, accountId: string, region: string): string => placeOfUrl(url, { accountId, region }).arn
  const [own, foreign] = ['q', `http://localhost/${there}/q`]
  expect(arnFor(own, here, 'us-east-1')).toBe(`arn:aws:sqs:us-east-1:${here}:q`)
  expect(arnFor(own, there, 'us-east-1')).toBe(`arn:aws:sqs:us-east-1:${there}:q`)
  expect(arnFor(own, there, 'eu-west-3')).toBe(`arn:aws:sqs:eu-west-3:${there}:q`)
  expect(arnFor(foreign, here, 'us-east-1')).toBe(`arn:aws:sqs:us-east-1:${there}:q`)
  expect(arnFor('https://sqs.eu-west-3.amazonaws.com/q', here, 'us-east-1')).toBe(`arn:aws:sqs:eu-west-3:${here}:q`)
  // Made once for each who asks by turns.
  expect(placeOfUrl(own, { accountId: here, region: 'us-east-1' })).toBe(placeOfUrl(own, { accountId: here, region: 'us-east-1' }))
})
