import { expect, test } from 'vitest'
import { addressOf } from './address-of.ts'

test.each([
  ['sqs', 'eu-west-1', 'https://sqs.eu-west-1.amazonaws.com', 'eu-west-1'],
  ['sqs', 'cn-north-1', 'https://sqs.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
  ['iam', 'eu-west-1', 'https://iam.amazonaws.com', 'us-east-1'],
  ['iam', 'cn-northwest-1', 'https://iam.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
  ['iam', 'us-gov-east-1', 'https://iam.us-gov.amazonaws.com', 'us-gov-west-1'],
  ['route53', 'ap-south-1', 'https://route53.amazonaws.com', 'us-east-1'],
])(
  '%s of %s is called at its region’s address, or at the one that all regions share, and signed for that',
  (prefix, asked, url, region) => {
    expect(addressOf({ kind: 'aws' }, prefix, asked)).toEqual({ url, region })
  },
)

test('an endpoint is called as it is, for whatever region was meant', () => {
  const url = new URL('http://127.0.0.1:4566/')
  expect(addressOf({ kind: 'endpoint', url }, 'iam', 'eu-west-1')).toEqual({ url: 'http://127.0.0.1:4566/', region: 'eu-west-1' })
})
