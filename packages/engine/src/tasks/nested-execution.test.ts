import { expect, test } from 'vitest'
import { fakeClock } from '../memory/fake-clock.ts'
import type { NestedStart, NestedStarted } from '../ports/nested.ts'
import type { ExecutionRecord } from '../ports/runtime.ts'
import { EngineClosing, type TaskReport, type TaskRequest } from '../ports/tasks.ts'
import { nestedExecutionConnector } from './nested-execution.ts'

const child = 'arn:aws:states:us-east-1:123456789012:execution:c:n'
const ended: ExecutionRecord = {
  ...{ executionArn: child, stateMachineArn: 'c', definitionId: 'd', roleArn: 'r', name: 'n', type: 'STANDARD', redriveCount: 0 },
  ...{ status: 'SUCCEEDED', startDate: 1, stopDate: 2, input: '{"i":1}', output: '{"o":1}' },
}

function world(
  record: ExecutionRecord | Promise<never> = ended,
  answer: NestedStarted = { outcome: 'started', executionArn: child, startDate: 1 },
  forbidden = '',
) {
  const starts: NestedStart[] = []
  const stopped: string[] = []
  const reports: TaskReport[] = []
  const connector = nestedExecutionConnector({
    clock: fakeClock(),
    starter: {
      async start(request) {
        starts.push(request)
        return answer
      },
      refuse: action =>
        action === forbidden ? { outcome: 'refused', code: 'AccessDeniedException', message: 'No', status: 400 } : undefined,
    },
    runtime: {
      ended: async () => record,
      async stop(executionArn) {
        stopped.push(executionArn)
        return undefined
      },
    },
  })
  const abort = new AbortController()
  const run = async (mode: string, more: Partial<TaskRequest> = {}): Promise<void> => {
    const request: TaskRequest = {
      ...{
        executionArn: 'parent',
        task: 3,
        idempotencyToken: 'i',
        resource: `arn:aws:states:::states:startExecution${mode}`,
        stateName: 'S',
      },
      ...{ roleArn: 'r', stateMachineArn: 'm', input: { StateMachineArn: 'c', Input: { i: 1 } } },
      ...more,
    }
    connector.run(request, report => reports.push(report), abort.signal)
    for (let round = 0; round < 5; round++) await new Promise(resolve => setImmediate(resolve))
  }
  return { starts, stopped, reports, run, abort }
}

test('without a suffix the task ends when the execution has started', async () => {
  const { run, reports, starts } = world()
  await run('')
  expect(reports).toMatchObject([
    { type: 'TaskSucceeded', output: { ExecutionArn: child, StartDate: 1, SdkHttpMetadata: { HttpStatusCode: 200 } } },
  ])
  expect(starts).toEqual([{ stateMachineArn: 'c', input: '{"i":1}', parentExecutionArn: 'parent', roleArn: 'r', idempotencyToken: 'i' }])
})

test('.sync waits for the end and shows the output as text, .sync:2 as JSON', async () => {
  const text = world()
  await text.run('.sync')
  expect(text.reports).toMatchObject([
    { type: 'TaskSubmitted' },
    { type: 'TaskSucceeded', output: { Status: 'SUCCEEDED', Output: '{"o":1}' } },
  ])
  const json = world()
  await json.run('.sync:2')
  expect(json.reports.at(-1)).toMatchObject({ output: { Output: { o: 1 }, Input: { i: 1 } } })
})

test('a failed execution fails the task with its description', async () => {
  const { output: _, ...rest } = ended
  const { run, reports } = world({ ...rest, status: 'FAILED', error: 'E' })
  await run('.sync')
  const last = reports.at(-1) as Extract<TaskReport, { type: 'TaskFailed' }>
  expect(last.error).toBe('States.TaskFailed')
  expect(JSON.parse(last.cause)).toMatchObject({ Error: 'E', Status: 'FAILED', ExecutionArn: child })
})

test('after a restart an accepted start is not made again', async () => {
  const { run, starts, reports } = world()
  await run('.sync', { submitted: { ExecutionArn: child } })
  expect(starts).toEqual([])
  expect(reports).toMatchObject([{ type: 'TaskSucceeded' }])
})

test('stopping the task stops the execution, closing the engine does not', async () => {
  const never = new Promise<never>(() => undefined)
  const cancelled = world(never)
  await cancelled.run('.sync')
  cancelled.abort.abort()
  expect(cancelled.stopped).toEqual([child])
  const closing = world(never)
  await closing.run('.sync')
  closing.abort.abort(new EngineClosing())
  expect(closing.stopped).toEqual([])
})

test('an end that the role may not ask for fails the task, an execution that it may not stop goes on', async () => {
  const blind = world(ended, undefined, 'states:DescribeExecution')
  await blind.run('.sync')
  expect(blind.reports.at(-1)).toMatchObject({
    ...{ type: 'TaskFailed', error: 'StepFunctions.AWSStepFunctionsException' },
    cause: 'No (Service: AWSStepFunctions; Status Code: 400; Error Code: AccessDeniedException; Request ID: i; Proxy: null)',
  })
  const running = world(new Promise<never>(() => undefined), undefined, 'states:StopExecution')
  await running.run('.sync:2')
  running.abort.abort()
  expect(running.stopped).toEqual([])
})

test('a refused start fails the task in AWS’s words', async () => {
  const { run, reports } = world(ended, { outcome: 'refused', code: 'StateMachineDoesNotExist', message: 'No', status: 400 })
  await run('')
  expect(reports).toMatchObject([
    {
      ...{ type: 'TaskFailed', error: 'StepFunctions.StateMachineDoesNotExistException' },
      cause: 'No (Service: AWSStepFunctions; Status Code: 400; Error Code: StateMachineDoesNotExist; Request ID: i; Proxy: null)',
    },
  ])
})

test('a start that is refused was not submitted when the task would have gone on', async () => {
  for (const mode of ['.sync', '.sync:2', '.waitForTaskToken']) {
    const { run, reports } = world(ended, { outcome: 'refused', code: 'InvalidArn', message: 'No', status: 400 })
    await run(mode)
    expect(reports).toMatchObject([{ type: 'TaskSubmitFailed', error: 'StepFunctions.InvalidArnException' }])
  }
})
