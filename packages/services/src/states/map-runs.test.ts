import { expect, test } from 'vitest'
import { MACHINE, PASS, ROLE, testWorld } from './test-world.ts'

const MAP_RUN = 'arn:aws:states:eu-west-1:123456789012:mapRun:m/label:1'

test('Map Runs are listed as the history tells them', async () => {
  const { call, executions } = testWorld()
  await call('CreateStateMachine', { name: 'm', definition: PASS, roleArn: ROLE })
  const { executionArn } = await call<{ executionArn: string }>('StartExecution', { stateMachineArn: MACHINE })
  executions.end(executionArn, { status: 'SUCCEEDED' }, [
    { id: 1, previousEventId: 0, timestamp: 1000, type: 'MapRunStarted', mapRunStartedEventDetails: { mapRunArn: MAP_RUN } },
    { id: 2, previousEventId: 1, timestamp: 2000, type: 'MapRunSucceeded' },
    { id: 3, previousEventId: 2, timestamp: 3000, type: 'MapRunStarted', mapRunStartedEventDetails: { mapRunArn: `${MAP_RUN}2` } },
  ])
  const shown = { executionArn, stateMachineArn: `${MACHINE}/label` }
  expect(await call('ListMapRuns', { executionArn })).toEqual({
    mapRuns: [
      { ...shown, mapRunArn: MAP_RUN, startDate: new Date(1000), stopDate: new Date(2000) },
      { ...shown, mapRunArn: `${MAP_RUN}2`, startDate: new Date(3000) },
    ],
  })
})

test('unknown Map Runs and ARNs of other things are refused', async () => {
  const { refusal } = testWorld()
  for (const operation of ['DescribeMapRun', 'UpdateMapRun']) {
    expect(await refusal(operation, { mapRunArn: MAP_RUN })).toBe(`ResourceNotFound: Resource not found: '${MAP_RUN}'`)
    expect(await refusal(operation, { mapRunArn: MACHINE })).toBe(
      "InvalidArn: Invalid Arn: 'Resource type not valid in this context: stateMachine'",
    )
  }
})
