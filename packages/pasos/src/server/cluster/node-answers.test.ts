import { configurationCopy, type Told } from '@pasos/cluster'
import {
  type ExecutionRecord,
  expressionThreads,
  fakeClock,
  memoryJournal,
  type StartRequest,
  seededIds,
  type TaskRunner,
  type TurnNotice,
  taskTokens,
} from '@pasos/engine'
import { allServices, createAuthorizer, createCallerPermission, createCredentialStore } from '@pasos/services'
import { type RequestNotice, signatureHeaders } from '@pasos/wire'
import { afterEach, expect, test } from 'vitest'
import { type NodeAnswers, openNodeAnswers } from './node-answers.ts'

const accountId = '123456789012'
const machineArn = `arn:aws:states:us-east-1:${accountId}:stateMachine:Quick`
const functionArn = `arn:aws:lambda:us-east-1:${accountId}:function:f`
const ended: ExecutionRecord = {
  ...{ executionArn: machineArn.replace(':stateMachine:', ':execution:').concat(':one'), stateMachineArn: machineArn, definitionId: 'd' },
  ...{
    roleArn: 'r',
    name: 'one',
    type: 'STANDARD',
    status: 'SUCCEEDED',
    startDate: 1,
    stopDate: 2,
    input: '1',
    output: '2',
    redriveCount: 0,
  },
}
const asItBegan = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Succeed' } } })
const open: NodeAnswers[] = []
afterEach(async () => {
  for (const node of open.splice(0)) await node.close()
})

