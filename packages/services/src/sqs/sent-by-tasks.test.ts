import { defaultLimits } from '@pasos/asl'
import {
  durableCatalog,
  embeddedRuntime,
  fakeClock,
  languageInterpreter,
  type MemoryJournal,
  memoryJournal,
  seededIds,
  serviceConnector,
  systemIds,
} from '@pasos/engine'
import { expect, it } from 'vitest'
import { openServices } from '../declaration/open-services.ts'
import { memoryPorts, permissionOver } from '../declaration/testing/memory-ports.ts'
import { createAuthorizer } from '../iam/authorizer.ts'
import { createRole } from '../iam/create-role.ts'
import { rolePolicies } from '../iam/role-policies.ts'
import { createServiceCaller } from '../integrations/service-caller.ts'
import { testContext } from '../states/test-world.ts'
import { createCredentialStore } from '../sts/credential-store.ts'
import { sqsService } from './service.ts'

const account = '123456789012'
const QueueUrl = `http://127.0.0.1/${account}/q`
const executionArn = `arn:aws:states:eu-west-1:${account}:execution:m:a`
const roleArn = `arn:aws:iam::${account}:role/r`
const place = { accountId: account, region: 'eu-west-1', name: 'q' }

/** A server's parts over one journal: as a process has them, or the next one. */
async function process(journal: MemoryJournal) {
  const clock = fakeClock(Date.now())
  const ids = systemIds
  const catalog = durableCatalog(journal, await journal.documents())
  const credentials = createCredentialStore({ catalog, data: journal.data, clock, ids })
  const authorizer = createAuthorizer({ catalog, clock, ids, credentials })
  const ports = { ...memoryPorts(), catalog, data: journal.data, clock, ids, credentials, authorizer }
  const services = openServices([sqsService], ports)
  const permission = permissionOver(ports, [sqsService])
  /** The operations of whose permission somebody was asked. */
  const asked: string[] = []
  const caller = createServiceCaller({
    ...{ services: [sqsService], operations: () => services.operations, catalog, ids, logger: ports.logger },
    authorizeCaller(context, input) {
      asked.push(context.operation)
      return permission(context, input)
    },
  })
  const runtime = embeddedRuntime({
    ...{ journal, data: journal.data, clock, ids: seededIds(), limits: defaultLimits, interpreter: languageInterpreter },
    ...{ runners: [serviceConnector({ caller, clock })], accountId: account, region: 'eu-west-1' },
    // A turn takes no time at all: on a busy machine it takes more than tasks within it have.
    pace: { later: work => void setImmediate(work), elapsedMs: () => 0 },
  })
  const call = async (operation: string, input: object) => {
    const context = { ...testContext(), service: 'sqs', operation }
    return (await services.operations[0]!.operations[operation]!(input, context)) as Record<string, unknown>
  }
  const inQueue = async () => {
    const { Messages = [] } = await call('ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 })
    return (Messages as { Body: string }[]).map(({ Body }) => Body)
  }
  return { ports, runtime, call, inQueue, asked }
}

async function firstProcess(journal: MemoryJournal) {
  const first = await process(journal)
  const statement = (more: object) => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...more }] })
  const trust = statement({ Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' })
  await createRole(first.ports)({ RoleName: 'r', AssumeRolePolicyDocument: trust }, testContext())
  const PolicyDocument = statement({ Action: 'sqs:SendMessage', Resource: `arn:aws:sqs:eu-west-1:${account}:q*` })
  await rolePolicies(first.ports).PutRolePolicy({ RoleName: 'r', PolicyName: 'p', PolicyDocument }, testContext())
  await first.call('CreateQueue', { QueueName: place.name })
  return first
}

function startRequest(resource: string, parameters: object, type: 'STANDARD' | 'EXPRESS' = 'STANDARD') {
  const definition = JSON.stringify({
    StartAt: 'Send',
    States: { Send: { Type: 'Task', Resource: resource, Parameters: parameters, End: true } },
  })
  const stateMachineArn = `arn:aws:states:eu-west-1:${account}:stateMachine:m`
  return { executionArn, name: 'a', stateMachineArn, stateMachineName: 'm', roleArn, type, input: '{}', definition }
}

const optimized = 'arn:aws:states:::sqs:sendMessage'

it.each([optimized, 'arn:aws:states:::aws-sdk:sqs:sendMessage'])('%s sends with the role of the task', async resource => {
  const { runtime, inQueue } = await firstProcess(memoryJournal())
  await runtime.start(startRequest(resource, { QueueUrl, MessageBody: resource === optimized ? { n: 1 } : '{"n":1}' }))
  expect(await runtime.ended(executionArn)).toMatchObject({ status: 'SUCCEEDED' })
  expect(await inQueue()).toEqual(['{"n":1}'])
})

it('a chain is one turn, but for a repeated message of a FIFO queue, which is answered the first one once that is there; each is asked for its permission once', async () => {
  const journal = memoryJournal()
  const { runtime, call, asked } = await firstProcess(journal)
  await call('CreateQueue', { QueueName: 'q.fifo', Attributes: { FifoQueue: 'true' } })
  const fifo = `${QueueUrl}.fifo`
  // Into memory, where a message can be left to a turn.
  await call('ReceiveMessage', { QueueUrl: fifo })
  let turns = 0
  const commit = journal.commit
  journal.commit = (write, done) => {
    turns++
    commit(write, done)
  }
  const states = ['one', 'two', 'one', 'three'].map((id, at) => {
    const Parameters = { QueueUrl: fifo, MessageBody: 'm', MessageGroupId: 'g', MessageDeduplicationId: id }
    const next = at === 3 ? { End: true } : { Next: `S${at + 1}` }
    return [`S${at}`, { Type: 'Task', Resource: optimized, Parameters, ResultPath: `$.r${at}`, ...next }]
  })
  const definition = JSON.stringify({ StartAt: 'S0', States: Object.fromEntries(states) })
  await runtime.start({ ...startRequest(optimized, {}), definition })
  const ended = await runtime.ended(executionArn)
  expect(ended).toMatchObject({ status: 'SUCCEEDED' })
  const ids = Object.values(JSON.parse(ended!.output!) as Record<string, { MessageId: string }>).map(({ MessageId }) => MessageId)
  expect(ids[2]).toBe(ids[0])
  expect(new Set(ids).size).toBe(3)
  expect(turns, 'the first two tasks, and the others with the end of the third').toBe(2)
  expect(asked).toEqual(Array(4).fill('SendMessage'))
})

it('a task is refused without the permission, and nothing is sent', async () => {
  const { runtime, inQueue } = await firstProcess(memoryJournal())
  const other = `http://127.0.0.1/${account}/other`
  await runtime.start(startRequest(optimized, { QueueUrl: other, MessageBody: 'm' }))
  const ended = await runtime.ended(executionArn)
  expect(ended).toMatchObject({ status: 'FAILED', error: 'SQS.AmazonSQSException' })
  expect(ended?.cause).toContain('is not authorized to perform: sqs:sendmessage')
  expect(await inQueue()).toEqual([])
})

it('killed before the turn is on disk, the task runs again, and the message is there once', async () => {
  const journal = memoryJournal()
  const held: (() => void)[] = []
  const first = await firstProcess(journal)
  // The second turn, which ends the task, is what the disk never gets.
  const commit = journal.commit
  journal.commit = (write, done) => (write.data ? held.push(() => commit(write, done)) : commit(write, done))
  await first.runtime.start(startRequest(optimized, { QueueUrl, MessageBody: 'once' }))
  await expect.poll(() => held.length).toBe(1)
  expect(await first.inQueue()).toEqual([])
  first.runtime.close()
  journal.commit = commit

  const second = await process(journal)
  await second.runtime.recover()
  expect(await second.runtime.ended(executionArn)).toMatchObject({ status: 'SUCCEEDED' })
  expect(await second.inQueue()).toEqual(['once'])
  expect(await (await process(journal)).inQueue(), 'and for the process after that').toEqual(['once'])
})

it('an Express execution sends too', async () => {
  const { runtime, inQueue } = await firstProcess(memoryJournal())
  await runtime.start(startRequest(optimized, { QueueUrl, MessageBody: 'm' }, 'EXPRESS'))
  expect(await runtime.ended(executionArn)).toMatchObject({ status: 'SUCCEEDED' })
  expect(await inQueue()).toEqual(['m'])
})

it('an address that is no queue’s leads nowhere, as for the SDK', async () => {
  const { runtime } = await firstProcess(memoryJournal())
  await runtime.start(startRequest(optimized, { QueueUrl: 'http://no-such-queue', MessageBody: 'm' }))
  expect(await runtime.ended(executionArn)).toMatchObject({
    ...{ status: 'FAILED', error: 'SQS.SdkClientException' },
    cause: 'Unable to execute HTTP request: no-such-queue: Name or service not known',
  })
})
