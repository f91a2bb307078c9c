import { expect, it } from 'vitest'
import { pageOf } from './named.tsx'

it('leads from an ARN to the page of what it names, and from anything else nowhere', () => {
  const of = (service: string, resource: string) => pageOf(`arn:aws:${service}:us-east-1:123456789012:${resource}`)
  expect(of('states', 'stateMachine:Shop')).toBe('/state-machines/Shop')
  expect(of('states', 'activity:pick')).toBe('/services/activities/pick')
  expect(of('states', 'express:Shop:one:two')).toBeUndefined()
  expect(of('lambda', 'function:even:2')).toBe('/functions/even')
  expect(of('sqs', 'orders.fifo')).toBe('/services/queues/orders.fifo')
  expect(of('sns', 'news')).toBe('/services/topics/news')
  expect(of('sns', 'news:0e5c')).toBeUndefined()
  expect(of('dynamodb', 'table/customers')).toBe('/services/tables/customers')
  expect(of('dynamodb', 'table/customers/stream/2026')).toBeUndefined()
  expect(pageOf('arn:aws:s3:::files')).toBe('/services/buckets/files')
  expect(pageOf('arn:aws:iam::123456789012:role/path/of/mine')).toBe('/iam/roles/mine')
  expect(pageOf('CREATE_COMPLETE')).toBeUndefined()
  expect(pageOf('AWS::SQS::Queue · arn:aws:sqs:us-east-1:1:q')).toBeUndefined()
})
