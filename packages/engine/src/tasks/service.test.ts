import { type JsonObject, parseJson } from '@pasos/asl'
import { findIntegration, optimizedServices } from '@pasos/integrations'
import { describe, expect, test } from 'vitest'
import type { ServiceAnswer, ServiceCall } from '../ports/service-caller.ts'
import { EngineClosing, type TaskReport, type TaskRequest } from '../ports/tasks.ts'
import { serviceConnector } from './service.ts'

const http = {
  status: 200,
  requestId: 'q',
  headers: [
    ['Request', 'q'],
    ['Connection', 'keep-alive'],
  ] as const,
}
const answered = (output: JsonObject): ServiceAnswer => ({ outcome: 'answered', output, http })
const refused = (shape?: string): ServiceAnswer => ({
  outcome: 'refused',
  refusal: { code: 'Code', message: 'No', status: 400, requestId: 'q', ...(shape === undefined ? {} : { shape }) },
  ...(shape === undefined ? {} : { exception: `${shape}Exception` }),
})

/** A connector over a service that answers one after the other, and a clock whose pauses are over at once. */
function world(
  answers: (ServiceAnswer | Error)[],
  reach: 'here' | 'forwarded' | 'nowhere' = 'here',
  ends?: Parameters<typeof serviceConnector>[0]['ends'],
) {
  const calls: ServiceCall[] = []
  const pauses: number[] = []
  const clock = {
    now: () => 0,
    at(at: number, wake: () => void) {
      pauses.push(at)
      const timer = setTimeout(wake, 0)
      return () => clearTimeout(timer)
    },
  }
  const caller = {
    reach: () => reach,
    find: (service: string, action: string) =>
      service === 's3' && action === 'getObject' ? { prefix: 'S3', operation: 'GetObject' } : undefined,
    async call(call: ServiceCall) {
      calls.push(call)
      const answer = answers.shift() ?? answered({})
      if (answer instanceof Error) throw answer
      return answer
    },
  }
  const connector = serviceConnector({ caller, clock, ...(ends && { ends }) })
  const request = (name: string, input: JsonObject, more: Partial<TaskRequest> = {}): TaskRequest => ({
    ...{ executionArn: 'arn:aws:states:eu-west-1:123456789012:execution:m:e', task: 3, idempotencyToken: 'q', stateName: 'S' },
    ...{ resource: `arn:aws:states:::${name}`, input, roleArn: 'role', stateMachineArn: 'm', ...more },
  })
  const run = (name: string, input: JsonObject, more: Partial<TaskRequest> = {}, abort = new AbortController()) => {
    const reports: TaskReport[] = []
    return new Promise<TaskReport[]>(resolve => {
      const isLast = (report: TaskReport) => report.type !== 'TaskSubmitted' || name.endsWith('.waitForTaskToken')
      const told = (report: TaskReport) => {
        reports.push(report)
        if (isLast(report)) resolve(reports)
      }
      connector.run(request(name, input, more), told, abort.signal)
    })
  }
  return { run, request, calls, pauses, connector }
}

