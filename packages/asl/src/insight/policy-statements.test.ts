import { expect, test } from 'vitest'
import { concerns, policyAllowing, statementsIn } from './policy-statements.ts'

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
