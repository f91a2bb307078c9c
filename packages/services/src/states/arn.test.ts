import { expect, it } from 'vitest'
import { activityArn, stateMachineArn } from './arn.ts'

it('names machines and activities in the partition of their region', () => {
  const place = { accountId: '123456789012', region: 'cn-north-1' }
  expect(stateMachineArn(place, 'm')).toBe('arn:aws-cn:states:cn-north-1:123456789012:stateMachine:m')
  expect(activityArn({ ...place, region: 'us-gov-west-1' }, 'a')).toBe('arn:aws-us-gov:states:us-gov-west-1:123456789012:activity:a')
})
