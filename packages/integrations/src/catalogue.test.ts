import { readFileSync } from 'node:fs'
import { loadService, serviceHeads } from '@pasos/models'
import { expect, test } from 'vitest'
import { readIamPrefixes } from '../extract/iam-prefixes.ts'
import { readSignatures, signaturesText } from '../extract/signatures.ts'
import { findIntegration, isIntegration, optimizedServices } from './catalogue.ts'
import type { Values } from './definition.ts'
import { optimizedFailure, sdkFailure } from './failures.ts'
import { functionNameOf, integrationOf, parseResource } from './resource.ts'
import { roleNeeds } from './role-needs.ts'

const every = optimizedServices.flatMap(service => Object.keys(service.actions).map(name => findIntegration(service.name, name)!))
const callable = every.filter(({ operation }) => operation !== null)
const jobs = callable.filter(({ action }) => action.sync !== undefined)

const upperFirst = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)

function membersOf(model: string, operation: string): string[] {
  const shape = loadService(model).operation(operation)
  expect(shape, `${model} ${operation}`).toBeDefined()
  return shape!.input.members.map(({ name }) => upperFirst(name))
}

test('the signatures in git are those of the models', () => {
  const isOfModels = readFileSync(new URL('../data/signatures.json', import.meta.url), 'utf8') === signaturesText(readSignatures())
  expect(isOfModels, 'node packages/integrations/extract/write-signatures.ts writes them anew').toBe(true)
})

test('the prefixes of permissions in git are those of the models', () => {
  expect(JSON.parse(readFileSync(new URL('../data/iam-prefixes.json', import.meta.url), 'utf8'))).toEqual(readIamPrefixes())
})

test('every service has a model under its name in the AWS SDK integrations', () => {
  for (const { name, model } of optimizedServices) if (name !== 'http') expect(Object.keys(serviceHeads())).toContain(model)
})

test.each(callable)('$service.name:$name asks its API for what that API takes', ({ model, action, operation, parameters }) => {
  const given = Object.fromEntries([...parameters.required, ...parameters.optional].map(name => [name, 'x'])) as Values
  const place = { executionArn: 'e', stateMachineArn: 'm' }
  const request = action.request?.({ ...given, Step: { Name: 's' }, Entries: [{ Detail: {} }] }, place, 'i') ?? given
  const members = membersOf(model, operation!)
  const unknown = Object.keys(request).filter(name => !members.includes(name))
  // What the tests hand in beside the parameters that there are.
  expect(unknown.filter(name => !['Step', 'Entries'].includes(name))).toEqual([])
  for (const name of parameters.texts) expect([...parameters.required, ...parameters.optional]).toContain(name)
})

test.each(jobs)('$service.name:$name is polled and cancelled by operations that there are', ({ service, action }) => {
  const { poll, cancel } = action.sync!
  for (const call of [poll, cancel]) {
    if (call === undefined) continue
    const members = membersOf(service.model, call.operation)
    for (const name of Object.keys(call.input({}, {}))) expect(members, call.operation).toContain(name)
  }
  expect(action.sync!.ended({})).toBeUndefined()
})

test('what can be waited for says how its end is found', () => {
  const silent = every.filter(({ action }) => action.patterns.includes('sync') && action.sync === undefined)
  // Jobs of Kubernetes are asked for there.
  expect(silent.map(({ service, name }) => `${service.name}:${name}`)).toEqual(['eks:runJob'])
})

test.each(jobs)(
  '$service.name:$name, waited for, needs of its role that it may begin, look, and cancel',
  ({ service, name, operation, action }) => {
    const Resource = `arn:aws:states:::${service.name}:${name}.sync${action.patterns.includes('sync') ? '' : ':2'}`
    const definition = JSON.stringify({ StartAt: 'S', States: { S: { Type: 'Task', Resource, End: true } } })
    const needs = roleNeeds(definition, 'arn:aws:states:us-east-1:123456789012:stateMachine:m')
    const needed = needs.map(need => need.action.split(':')[1]?.toLowerCase())
    const { poll, cancel } = action.sync!
    const called = [operation, poll.operation, cancel?.operation].filter(each => each != null).map(each => each.toLowerCase())
    expect(needed).toEqual(expect.arrayContaining(called))
    expect(new Set(needed).size).toBe(needed.length)
  },
)

test('a job ends as its states say', () => {
  const ended = (service: string, action: string, answer: Values) => {
    const sync = findIntegration(service, action)!.action.sync!
    const end = sync.ended(answer)
    return end && { end, result: sync.shown?.(answer) ?? answer }
  }
  expect(ended('glue', 'startJobRun', { JobRun: { JobRunState: 'RUNNING' } })).toBeUndefined()
  expect(ended('glue', 'startJobRun', { JobRun: { JobRunState: 'SUCCEEDED', Id: 'r' } })).toEqual({
    end: 'done',
    result: { JobRunState: 'SUCCEEDED', Id: 'r' },
  })
  expect(ended('batch', 'submitJob', { Jobs: [{ Status: 'FAILED' }] })).toEqual({ end: 'failed', result: { Status: 'FAILED' } })
  const stopped = (containers: Values[], more: Values = {}) =>
    ended('ecs', 'runTask', { Tasks: [{ LastStatus: 'STOPPED', Containers: containers, ...more }] })?.end
  expect(stopped([{ ExitCode: 0 }])).toBe('done')
  expect(stopped([{ ExitCode: 0 }, { ExitCode: 1 }])).toBe('failed')
  expect(stopped([], { StopCode: 'TaskFailedToStart' })).toBe('failed')
})