describe('request and response', () => {
  test('a model of Bedrock is asked in its own service, and its answer is JSON', async () => {
    const { run, calls } = world([answered({ Body: '{"text":"hi"}', ContentType: 'application/json' })])
    const [report] = await run('bedrock:invokeModel', { ModelId: 'm', Body: { prompt: 'p' } })
    expect(calls).toMatchObject([{ service: 'bedrockruntime', operation: 'InvokeModel', input: { ModelId: 'm', Body: '{"prompt":"p"}' } }])
    expect(report).toMatchObject({ output: { Body: { text: 'hi' }, ContentType: 'application/json', SdkResponseMetadata: {} } })
  })

  test.each(['{"n":1.0,"id":12345678901234567890}', '1.0', '"text"'])(
    'what a model of Bedrock answers is as it was written: %s',
    async Body => {
      const { run } = world([answered({ Body })])
      expect(JSON.stringify(await run('bedrock:invokeModel', { ModelId: 'm' }))).toContain(`"Body":${Body}`)
    },
  )

  test('what a model of Bedrock answers stays a text where it is no JSON', async () => {
    const { run } = world([answered({ Body: 'plain {text' })])
    expect((await run('bedrock:invokeModel', { ModelId: 'm' }))[0]).toMatchObject({ output: { Body: 'plain {text' } })
  })

  test.each(['1.0', '12345678901234567890'])('a number alone becomes text as it was written: %s', async number => {
    const { run, calls } = world([answered({})])
    await run('sqs:sendMessage', parseJson(`{"QueueUrl":"q","MessageBody":${number}}`) as JsonObject)
    expect(calls[0]!.input).toEqual({ QueueUrl: 'q', MessageBody: number })
  })

  test('numbers beside what becomes text stay as they were written', async () => {
    const { run, calls } = world([answered({})])
    const input = parseJson('{"QueueUrl":"q","MessageBody":{"n":1.0},"DelaySeconds":1.0}') as JsonObject
    await run('sqs:sendMessage', input)
    // What the task was given is not what is sent: it is in the history, and sent once more after a restart.
    expect(input['MessageBody']).toEqual({ n: 1 })
    expect(JSON.stringify(calls[0]!.input)).toBe('{"QueueUrl":"q","MessageBody":"{\\"n\\":1.0}","DelaySeconds":1.0}')
  })

  test('DynamoDB takes a text where an attribute value belongs for that value', async () => {
    const { run, calls } = world([answered({})])
    const [a, b] = [{ S: 'a' }, { S: 'b' }]
    await run('dynamodb:putItem', { TableName: 't', Item: { id: 'a', n: { N: '1' }, l: { L: ['a', b] }, m: { M: { x: 'b' } } } })
    expect(calls[0]!.input).toEqual({ TableName: 't', Item: { id: a, n: { N: '1' }, l: { L: [a, b] }, m: { M: { x: b } } } })
  })

  test('what cannot be served fails the task before anybody is called', async () => {
    const { run, calls } = world([])
    const [report] = await run('bedrock:invokeModel', { ModelId: 'm', Input: { S3Uri: 's3://b/k' } })
    expect(report).toMatchObject({
      type: 'TaskFailed',
      error: 'Bedrock.SdkClientException',
      cause: expect.stringContaining('give the Body'),
    })
    expect(calls).toEqual([])
  })

  test.each([
    ['Fleet', 'ModifyInstanceFleet', { InstanceFleet: { TargetSpotCapacity: 2, InstanceFleetId: 'if-2' } }],
    ['Group', 'ModifyInstanceGroups', { InstanceGroups: [{ TargetSpotCapacity: 2, InstanceGroupId: 'if-2' }] }],
  ])('an instance %s of EMR is looked up by its name, on whatever page it is', async (kind, operation, sent) => {
    const list = `Instance${kind}s`
    const pages = [
      answered({ [list]: [{ Id: 'if-1', Name: 'other' }], Marker: 'next' }),
      answered({ [list]: [{ Id: 'if-2', Name: 'mine' }] }),
    ]
    const { run, calls } = world([...pages, answered({})])
    const named = { ClusterId: 'j-1', [`Instance${kind}Name`]: 'mine', [`Instance${kind}`]: { TargetSpotCapacity: 2 } }
    const [report] = await run(`elasticmapreduce:modifyInstance${kind}ByName`, named)
    expect(report).toMatchObject({ type: 'TaskSucceeded' })
    expect(calls.map(each => [each.operation, each.input])).toEqual([
      [`List${list}`, { ClusterId: 'j-1' }],
      [`List${list}`, { ClusterId: 'j-1', Marker: 'next' }],
      [operation, { ClusterId: 'j-1', ...sent }],
    ])
  })

  test('what has no such name, or may not be looked up, fails the task before anything is changed', async () => {
    const named = { ClusterId: 'j-1', InstanceFleetName: 'mine', InstanceFleet: {} }
    const none = world([answered({ InstanceFleets: [] })])
    expect(await none.run('elasticmapreduce:modifyInstanceFleetByName', named)).toMatchObject([
      { type: 'TaskFailed', error: 'ElasticMapReduce.AmazonElasticMapReduceException', cause: expect.stringContaining('"mine"') },
    ])
    const denied = world([refused('InvalidRequestException')])
    expect(await denied.run('elasticmapreduce:modifyInstanceFleetByName', named)).toMatchObject([
      { error: 'ElasticMapReduce.InvalidRequestException' },
    ])
    expect([none.calls.length, denied.calls.length]).toEqual([1, 1])
  })

  test('the API is called with the role of the task, and its answer shown with how HTTP looked', async () => {
    const { run, calls } = world([answered({ MessageId: 'm', MD5OfMessageBody: 'd' })])
    expect(await run('sqs:sendMessage', { QueueUrl: 'u', MessageBody: { a: 1 } })).toEqual([
      {
        ...{ type: 'TaskSucceeded', task: 3 },
        output: {
          MD5OfMessageBody: 'd',
          MessageId: 'm',
          SdkHttpMetadata: {
            AllHttpHeaders: { Request: ['q'], Connection: ['keep-alive'] },
            HttpHeaders: { Connection: 'keep-alive', Request: 'q' },
            HttpStatusCode: 200,
          },
          SdkResponseMetadata: { RequestId: 'q' },
        },
      },
    ])
    expect(calls).toEqual([
      {
        ...{ service: 'sqs', operation: 'SendMessage', names: 'api', as: 'role', region: 'eu-west-1', idempotencyToken: 'q' },
        executionArn: 'arn:aws:states:eu-west-1:123456789012:execution:m:e',
        input: { QueueUrl: 'u', MessageBody: '{"a":1}' },
      },
    ])
  })

  test('AWS SDK integrations show the bare answer', async () => {
    const { run, calls, connector } = world([answered({ Body: 'x' })])
    expect(await run('aws-sdk:s3:getObject', { Bucket: 'b' })).toEqual([{ type: 'TaskSucceeded', task: 3, output: { Body: 'x' } }])
    expect(calls).toMatchObject([{ service: 's3', operation: 'GetObject', names: 'sdk', input: { Bucket: 'b' } }])
    expect(connector.claims('arn:aws:states:::aws-sdk:s3:nothing')).toBe(false)
    expect(connector.claims('arn:aws:states:::sqs:sendMessage.sync')).toBe(false)
    expect(connector.claims('arn:aws:states:::http:invoke')).toBe(false)
    expect(connector.claims('arn:aws:lambda:eu-west-1:123456789012:function:f')).toBe(false)
  })

  test('events carry the ARNs of execution and machine, and one that is refused fails the task', async () => {
    const failed = { Entries: [{ ErrorCode: 'MalformedDetail' }], FailedEntryCount: 1 }
    const { run, calls } = world([answered({ Entries: [{ EventId: 'e' }], FailedEntryCount: 0 }), answered(failed)])
    const input = { Entries: [{ Detail: { a: 1 }, Source: 's', Resources: ['r'] }] }
    expect(await run('events:putEvents', input)).toEqual([
      { type: 'TaskSucceeded', task: 3, output: { Entries: [{ EventId: 'e' }], FailedEntryCount: 0 } },
    ])
    expect(calls[0]!.input).toEqual({
      Entries: [{ Detail: '{"a":1}', Source: 's', Resources: ['r', 'm', 'arn:aws:states:eu-west-1:123456789012:execution:m:e'] }],
    })
    expect(await run('events:putEvents', input)).toEqual([
      { type: 'TaskFailed', task: 3, error: 'EventBridge.FailedEntry', cause: JSON.stringify(failed) },
    ])
  })

  test('what the call has done besides what was refused is written with the failure', async () => {
    const answer = answered({ Entries: [{ EventId: 'e' }, { ErrorCode: 'MalformedDetail' }], FailedEntryCount: 1 })
    const effects = { writes: [{ space: 's', key: 'k', value: 'v' }], settle: () => undefined }
    const { connector, request } = world([{ ...answer, effects } as ServiceAnswer])
    const told = await new Promise(resolve =>
      connector.run(request('events:putEvents', { Entries: [] }), (...all) => resolve(all), new AbortController().signal),
    )
    expect(told).toEqual([expect.objectContaining({ type: 'TaskFailed', error: 'EventBridge.FailedEntry' }), effects])
  })

  test('what cannot be reached fails the task, which may catch it', async () => {
    const gone = await world([new Error('Unable to execute HTTP request: host: Name or service not known')]).run('sqs:sendMessage', {})
    expect(gone).toMatchObject([{ type: 'TaskFailed', error: 'SQS.SdkClientException', cause: expect.stringContaining('Name or service') }])
    const { run, calls } = world([], 'nowhere')
    expect(await run('athena:startQueryExecution.sync', {})).toMatchObject([
      { type: 'TaskSubmitFailed', error: 'Athena.SdkClientException', cause: expect.stringContaining('--forward athena=URL') },
    ])
    expect(calls).toEqual([])
  })
})

