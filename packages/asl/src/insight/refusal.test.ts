import { expect, test } from 'vitest'
import { refusalIn } from './refusal.ts'

test('a refusal is read out of an error that a task got', () => {
  const cause =
    'User: arn:aws:sts::123456789012:assumed-role/r/x is not authorized to perform: sqs:sendmessage on resource: arn:aws:sqs:us-east-1:123456789012:q because no identity-based policy allows the sqs:sendmessage action'
  expect(refusalIn(cause)).toEqual({ action: 'sqs:sendmessage', resource: 'arn:aws:sqs:us-east-1:123456789012:q' })
  expect(refusalIn('is not authorized to perform: lambda:InvokeFunction')).toEqual({ action: 'lambda:InvokeFunction', resource: '*' })
  expect(refusalIn('is not authorized to perform: iam:GetRole on resource: role r because')?.resource).toBe('*')
  expect(
    refusalIn(
      'not authorized to perform: s3:GetObject, is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::b/k" because',
    ),
  ).toEqual({
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::b/k',
  })
  expect(refusalIn('The queue does not exist')).toBeUndefined()
})
