import { expect, test } from 'vitest'
import { concerns, policyAllowing, refusalIn, statementsIn } from './policy-statements.ts'

test('statements speak of actions whatever their case, by patterns, and by what they leave out', () => {
  const queue = 'arn:aws:sqs:us-east-1:123456789012:orders'
  expect(concerns({ Action: 'SQS:Send*', Resource: 'arn:aws:sqs:*:*:ord?rs' }, 'sqs:SendMessage', queue)).toBe(true)
  expect(concerns({ Action: ['sqs:ReceiveMessage'], Resource: '*' }, 'sqs:SendMessage', queue)).toBe(false)
  expect(concerns({ NotAction: 'iam:*', Resource: '*' }, 'sqs:SendMessage', queue)).toBe(true)
  expect(concerns({ Action: '*', NotResource: queue }, 'sqs:SendMessage', queue)).toBe(false)
  expect(concerns({ Action: 'a+b.c:*', Resource: '*' }, 'a+bxc:d', queue)).toBe(false)
})

test('a document has one statement, several, or none', () => {
  expect(statementsIn('{"Statement":{"Effect":"Deny"}}')).toEqual([{ Effect: 'Deny' }])
  expect(statementsIn(policyAllowing('a:B', 'r'))).toEqual([{ Effect: 'Allow', Action: 'a:B', Resource: 'r' }])
  expect(statementsIn('{')).toEqual([])
})

test('a refusal is read out of an error that a task got', () => {
  const cause =
    'User: arn:aws:sts::123456789012:assumed-role/r/x is not authorized to perform: sqs:sendmessage on resource: arn:aws:sqs:us-east-1:123456789012:q because no identity-based policy allows the sqs:sendmessage action'
  expect(refusalIn(cause)).toEqual({ action: 'sqs:sendmessage', resource: 'arn:aws:sqs:us-east-1:123456789012:q' })
  expect(refusalIn('is not authorized to perform: lambda:InvokeFunction')).toEqual({ action: 'lambda:InvokeFunction', resource: '*' })
  expect(refusalIn('The queue does not exist')).toBeUndefined()
})
