import { expect, test } from 'vitest'
import { compilePolicy } from './compiled-policy.ts'
import { evaluate } from './evaluate.ts'
import { requestContext } from './request-context.ts'

const policy = (statement: object): string => JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
const allowed = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }

test('condition keys are found once, and only when a policy asks for one', () => {
  let asked = 0
  const context = requestContext({ 'aws:SecureTransport': 'true' }, () => {
    asked++
    return { 'aws:PrincipalTag/team': 'a', 'aws:SourceIp': undefined }
  })
  const decide = (statement: object) =>
    evaluate([compilePolicy(policy(statement))], { action: 'sqs:SendMessage', resource: 'arn:aws:sqs:us-east-1:1:q', context }).decision
  expect(decide(allowed)).toBe('allow')
  expect(asked).toBe(0)
  expect(decide({ ...allowed, Condition: { StringEquals: { 'AWS:principaltag/TEAM': 'a' } } })).toBe('allow')
  expect(decide({ ...allowed, Condition: { StringEquals: { 'aws:PrincipalTag/team': 'b' } } })).toBe('implicit-deny')
  expect(decide({ ...allowed, Condition: { Null: { 'aws:SourceIp': 'true' } } })).toBe('allow')
  expect(asked).toBe(1)
})

test('what is told later takes the place of what was told before', () => {
  expect(requestContext({ 'aws:a': '1', 'aws:b': '1' }, () => ({ 'aws:A': '2' })).get('aws:a')).toEqual(['2'])
})