test('resources are taken apart', () => {
  const service = { kind: 'service', isSdk: false, pattern: 'RR' }
  expect(parseResource('arn:aws:states:::sqs:sendMessage')).toMatchObject({ ...service, service: 'sqs', action: 'sendMessage' })
  expect(parseResource('arn:aws:states:::states:startExecution.sync:2')).toMatchObject({
    ...{ kind: 'service', service: 'states', action: 'startExecution', pattern: 'sync:2' },
    ...{ resourceType: 'states', resource: 'startExecution.sync:2' },
  })
  expect(parseResource('arn:aws-cn:states:::aws-sdk:s3:getObject.waitForTaskToken')).toMatchObject({
    ...{ kind: 'service', isSdk: true, service: 's3', action: 'getObject', pattern: 'waitForTaskToken' },
    ...{ resourceType: 'aws-sdk:s3', resource: 'getObject.waitForTaskToken' },
  })
  expect(parseResource('arn:aws:states:eu-west-1:123456789012:activity:a').kind).toBe('activity')
  expect(parseResource('arn:aws-cn:lambda:cn-north-1:123456789012:function:f:1').kind).toBe('function')
  expect(parseResource('arn:aws:swf:eu-west-1:123456789012:task:t').kind).toBe('swf')
  const place = 'eu-west-1:123456789012'
  for (const arn of [
    'f',
    '',
    `arn:aws:states:${place}:stateMachine:m`,
    `arn:aws:states:${place}:activity:`,
    `arn:aws:lambda:${place}:layer:l`,
  ]) {
    expect(parseResource(arn)).toEqual({ kind: 'unknown', arn })
  }
})

test('integrations and functions have one name, however they are written', () => {
  expect(integrationOf('arn:aws-cn:states:::sqs:sendMessage.waitForTaskToken')).toBe('sqs:sendMessage')
  expect(integrationOf('arn:aws:states:::aws-sdk:s3:getObject')).toBe('aws-sdk:s3:getObject')
  expect(integrationOf('arn:aws:lambda:us-east-1:123456789012:function:f')).toBeUndefined()
  const names = ['f', 'f:1', '123456789012:function:f', 'function:f:$LATEST', 'arn:aws:lambda:us-east-1:123456789012:function:f:prod']
  expect(names.map(functionNameOf)).toEqual(names.map(() => 'f'))
})

test('only what AWS has is an integration', () => {
  const known = (name: string, owner = 'Task') => {
    const parsed = parseResource(`arn:aws:states:::${name}`)
    const sdkActions = (service: string) => (service === 's3' ? ['getObject'] : undefined)
    return parsed.kind === 'service' && isIntegration(parsed, owner, sdkActions)
  }
  for (const name of [
    'bedrockagentcore:invokeHarness',
    'sqs:sendMessage.waitForTaskToken',
    'states:startExecution.sync:2',
    'aws-sdk:s3:getObject',
  ]) {
    expect(known(name), name).toBe(true)
  }
  const wrong = [
    'sqs:sendMessage.sync',
    'sqs:constructor',
    '__proto__:x',
    'aws-sdk:s3:nothing',
    'aws-sdk:nothing:getObject',
    'aws-sdk:s3:getObject.sync',
  ]
  for (const name of wrong) expect(known(name), name).toBe(false)
  expect(known('s3:getObject', 'ItemReader')).toBe(true)
  expect(known('s3:getObject')).toBe(false)
})

test('errors have the names of the SDK that AWS uses', () => {
  const refusal = { code: 'AWS.SimpleQueueService.NonExistentQueue', message: 'No', status: 400, requestId: 'q' }
  const { service } = findIntegration('sqs', 'sendMessage')!
  expect(optimizedFailure(service, { ...refusal, shape: 'QueueDoesNotExist' })).toEqual({
    error: 'SQS.QueueDoesNotExistException',
    cause: 'No (Service: AmazonSQS; Status Code: 400; Error Code: AWS.SimpleQueueService.NonExistentQueue; Request ID: q; Proxy: null)',
  })
  expect(optimizedFailure(service, refusal).error).toBe('SQS.AmazonSQSException')
  expect(sdkFailure('DynamoDb', undefined, refusal)).toEqual({
    error: 'DynamoDb.DynamoDbException',
    cause: 'No (Service: DynamoDb, Status Code: 400, Request ID: q) (SDK Attempt Count: 1)',
  })
  expect(sdkFailure('S3', 'NoSuchBucketException', refusal).cause).toBe(
    'No (Service: S3, Status Code: 400, Request ID: q, Extended Request ID: q=) (SDK Attempt Count: 1)',
  )
})

test('an error without a message is told as Java prints nothing', () => {
  const refusal = { code: 'ParameterNotFound', message: '', status: 400, requestId: 'q' }
  expect(sdkFailure('Ssm', 'ParameterNotFoundException', refusal).cause).toMatch(/^null \(Service: Ssm, /)
  expect(optimizedFailure(findIntegration('sqs', 'sendMessage')!.service, refusal).cause).toMatch(/^null \(Service: AmazonSQS; /)
})