describe('.waitForTaskToken', () => {
  test('submits, and says no more', async () => {
    const { run } = world([answered({ MessageId: 'm' })])
    const reports = await run('sns:publish.waitForTaskToken', { Message: 'm' }, { token: 't' })
    expect(reports).toMatchObject([{ type: 'TaskSubmitted', output: { MessageId: 'm' } }])
  })

  test('a refusal is one of submitting, and after a restart nothing is submitted again', async () => {
    const { run, calls, connector } = world([refused('NotFound')])
    expect(await run('sns:publish.waitForTaskToken', { Message: 'm' })).toMatchObject([
      { type: 'TaskSubmitFailed', error: 'SNS.NotFoundException' },
    ])
    const resource = 'arn:aws:states:::sns:publish.waitForTaskToken'
    const request = {
      executionArn: 'a:b:c:d',
      task: 1,
      idempotencyToken: 'q',
      resource,
      input: {},
      stateName: 'S',
      roleArn: 'r',
      stateMachineArn: 'm',
    }
    connector.run({ ...request, submitted: {} }, () => expect.unreachable(), new AbortController().signal)
    expect(calls.length).toBe(1)
  })
})

describe('.sync', () => {
  const started = answered({ JobRunId: 'r' })
  const running = answered({ JobRun: { JobRunState: 'RUNNING' } })

  test('asks with growing pauses until the job has ended', async () => {
    const { run, calls, pauses } = world([started, running, new Error('nobody there'), answered({ JobRun: { JobRunState: 'SUCCEEDED' } })])
    expect(await run('glue:startJobRun.sync', { JobName: 'j' })).toMatchObject([
      { type: 'TaskSubmitted', output: { JobName: 'j', JobRunId: 'r' } },
      { type: 'TaskSucceeded', output: { JobRunState: 'SUCCEEDED' } },
    ])
    expect(calls.map(({ operation }) => operation)).toEqual(['StartJobRun', 'GetJobRun', 'GetJobRun', 'GetJobRun'])
    expect(calls[1]!.input).toEqual({ JobName: 'j', RunId: 'r' })
    expect(pauses).toEqual([1000, 1500, 2250])
  })

  test('a job that failed fails the task with its description', async () => {
    const { run } = world([started, answered({ JobRun: { JobRunState: 'FAILED', ErrorMessage: 'why' } })])
    expect((await run('glue:startJobRun.sync', { JobName: 'j' })).at(-1)).toEqual({
      ...{ type: 'TaskFailed', task: 3, error: 'States.TaskFailed' },
      cause: '{"ErrorMessage":"why","JobRunState":"FAILED"}',
    })
  })

  test('a restart asks on without submitting again', async () => {
    const { run, calls } = world([answered({ JobRun: { JobRunState: 'SUCCEEDED' } })])
    const reports = await run('glue:startJobRun.sync', { JobName: 'j' }, { submitted: { JobRunId: 'r' } })
    expect(reports).toMatchObject([{ type: 'TaskSucceeded' }])
    expect(calls.map(({ operation }) => operation)).toEqual(['GetJobRun'])
  })

  test('a cancelled task cancels its job; one that the engine leaves behind does not', async () => {
    for (const reason of [undefined, new EngineClosing()]) {
      const { run, calls } = world([started, ...Array.from({ length: 50 }, () => running)])
      const abort = new AbortController()
      void run('glue:startJobRun.sync', { JobName: 'j' }, {}, abort)
      await expect.poll(() => calls.length).toBeGreaterThan(2)
      abort.abort(reason)
      await new Promise(resolve => setTimeout(resolve, 20))
      const cancelled = calls.filter(({ operation }) => operation === 'BatchStopJobRun')
      expect(cancelled.map(({ input }) => input)).toEqual(reason === undefined ? [{ JobName: 'j', JobRunIds: ['r'] }] : [])
    }
  })

  test('what is to be deleted is so when it is gone', async () => {
    const { run } = world([answered({ Cluster: { Status: 'DELETING' } }), refused('ResourceNotFoundException')])
    expect((await run('eks:deleteCluster.sync', { Name: 'c' })).at(-1)).toMatchObject({ type: 'TaskSucceeded' })
  })
})

