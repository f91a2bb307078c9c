import { TooManyWorkers } from '@pasos/engine'
import { describe, expect, test } from 'vitest'
import { refuseActivity } from './activity-record.ts'
import { testWorld } from './test-world.ts'

const ACTIVITY = 'arn:aws:states:eu-west-1:123456789012:activity:a'

describe('activities', () => {
  test('are created once, described, listed and deleted without complaint', async () => {
    const { call, refusal } = testWorld()
    const created = await call('CreateActivity', { name: 'a' })
    expect(await call('CreateActivity', { name: 'a' })).toEqual(created)
    const encryptionConfiguration = { type: 'AWS_OWNED_KEY' }
    expect(await call('DescribeActivity', { activityArn: ACTIVITY })).toEqual({ ...created, name: 'a', encryptionConfiguration })
    expect(await call('ListActivities', {})).toEqual({ activities: [{ ...created, name: 'a' }] })
    await call('DeleteActivity', { activityArn: ACTIVITY })
    expect(await call('DeleteActivity', { activityArn: ACTIVITY })).toEqual({})
    expect(await refusal('DescribeActivity', { activityArn: ACTIVITY })).toBe(
      `ActivityDoesNotExist: Activity Does Not Exist: '${ACTIVITY}'`,
    )
  })

  test('are refused with a key of the customer where there is no KMS', async () => {
    const { refusal } = testWorld()
    const encryptionConfiguration = { type: 'CUSTOMER_MANAGED_KMS_KEY', kmsKeyId: 'alias/mine' }
    const reason = 'InvalidEncryptionConfiguration: Invalid Encryption Configuration: KMS is not served here'
    expect(await refusal('CreateActivity', { name: 'a', encryptionConfiguration })).toContain(reason)
  })

  test('have no forbidden characters in their names', async () => {
    const { refusal } = testWorld()
    for (const name of ['\u0000a', 'a"b', 'a#b', 'a*b', 'a;b', 'a?b', 'a[b', 'a\u007f', 'a]b', 'a|b', 'a b']) {
      expect(await refusal('CreateActivity', { name })).toBe(`InvalidName: Invalid Name: '${name}'`)
    }
  })

  test('hand their tasks to workers, or nothing', async () => {
    const { call, deps } = testWorld()
    await call('CreateActivity', { name: 'a' })
    expect(await call('GetActivityTask', { activityArn: ACTIVITY })).toEqual({})
    deps.activities.poll = async () => ({ taskToken: 't', input: '1' })
    expect(await call('GetActivityTask', { activityArn: ACTIVITY, workerName: 'w' })).toEqual({ taskToken: 't', input: '1' })
  })

  test('are asked for by so many workers at a time', async () => {
    const { call, deps } = testWorld()
    await call('CreateActivity', { name: 'a' })
    deps.activities.poll = () => Promise.reject(new TooManyWorkers(ACTIVITY))
    await expect(call('GetActivityTask', { activityArn: ACTIVITY })).rejects.toMatchObject({
      code: 'ActivityWorkerLimitExceeded',
      message: 'The maximum number of workers concurrently polling for activity tasks has been reached.',
    })
  })
})

describe('task tokens', () => {
  test('are refused when they are none, and when their task has ended', async () => {
    const { call, refusal, executions } = testWorld()
    executions.tokens.set('waiting', 'delivered').set('over', 'spent')
    expect(await call('SendTaskSuccess', { taskToken: 'waiting', output: '1' })).toEqual({})
    expect(await refusal('SendTaskFailure', { taskToken: 'none' })).toBe("InvalidToken: Invalid Token: 'Invalid token'")
    expect(await refusal('SendTaskHeartbeat', { taskToken: 'over' })).toBe(
      "TaskTimedOut: Task Timed Out: 'Provided task does not exist anymore'",
    )
  })

  test('are answered as before to a client that tells the same again, as it got no answer', async () => {
    const { call, executions } = testWorld()
    executions.tokens.set('heard', 'spent').set('heard, again', 'delivered')
    const told = { taskToken: 'heard', output: '1' }
    await expect(call('SendTaskSuccess', told)).rejects.toMatchObject({ code: 'TaskTimedOut' })
    expect(await call('SendTaskSuccess', told, { isRetry: true })).toEqual({})
    expect(await call('SendTaskFailure', { taskToken: 'heard' }, { isRetry: true })).toEqual({})
  })

  test('take JSON only', async () => {
    expect(await testWorld().refusal('SendTaskSuccess', { taskToken: 't', output: '{' })).toContain(
      "InvalidOutput: Invalid Output: 'com.fasterxml",
    )
  })
})

test('a task of an activity that is gone is refused, others are not', async () => {
  const { deps, call } = testWorld()
  await call('CreateActivity', { name: 'a' })
  expect(refuseActivity(deps.catalog, ACTIVITY)).toBeUndefined()
  expect(refuseActivity(deps.catalog, 'arn:aws:states:::lambda:invoke')).toBeUndefined()
  await call('DeleteActivity', { activityArn: ACTIVITY })
  expect(refuseActivity(deps.catalog, ACTIVITY)).toBe(`The activity ${ACTIVITY} does not exist.`)
})
