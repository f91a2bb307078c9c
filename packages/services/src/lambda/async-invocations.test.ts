import { parseJson } from '@pasos/asl'
import { describe, expect, test } from 'vitest'
import { lambdaWorld } from './testing/lambda-world.ts'

const minute = 60_000
const arn = 'arn:aws:lambda:us-east-1:123456789012:function:f'

describe('an event that fails', () => {
  test('is run again after one and after two more minutes, and then no more', async () => {
    const { create, invoke, host, clock } = await lambdaWorld()
    await create('f')
    await invoke('f', 'fail')
    const runs = () => host.invocations.length
    await expect.poll(runs).toBe(1)
    await settled()
    clock.advance(minute - 1)
    await settled()
    expect(runs()).toBe(1)
    clock.advance(1)
    await expect.poll(runs).toBe(2)
    await settled()
    clock.advance(2 * minute)
    await expect.poll(runs).toBe(3)
    await settled()
    clock.advance(24 * 60 * minute)
    await settled()
    expect(runs()).toBe(3)
    expect(new Set(host.invocations.map(({ requestId }) => requestId)).size).toBe(1)
  })

  test('is run as often as its configuration says', async () => {
    const { call, create, invoke, host, clock } = await lambdaWorld()
    await create('f')
    await call('lambda', 'PutFunctionEventInvokeConfig', { FunctionName: 'f', MaximumRetryAttempts: 0 })
    await invoke('f', 'fail')
    await expect.poll(() => host.invocations.length).toBe(1)
    await settled()
    clock.advance(10 * minute)
    await settled()
    expect(host.invocations).toHaveLength(1)
  })

  test('goes to the dead letters with its error, and its story to the destination of failures', async () => {
    const { call, create, invoke, messages, queue, host, clock } = await lambdaWorld()
    const [dead, failures] = [await queue('dead'), await queue('failures')]
    await create('f', { DeadLetterConfig: { TargetArn: dead.arn } })
    const DestinationConfig = { OnFailure: { Destination: failures.arn } }
    await call('lambda', 'PutFunctionEventInvokeConfig', { FunctionName: 'f', MaximumRetryAttempts: 1, DestinationConfig })
    await invoke('f', { order: 'fail' })
    await expect.poll(() => host.invocations.length).toBe(1)
    await settled()
    expect(await messages(dead.url)).toEqual([])
    clock.advance(minute)
    const { requestId } = host.invocations[0]!
    await expect
      .poll(() => messages(dead.url))
      .toMatchObject([
        { body: { order: 'fail' }, attributes: { RequestID: { StringValue: requestId }, ErrorCode: { StringValue: '200' } } },
      ])
    expect(await messages(failures.url)).toMatchObject([
      {
        body: {
          version: '1.0',
          timestamp: new Date(clock.now()).toISOString(),
          requestContext: { requestId, functionArn: `${arn}:$LATEST`, condition: 'RetriesExhausted', approximateInvokeCount: 2 },
          requestPayload: { order: 'fail' },
          responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
          responsePayload: { order: 'fail' },
        },
      },
    ])
  })

  test('is given up when it would be too old for another run', async () => {
    const { call, create, invoke, messages, queue, host, clock } = await lambdaWorld()
    const failures = await queue('failures')
    await create('f')
    const DestinationConfig = { OnFailure: { Destination: failures.arn } }
    await call('lambda', 'PutFunctionEventInvokeConfig', { FunctionName: 'f', MaximumEventAgeInSeconds: 60, DestinationConfig })
    await call('lambda', 'PutFunctionConcurrency', { FunctionName: 'f', ReservedConcurrentExecutions: 0 })
    await invoke('f', 'ok')
    // Throttled, with growing pauses: 1, 2, 4 … seconds.
    for (let seconds = 0; seconds < 64; seconds++) {
      await settled()
      clock.advance(1000)
    }
    await expect.poll(() => messages(failures.url)).toMatchObject([{ body: { requestContext: { condition: 'EventAgeExceeded' } } }])
    expect(host.invocations).toEqual([])
  })
})

describe('an event that succeeds', () => {
  test('is told to the destination of successes, which may be another function', async () => {
    const { call, create, invoke, host } = await lambdaWorld()
    await create('f')
    await create('next')
    const DestinationConfig = { OnSuccess: { Destination: `${arn.slice(0, -1)}next` } }
    await call('lambda', 'PutFunctionEventInvokeConfig', { FunctionName: 'f', DestinationConfig })
    await invoke('f', parseJson('{"a":1.0}'))
    await expect.poll(() => host.invocations.length).toBe(2)
    const { payload } = host.invocations[1]!
    expect(JSON.parse(payload)).toMatchObject({ requestContext: { condition: 'Success', approximateInvokeCount: 1 } })
    expect(payload).toContain('"requestPayload":{"a":1.0}')
    expect(payload).toContain('"responsePayload":{"a":1.0}')
  })

  test('is told only where the role of the function may send', async () => {
    const { call, create, invoke, messages, queue, problems } = await lambdaWorld(['logs:*'])
    const successes = await queue('successes')
    await create('f')
    const DestinationConfig = { OnSuccess: { Destination: successes.arn } }
    await call('lambda', 'PutFunctionEventInvokeConfig', { FunctionName: 'f', DestinationConfig })
    await invoke('f', 1)
    await expect.poll(() => problems).toEqual([expect.stringContaining('is not authorized to perform: sqs:sendmessage')])
    expect(await messages(successes.url)).toEqual([])
  })
})

test('the configuration of events is put, changed, listed and taken away', async () => {
  const { call, create } = await lambdaWorld()
  await create('f')
  const lambda = (operation: string, input: object = {}) => call('lambda', operation, { FunctionName: 'f', ...input })
  expect(await lambda('PutFunctionEventInvokeConfig', { MaximumRetryAttempts: 1 })).toMatchObject({
    FunctionArn: `${arn}:$LATEST`,
    MaximumRetryAttempts: 1,
    DestinationConfig: { OnSuccess: {}, OnFailure: {} },
  })
  await lambda('UpdateFunctionEventInvokeConfig', { MaximumEventAgeInSeconds: 100 })
  const { FunctionEventInvokeConfigs } = await lambda('ListFunctionEventInvokeConfigs')
  expect(FunctionEventInvokeConfigs).toMatchObject([{ MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 100 }])
  // Put replaces all of it.
  expect(await lambda('PutFunctionEventInvokeConfig', { MaximumEventAgeInSeconds: 200 })).not.toHaveProperty('MaximumRetryAttempts')
  await lambda('DeleteFunctionEventInvokeConfig')
  await expect(lambda('GetFunctionEventInvokeConfig')).rejects.toThrow(`The function ${arn}:$LATEST doesn't have an EventInvokeConfig`)
  const Destination = 'arn:aws:s3:::bucket'
  await expect(lambda('PutFunctionEventInvokeConfig', { DestinationConfig: { OnFailure: { Destination } } })).rejects.toThrow('is invalid')
})

/** What was begun by a clock's tick is written and done. */
function settled(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 20))
}