/** What the home has written, and a node that hears of it from the database alone: nothing is pushed to it. */
async function world(keeps = false) {
  const changes: { kind: string; key: string; body?: string }[] = []
  const write = (kind: string, key: string, record?: object) =>
    void changes.push({ kind, key, ...(record && { body: JSON.stringify(record) }) })
  const found = new Map([[ended.executionArn, { number: 7, record: ended }]])
  const shared = {
    documents: async () => [],
    documentRevision: async () => changes.length,
    runningBeside: async () => [],
    executions: {
      ...memoryJournal(),
      definition: async (id: string) => (id === 'd' ? asItBegan : undefined),
      find: async (arn: string) => found.get(arn),
      list: async () => ({ executions: [ended], places: [1] }),
      history: async () => ({ events: [{ id: 1, previousEventId: 0, timestamp: 1, type: 'ExecutionStarted' as const }], more: false }),
    },
    changedDocuments: async (after: number) => ({ revision: changes.length, changes: changes.slice(after) }),
  }
  const noted: object[] = []
  const configuration = await configurationCopy({
    ...{ shared, prepare: async () => undefined },
    async askHome<T>(_name: string, change: object) {
      noted.push(change)
      return true as T
    },
  })
  const { catalog } = configuration
  const clock = fakeClock(Date.now())
  const ids = seededIds()
  const data = { get: async () => undefined, scan: async () => [], commit: async () => undefined } as never
  const credentials = createCredentialStore({ catalog, data, clock, ids })
  const authorizer = createAuthorizer({ catalog, clock, ids, credentials })
  const reserved = new Set<string>()
  const told: TurnNotice[] = []
  const requests: RequestNotice[] = []
  const asked: { lane: number; revision: number; request: StartRequest }[] = []
  const owned: { name: string; lane: number; isRepeatable: boolean; body: object }[] = []
  let owner = (_name: string): unknown => null
  const called: string[] = []
  const runner: TaskRunner = {
    claims: () => true,
    run(request, report) {
      called.push(request.resource)
      if (answers) report({ type: 'TaskSucceeded', task: request.task, output: 'from here' } as never)
    },
  }
  let answers = true
  let isCurrent = true
  const node = await openNodeAnswers({
    ...{ accountId, region: 'us-east-1', clock, limits: {}, finishMs: 0, configuration, shared, connectors: [runner] },
    longExpressions: expressionThreads(),
    async askHome<T>(_name: string, body: object) {
      for (const said of (body as Told).said) {
        if ('turn' in said) told.push(said.turn)
        else requests.push(said.request as RequestNotice)
      }
      return undefined as T
    },
    map: { shared: [1, 2, 3] },
    async askOwner<T>({ lane, name: asking, body, isRepeatable }: { lane: number; name: string; body: object; isRepeatable: boolean }) {
      if (asking !== 'start') {
        owned.push({ name: asking, lane, isRepeatable, body })
        return { result: owner(asking) as T, isRepeat: false }
      }
      const { request, revision } = body as { request: StartRequest; revision: number }
      asked.push({ lane, revision, request })
      const { executionArn, name, input } = request
      return { result: { outcome: 'created', record: { executionArn, name, input, startDate: 1_000 } } as T, isRepeat: false }
    },
    admit: () => undefined,
    isCurrent: () => isCurrent,
    keepsExpressHistory: keeps,
    report: message => expect.unreachable(message),
    runsAnywhere: name => !reserved.has(name),
    credential: credentials.find,
    authorizeCaller: createCallerPermission({ authorizer, catalog, services: allServices }).authorizeCaller,
  })
  open.push(node)
  const deploy = (state: object, type = 'EXPRESS', encryptionConfiguration: object = { type: 'AWS_OWNED_KEY' }) =>
    write('stateMachine', machineArn, {
      ...{ stateMachineArn: machineArn, name: 'Quick', type, status: 'ACTIVE', roleArn: `arn:aws:iam::${accountId}:role/r` },
      encryptionConfiguration,
      definition: JSON.stringify({ StartAt: 'A', States: { A: { ...state, End: true } } }),
    })
  const call = async (operation: string, input: object, key?: { accessKeyId: string; secretAccessKey: string }) => {
    const request = {
      ...{ method: 'POST', url: '/', body: Buffer.from(JSON.stringify(input)) },
      headers: { host: 'localhost', 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AWSStepFunctions.${operation}` },
    }
    const signed = key && signatureHeaders(request, { ...key, region: 'us-east-1', service: 'states', now: clock.now() })
    const answer = await node.answer({
      ...{ ...request, headers: { ...request.headers, ...signed }, signal: new AbortController().signal },
      sender: key ? 'stranger' : 'owner',
    })
    if (answer === undefined) return undefined
    return { status: answer.status, ...JSON.parse(String(answer.body)) } as Record<string, unknown>
  }
  const start = (key?: { accessKeyId: string; secretAccessKey: string }, operation = 'StartSyncExecution') =>
    call(operation, { stateMachineArn: machineArn }, key)
  const cutOff = () => {
    isCurrent = false
  }
  const hang = () => {
    answers = false
  }
  const ownersSay = (said: typeof owner) => {
    owner = said
  }
  return { node, requests, asked, owned, ownersSay, found, noted, write, deploy, call, start, told, called, reserved, hang, cutOff }
}

test('a definition that was acknowledged a moment before is the one that runs, though nobody has told this node of it', async () => {
  const { deploy, start } = await world()
  expect(await start()).toMatchObject({ status: 400, __type: expect.stringContaining('StateMachineDoesNotExist') })
  for (const Result of ['first', 'second', 'third']) {
    deploy({ Type: 'Pass', Result })
    expect(await start()).toMatchObject({ status: 'SUCCEEDED', output: JSON.stringify(Result) })
  }
})

test('functions are called here, and the home is told of every turn', async () => {
  const { deploy, start, called, told, node } = await world()
  deploy({ Type: 'Task', Resource: functionArn })
  const { executionArn, output } = (await start())!
  expect(output).toBe('"from here"')
  expect(called).toEqual([functionArn])
  await node.close()
  const events = told.flatMap(turn => turn.events)
  expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1))
  expect(events.at(-1)?.type).toBe('ExecutionSucceeded')
  expect(told.at(-1)).toMatchObject({ record: { executionArn, status: 'SUCCEEDED' } })
})

test('what needs the home is not begun: other services, functions of which one node alone may count the calls, and keys of the customer', async () => {
  const { deploy, start, called, reserved, told, node } = await world()
  deploy({ Type: 'Task', Resource: 'arn:aws:states:::sns:publish', Parameters: { TopicArn: 't', Message: 'm' } })
  expect(await start()).toBeUndefined()
  reserved.add(functionArn)
  deploy({ Type: 'Task', Resource: functionArn })
  expect(await start()).toBeUndefined()
  deploy({ Type: 'Pass' }, 'EXPRESS', { type: 'CUSTOMER_MANAGED_KMS_KEY', kmsKeyId: 'k' })
  expect(await start()).toBeUndefined()
  expect(called).toEqual([])
  await node.close()
  expect(told).toEqual([])
})

test('whoever signs is who the home says, and may what their policies say now', async () => {
  const { write, deploy, start, node } = await world()
  deploy({ Type: 'Pass', Result: 1 })
  const key = { accessKeyId: 'AKIAABCDEFGHIJKLMNOP', secretAccessKey: 'secret' }
  const user = (...actions: string[]) =>
    write('user', `${accountId}/ann`, {
      ...{ accountId, userName: 'ann', userId: 'AIDA1', path: '/', arn: `arn:aws:iam::${accountId}:user/ann`, createDate: 0, tags: [] },
      attachedPolicyArns: [],
      inlinePolicies: actions.map(Action => ({
        name: Action,
        document: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] }),
      })),
    })
  const keyIs = (isActive: boolean) => write('accessKey', key.accessKeyId, { ...key, accountId, userName: 'ann', isActive, createDate: 0 })
  expect(node.knows(key.accessKeyId)).toBe(false)
  user('states:StartExecution')
  keyIs(true)
  expect(await start(key)).toMatchObject({ status: 400, __type: expect.stringContaining('AccessDenied') })
  expect(node.knows(key.accessKeyId)).toBe(true)
  user('states:StartSyncExecution')
  expect(await start(key)).toMatchObject({ status: 'SUCCEEDED' })
  expect(await start({ ...key, secretAccessKey: 'guessed' })).toMatchObject({ __type: expect.stringContaining('InvalidSignature') })
  keyIs(false)
  expect(await start(key)).not.toMatchObject({ status: 'SUCCEEDED' })
  user()
  keyIs(true)
  expect(await start(key)).toMatchObject({ __type: expect.stringContaining('AccessDenied') })
})

test('a node that ends takes nothing more, and answers what has not come to its end so that clients try again', async () => {
  const { deploy, start, node, hang, called } = await world()
  deploy({ Type: 'Task', Resource: functionArn })
  hang()
  const answer = start()
  while (called.length === 0) await new Promise(resolve => setImmediate(resolve))
  expect(node.isBusy).toBe(false)
  const closed = node.close()
  expect(node.isBusy).toBe(true)
  expect(await answer).toMatchObject({ status: 503, __type: expect.stringContaining('ServiceUnavailable') })
  await closed
  expect(await start()).toBeUndefined()
})

test('a Standard execution is started in its lane, by whoever has it, with the configuration that was judged by', async () => {
  const { deploy, start, asked, requests, node } = await world()
  deploy({ Type: 'Pass', Result: 'old' }, 'STANDARD')
  deploy({ Type: 'Wait', Seconds: 5 }, 'STANDARD')
  const { executionArn } = (await start(undefined, 'StartExecution'))!
  expect(asked).toMatchObject([{ revision: 2, request: { executionArn, type: 'STANDARD', definition: expect.stringContaining('Wait') } }])
  expect([1, 2, 3]).toContain(asked[0]!.lane)
  await node.close()
  expect(requests).toMatchObject([{ service: 'states', operation: 'StartExecution', status: 200 }])
})

test('what only the home may begin is begun by nobody here, and noted by the home alone', async () => {
  const { deploy, start, asked, told, requests, node } = await world()
  deploy({ Type: 'Task', Resource: 'arn:aws:states:::sns:publish', Parameters: { TopicArn: 't', Message: 'm' } }, 'STANDARD')
  expect(await start(undefined, 'StartExecution')).toBeUndefined()
  deploy({ Type: 'Pass' })
  expect(await start(undefined, 'StartExecution')).toBeUndefined()
  const keeping = await world(true)
  keeping.deploy({ Type: 'Pass' })
  expect(await keeping.start()).toBeUndefined()
  await node.close()
  expect([asked, told, requests, keeping.told]).toEqual([[], [], [], []])
})

test('what is only read is answered here: machines as they are now, executions as the database has them, and what it does not know by the home', async () => {
  const { deploy, call, node } = await world()
  const { executionArn } = ended
  const stateMachineArn = machineArn
  expect(await call('DescribeStateMachine', { stateMachineArn })).toMatchObject({ status: 400 })
  deploy({ Type: 'Pass', Result: 'now' }, 'STANDARD')
  expect(await call('DescribeStateMachine', { stateMachineArn })).toMatchObject({ definition: expect.stringContaining('now') })
  expect(await call('ListStateMachines', {})).toMatchObject({ stateMachines: [{ stateMachineArn }] })
  expect(await call('DescribeExecution', { executionArn })).toMatchObject({ status: 'SUCCEEDED', output: '2' })
  expect(await call('GetExecutionHistory', { executionArn })).toMatchObject({ events: [{ id: 1 }] })
  expect(await call('ListExecutions', { stateMachineArn })).toMatchObject({ executions: [{ executionArn }] })
  expect(await call('DescribeStateMachineForExecution', { executionArn })).toMatchObject({ stateMachineArn, definition: asItBegan })
  for (const operation of ['DescribeExecution', 'GetExecutionHistory', 'DescribeStateMachineForExecution'])
    expect(await call(operation, { executionArn: executionArn.replace('one', 'two') })).toBeUndefined()
  const mapRunArn = `arn:aws:states:us-east-1:${accountId}:mapRun:Quick/Map:1f3c2b7e-0000-4000-8000-000000000000`
  expect(await call('ListExecutions', { mapRunArn })).toBeUndefined()
  expect(['DescribeExecution', 'UpdateMapRun', 'CreateStateMachine', 'constructor'].map(node.isHere)).toEqual([true, false, false, false])
})

/** Of an execution in lane 2, as numbers are given since there are lanes. */
const inLane2 = 2 ** 44 + 2

test('what executions in lanes are told is told to whoever has the lane, and is asked again when that one is lost', async () => {
  const { call, found, owned, ownersSay, node, requests } = await world()
  const executionArn = ended.executionArn.replace(':one', ':two')
  found.set(executionArn, { number: inLane2, record: { ...ended, executionArn, status: 'FAILED' } })
  ownersSay(name => (name === 'deliverByToken' ? 'delivered' : { ...ended, executionArn, redriveDate: 5_000 }))
  const taskToken = taskTokens(Buffer.from('the secret')).issue(inLane2, executionArn, 3)
  expect(await call('StopExecution', { executionArn, cause: 'enough' })).toMatchObject({ status: 200, stopDate: 0.002 })
  expect(await call('SendTaskSuccess', { taskToken, output: '{"a":1}' })).toMatchObject({ status: 200 })
  expect(await call('SendTaskFailure', { taskToken, error: 'E' })).toMatchObject({ status: 200 })
  expect(await call('SendTaskHeartbeat', { taskToken })).toMatchObject({ status: 200 })
  expect(owned.map(({ name, lane, isRepeatable }) => [name, lane, isRepeatable])).toEqual([
    ['stop', 2, true],
    ['deliverByToken', 2, true],
    ['deliverByToken', 2, true],
    ['deliverByToken', 2, true],
  ])
  expect(owned[0]!.body).toMatchObject({ executionArn, reason: { cause: 'enough' } })
  expect(owned[1]!.body).toMatchObject({ token: taskToken, told: { type: 'TaskSucceeded', output: '{"a":1}' }, accountId })
  ownersSay(() => 'spent')
  expect(await call('SendTaskSuccess', { taskToken, output: '1' })).toMatchObject({ __type: expect.stringContaining('TaskTimedOut') })
  await node.close()
  expect(requests.map(({ operation }) => operation)).toEqual([
    'StopExecution',
    ...['SendTaskSuccess', 'SendTaskFailure', 'SendTaskHeartbeat', 'SendTaskSuccess'],
  ])
})

test('a redrive is made by the owner of the lane, and noted by its token at the home', async () => {
  const { call, found, owned, ownersSay, write, noted } = await world()
  const executionArn = ended.executionArn.replace(':one', ':two')
  found.set(executionArn, { number: inLane2, record: { ...ended, executionArn, status: 'FAILED', stopDate: Date.now() } })
  ownersSay(() => ({ ...ended, executionArn, redriveDate: 5_000 }))
  expect(await call('RedriveExecution', { executionArn, clientToken: 'again' })).toMatchObject({ status: 200, redriveDate: 5 })
  expect(owned).toMatchObject([{ name: 'redrive', lane: 2, isRepeatable: true, body: { executionArn, redriveCount: 0 } }])
  const next = { asked: [{ clientToken: 'again', redriveCount: 1 }] }
  expect(noted).toEqual([{ kind: 'redrive', key: executionArn, before: null, next }])
  write('redrive', executionArn, next)
  found.set(executionArn, { number: inLane2, record: { ...ended, executionArn, status: 'RUNNING', redriveCount: 1, redriveDate: 5_000 } })
  expect(await call('RedriveExecution', { executionArn, clientToken: 'again' })).toMatchObject({ status: 200, redriveDate: 5 })
  expect(owned).toHaveLength(1)
})

test('what is told to an execution of the home, to one that is not there yet, or with a token that its lane does not know is for the home', async () => {
  const { call, owned, ownersSay, requests, node } = await world()
  const tokens = taskTokens(Buffer.from('the secret'))
  ownersSay(() => 'unknown')
  for (const executionArn of [ended.executionArn, ended.executionArn.replace(':one', ':new')])
    expect(await call('StopExecution', { executionArn })).toBeUndefined()
  expect(await call('SendTaskSuccess', { taskToken: tokens.issue(7, ended.executionArn, 1), output: '1' })).toBeUndefined()
  for (const taskToken of ['none', tokens.issue(2 ** 44 + 9, 'of a lane that there is not', 1)])
    expect(await call('SendTaskFailure', { taskToken })).toBeUndefined()
  expect(owned).toEqual([])
  expect(await call('SendTaskSuccess', { taskToken: tokens.issue(inLane2, 'moved here', 1), output: '1' })).toBeUndefined()
  expect(owned).toHaveLength(1)
  await node.close()
  expect(requests).toEqual([])
})

test('a node that is cut off from the database leaves what comes to others', async () => {
  const { node, cutOff } = await world()
  expect(node.isBusy).toBe(false)
  cutOff()
  expect(node.isBusy).toBe(true)
})