describe('executions that a task starts', () => {
  const child = 'arn:aws:states:eu-west-1:123456789012:execution:c:n'
  const started = answered({ ExecutionArn: child, StartDate: 1 })
  const ended = answered({ Status: 'SUCCEEDED', ExecutionArn: child, Input: '{"i":1}', Output: '{"o":1}' })
  const input = { StateMachineArn: 'c', Input: { i: 1 } }

  test('of their ends it is heard, nobody pauses; .sync shows the output as text, .sync:2 as JSON', async () => {
    for (const [mode, Output] of [
      ['sync', '{"o":1}'],
      ['sync:2', { o: 1 }],
    ] as const) {
      const heard: unknown[] = []
      const { run, calls, pauses } = world([started, ended], 'here', { sfn: async answer => heard.push(answer['ExecutionArn']) })
      expect(await run(`states:startExecution.${mode}`, input)).toMatchObject([
        { type: 'TaskSubmitted', output: { ExecutionArn: child, StartDate: 1 } },
        { type: 'TaskSucceeded', output: { Status: 'SUCCEEDED', Output } },
      ])
      expect(calls.map(each => [each.operation, each.input])).toEqual([
        ['StartExecution', { StateMachineArn: 'c', Input: '{"i":1}' }],
        ['DescribeExecution', { ExecutionArn: child }],
      ])
      expect([heard, pauses]).toEqual([[child], []])
    }
  })

  test('an output that is a number alone is shown as it was written', async () => {
    const withNumber = answered({ Status: 'SUCCEEDED', ExecutionArn: child, Output: '1.0' })
    const { run } = world([started, withNumber], 'here', { sfn: async () => undefined })
    const [, report] = await run('states:startExecution.sync:2', input)
    expect(JSON.stringify(report)).toContain('"Output":1.0')
  })

  test('those of a server elsewhere are asked for', async () => {
    const { run, pauses } = world([started, answered({ Status: 'RUNNING' }), ended], 'forwarded', {
      sfn: () => expect.unreachable(),
    })
    expect((await run('states:startExecution.sync', input)).at(-1)).toMatchObject({ type: 'TaskSucceeded' })
    expect(pauses).toEqual([1000, 1500])
  })

  test.each(['FAILED', 'TIMED_OUT', 'ABORTED'])('one that is %s fails the task with its description', async Status => {
    const { run } = world([started, answered({ Status, ExecutionArn: child })], 'here', { sfn: async () => undefined })
    expect((await run('states:startExecution.sync:2', input)).at(-1)).toEqual({
      ...{ type: 'TaskFailed', task: 3, error: 'States.TaskFailed' },
      cause: JSON.stringify({ ExecutionArn: child, Status }),
    })
  })

  test('an end that the role may not ask for fails the task', async () => {
    const { run } = world([started, refused()], 'here', { sfn: async () => undefined })
    expect((await run('states:startExecution.sync', input)).at(-1)).toMatchObject({
      ...{ type: 'TaskFailed', error: 'StepFunctions.AWSStepFunctionsException' },
      cause: 'No (Service: AWSStepFunctions; Status Code: 400; Error Code: Code; Request ID: q; Proxy: null)',
    })
  })

  test('a task that is cancelled while it listens stops the execution, one that the engine leaves behind does not', async () => {
    for (const reason of [undefined, new EngineClosing()]) {
      const { run, calls } = world([started], 'here', { sfn: () => new Promise(() => undefined) })
      const abort = new AbortController()
      void run('states:startExecution.sync', input, {}, abort)
      await expect.poll(() => calls.length).toBe(1)
      await new Promise(resolve => setImmediate(resolve))
      abort.abort(reason)
      await new Promise(resolve => setImmediate(resolve))
      expect(calls.slice(1).map(({ operation }) => operation)).toEqual(reason === undefined ? ['StopExecution'] : [])
    }
  })
})

