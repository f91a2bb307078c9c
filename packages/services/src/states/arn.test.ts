import { expect, it } from 'vitest'
import { activityArn, parseStateMachineArn, stateMachineArn, withoutQualifier } from './arn.ts'

it('names machines and activities in the partition of their region', () => {
  const place = { accountId: '123456789012', region: 'cn-north-1' }
  expect(stateMachineArn(place, 'm')).toBe('arn:aws-cn:states:cn-north-1:123456789012:stateMachine:m')
  expect(activityArn({ ...place, region: 'us-gov-west-1' }, 'a')).toBe('arn:aws-us-gov:states:us-gov-west-1:123456789012:activity:a')
})

it('takes the qualifier off an ARN, and the label of a Map Run from the name', () => {
  const arn = 'arn:aws:states:us-east-1:123456789012:stateMachine:m'
  expect([arn, `${arn}:3`, `${arn}:live:more`, 'm', ''].map(withoutQualifier)).toEqual([arn, arn, arn, 'm', ''])
  expect(parseStateMachineArn(arn)).toEqual({ kind: 'stateMachine', baseArn: arn, name: 'm' })
  expect(parseStateMachineArn(`${arn}/each`)).toEqual({ kind: 'stateMachine', baseArn: arn, name: 'm', label: 'each' })
  expect(parseStateMachineArn(`${arn}:3`)).toEqual({ kind: 'stateMachine', baseArn: arn, name: 'm', version: 3 })
})
