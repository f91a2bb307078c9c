import { expect, test } from 'vitest'
import { failureOf, type ServiceTask } from './service-task.ts'

const task = (service: string, operation: string): ServiceTask => ({
  ...{ service, operation, names: 'sdk', prefix: service === 's3' ? 'S3' : 'Sqs', integration: undefined },
})
const refusal = { code: 'NoSuchKey', shape: 'NoSuchKey', message: 'The specified key does not exist.', status: 404, requestId: 'a-b' }
const refused = { outcome: 'refused', refusal, exception: 'NoSuchKeyException' } as const

test('a HEAD of S3 is refused without a message, as no body comes with it', () => {
  const ids = '(Service: S3, Status Code: 404, Request ID: a-b, Extended Request ID: ab=) (SDK Attempt Count: 1)'
  expect(failureOf(task('s3', 'HeadObject'), refused)).toEqual({ error: 'S3.NoSuchKeyException', cause: `null ${ids}` })
  expect(failureOf(task('s3', 'GetObject'), refused)).toEqual({ error: 'S3.NoSuchKeyException', cause: `${refusal.message} ${ids}` })
  expect(failureOf(task('sqs', 'HeadAnything'), refused).cause).toContain(refusal.message)
})