// Made from the catalogue: every integration that is a call of an API, in every pattern that it has.
const every = optimizedServices.flatMap(({ name: service, actions }) =>
  Object.entries(actions).flatMap(([action, { patterns }]) =>
    findIntegration(service, action)!.operation === null
      ? []
      : patterns.map(pattern => [`${service}:${action}${pattern === 'RR' ? '' : `.${pattern}`}`, service, action] as const),
  ),
)

test.each(every)('%s succeeds, and each error of its API is seen under its name', async (name, service, action) => {
  const { errors, service: definition, action: known } = findIntegration(service, action)!
  const waits = name.includes('.')
  const list = known.lookup && { [known.lookup.list]: [{ Id: 'i' }] }
  const [first] = await world([answered(list ?? {})]).run(name.replace(/\.sync(:2)?$/, ''), {})
  expect(first).toMatchObject({ type: name.endsWith('.waitForTaskToken') ? 'TaskSubmitted' : 'TaskSucceeded' })
  for (const shape of errors) {
    const [failed] = await world([refused(shape)]).run(name, {})
    const error = `${definition.prefix}.${shape.endsWith('Exception') ? shape : `${shape}Exception`}`
    expect(failed).toMatchObject({ type: waits ? 'TaskSubmitFailed' : 'TaskFailed', error })
  }
  const [unmodelled] = await world([refused()]).run(name, {})
  expect(unmodelled).toMatchObject({ error: `${definition.prefix}.${definition.baseException}` })
})
