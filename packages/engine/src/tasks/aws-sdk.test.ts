import { expect, test } from 'vitest'
import type { ServiceAnswer, ServiceCall } from '../ports/service-caller.ts'
import type { TaskReport, TaskRequest } from '../ports/tasks.ts'
import { awsSdkConnector } from './aws-sdk.ts'

async function run(resource: string, answer: ServiceAnswer | Error, more: Partial<TaskRequest> = {}) {
  const calls: ServiceCall[] = []
  const connector = awsSdkConnector({
    caller: {
      serves: service => service === 'sfn' || service === 'cloudwatchlogs',
      async call(call) {
        calls.push(call)
        if (answer instanceof Error) throw answer
        return answer
      },
    },
  })
  const request: TaskRequest = {
    ...{ executionArn: 'arn:aws:states:eu-west-1:123456789012:execution:m:e', task: 3, idempotencyToken: 'q', resource, input: { A: 1 } },
    ...{ stateName: 'S', roleArn: 'role', stateMachineArn: 'm', ...more },
  }
  const report = await new Promise<TaskReport>(resolve => connector.run(request, resolve, new AbortController().signal))
  return { report, calls, connector }
}

const listExecutions = 'arn:aws:states:::aws-sdk:sfn:listExecutions'
const refused = { outcome: 'refused', message: 'No', status: 400 } as const

test('the answer of the API is the output, asked for with the role of the task', async () => {
  const { report, calls } = await run(listExecutions, { outcome: 'answered', output: { Executions: [] } })
  expect(report).toEqual({ type: 'TaskSucceeded', task: 3, output: { Executions: [] } })
  expect(calls).toEqual([
    { service: 'sfn', action: 'listExecutions', input: { A: 1 }, roleArn: 'role', region: 'eu-west-1', requestId: 'q' },
  ])
})

test('only services that are here are claimed', async () => {
  const { connector } = await run(listExecutions, { outcome: 'answered', output: {} })
  expect(connector.claims(listExecutions)).toBe(true)
  expect(connector.claims(`${listExecutions}.waitForTaskToken`)).toBe(true)
  expect(connector.claims('arn:aws:states:::aws-sdk:s3:getObject')).toBe(false)
  expect(connector.claims('arn:aws:states:::lambda:invoke')).toBe(false)
})

test('a modelled error has the name of its class in the SDK', async () => {
  const { report } = await run(listExecutions, { ...refused, shape: 'InvalidArn' })
  expect(report).toEqual({
    ...{ type: 'TaskFailed', task: 3, error: 'Sfn.InvalidArnException' },
    cause: 'No (Service: Sfn, Status Code: 400, Request ID: q) (SDK Attempt Count: 1)',
  })
})

test('names are not doubled, faults are exceptions, and the rest goes under the service’s own exception', async () => {
  const errorOf = async (shape?: string) => {
    const { report } = await run('arn:aws:states:::aws-sdk:cloudwatchlogs:x', { ...refused, ...(shape === undefined ? {} : { shape }) })
    return report.type === 'TaskFailed' ? report.error : report.type
  }
  expect(await errorOf('ResourceNotFoundException')).toBe('CloudWatchLogs.ResourceNotFoundException')
  expect(await errorOf('InvalidFormatFault')).toBe('CloudWatchLogs.InvalidFormatException')
  expect(await errorOf()).toBe('CloudWatchLogs.CloudWatchLogsException')
})

test('with a task token the answer is only the submission', async () => {
  const { report } = await run(`${listExecutions}.waitForTaskToken`, { outcome: 'answered', output: {} }, { token: 't' })
  expect(report).toEqual({ type: 'TaskSubmitted', task: 3, output: {} })
})
