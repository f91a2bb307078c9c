import { expect, test } from 'vitest'
import { amendments } from './amendments.ts'
import { clientName, exceptionName, sdkMemberName } from './client-name.ts'
import { amend, findService, loadModel, serviceHeads } from './load-model.ts'
import { linkService, loadService } from './service.ts'
import type { MemberModel, ServiceModel, ShapeModel } from './service-model.ts'

const builtIn = /^:(string|integer|long|float|double|boolean|timestamp|blob|document|unit)$/

function targetsOf(shape: ShapeModel): MemberModel[] {
  switch (shape.kind) {
    case 'structure':
    case 'union':
      return Object.values(shape.members ?? {})
    case 'list':
      return [shape.member]
    case 'map':
      return [shape.key, shape.value]
    default:
      return []
  }
}

function unknownTargets({ operations, shapes }: ServiceModel): string[] {
  const fromOperations = Object.values(operations).flatMap(({ input, output, errors = [] }) => [input, output, ...errors])
  const fromShapes = Object.values(shapes).flatMap(targetsOf)
  const targets = [...fromOperations, ...fromShapes].map(target => (typeof target === 'string' ? target : target.target))
  return targets.filter(target => !builtIn.test(target) && !Object.hasOwn(shapes, target))
}

test('every service of the index has a model under its name, with every shape that it speaks of; labels of addresses are members', () => {
  const heads = Object.values(serviceHeads())
  expect(heads.length).toBeGreaterThan(400)
  for (const head of heads) {
    const model = loadModel(head)
    expect(model).toMatchObject(head)
    expect(unknownTargets(model), head.name).toEqual([])
    for (const shape of Object.values(model.shapes)) {
      if ('required' in shape) expect(Object.keys(shape.members ?? {}), head.name).toEqual(expect.arrayContaining(shape.required ?? []))
    }
    expectLabelsAreMembers(model)
  }
})

/** Labels of addresses are members of the input. */
function expectLabelsAreMembers({ name, operations, shapes }: ServiceModel): void {
  for (const [operation, { http, input }] of Object.entries(operations)) {
    const labels = [...(http?.[1] ?? '').matchAll(/\{([^}+]+)\+?\}/g)].map(([, label]) => label)
    const shape = shapes[input]
    const members = shape !== undefined && 'members' in shape ? Object.keys(shape.members ?? {}) : []
    expect(members, `${name} ${operation}`).toEqual(expect.arrayContaining(labels))
  }
}

test('a service is found by its name in a Resource and by its scope in a signature', () => {
  expect(findService('cloudwatchlogs')).toBe(findService('logs'))
  expect(findService('events')?.name).toBe('eventbridge')
  expect(findService('dynamodb')?.name).toBe('dynamodb')
  expect(findService('dynamodbstreams')).toMatchObject({ scope: 'dynamodb', targetPrefix: 'DynamoDBStreams_20120810' })
  expect(findService('monitoring')?.protocols).toEqual(['rpcv2Cbor', 'awsJson1_0', 'awsQuery'])
  for (const name of ['../models/lambda', '__proto__', '']) expect(findService(name)).toBeUndefined()
  expect(() => loadService('nothing')).toThrow('no model of a service nothing is known')
})

test('a linked model answers operations with their shapes, and errors by either name', () => {
  const lambda = loadService('lambda')
  const create = lambda.operation('CreateFunction')!
  expect(create.http).toEqual(['POST', '/2015-03-31/functions', 201])
  expect(create.input.byName.get('Role')?.required).toBe(true)
  expect(create.input.byName.get('PackageType')?.shape).toEqual({ kind: 'string', values: ['Zip', 'Image'] })
  expect(lambda.operation('createFunction')).toBeUndefined()
  expect(lambda.operation('__proto__')).toBeUndefined()
  const iam = loadService('iam')
  expect(iam.error('NoSuchEntity')).toBe(iam.error('NoSuchEntityException'))
  expect(iam.error('NoSuchEntity')?.error).toEqual({ fault: 'client', status: 404, queryCode: 'NoSuchEntity' })
  expect(iam.operation('UpdateRole')?.model.wrapper).toBe('UpdateRoleResult')
  expect(iam.operation('DeleteRole')?.model.wrapper).toBeUndefined()
})

test('shapes may contain themselves', () => {
  const dynamodb = linkService(loadModel(findService('dynamodb')!))
  const item = dynamodb.operation('PutItem')!.input.byName.get('Item')!.shape
  if (item.kind !== 'map' || item.value.kind !== 'structure') throw new Error('an item is a map of attribute values')
  const list = item.value.byName.get('L')!.shape
  expect(list.kind === 'list' && list.member).toBe(item.value)
})

test('amendments lie over the published models', () => {
  expect(loadService('sqs').model.protocols).toEqual(['awsJson1_0', 'awsQuery'])
  const attributes = loadService('sqs').operation('CreateQueue')!.input.byName.get('Attributes')!
  expect(attributes).toMatchObject({ wireName: 'Attributes', traits: { queryName: 'Attribute' } })
  expect(loadService('lambda').operation('CreateFunction')!.input.byName.get('MemorySize')!.shape).toMatchObject({ min: 128, max: 10_240 })
  for (const [name, amendment] of Object.entries(amendments))
    expect(loadModel(findService(name)!)).toMatchObject(amendment.shapes ? { shapes: amendment.shapes } : {})
})

test('an amendment of what the model does not have is refused', () => {
  const sts = () => loadModel(findService('sts')!)
  expect(() => amend(sts(), { shapes: { Nothing: { max: 1 } } })).toThrow(
    'the amendments of sts name Nothing, which its model does not have',
  )
  expect(() => amend(sts(), { operations: { Nothing: {} } })).toThrow('name Nothing')
  expect(() => amend(sts(), { queryNames: { Tag: { Nothing: 'x' } } })).toThrow('names Tag.Nothing')
})

test('names are those of the SDK for Java', () => {
  const ids = {
    SFN: 'Sfn',
    'CloudWatch Logs': 'CloudWatchLogs',
    DynamoDB: 'DynamoDb',
    SESv2: 'SesV2',
    WAFV2: 'Wafv2',
    IoTSiteWise: 'IoTSiteWise',
  }
  const more = {
    IoT: 'Iot',
    FSx: 'FSx',
    DocDB: 'DocDb',
    MTurk: 'MTurk',
    ApiGatewayV2: 'ApiGatewayV2',
    'Elasticsearch Service': 'Elasticsearch',
  }
  for (const [id, name] of Object.entries({ ...ids, ...more })) expect(clientName(id)).toBe(name)
  expect(exceptionName('NoSuchBucket')).toBe('NoSuchBucketException')
  expect(exceptionName('ReceiptHandleIsInvalid')).toBe('ReceiptHandleIsInvalidException')
  expect(exceptionName('DBInstanceNotFoundFault')).toBe('DbInstanceNotFoundException')
  expect(exceptionName('ResourceNotFoundException')).toBe('ResourceNotFoundException')
  const members = { DBInstances: 'DbInstances', ACL: 'Acl', SSEKMSKeyId: 'SsekmsKeyId', MD5OfMessageBody: 'Md5OfMessageBody' }
  const kept = {
    restApiId: 'RestApiId',
    ETag: 'ETag',
    ChecksumCRC32: 'ChecksumCRC32',
    VpcId: 'VpcId',
    S: 'S',
    Equals: 'EqualsValue',
    equals: 'EqualsValue',
    notEquals: 'NotEquals',
    stateMachineArn: 'StateMachineArn',
  }
  for (const [member, name] of Object.entries({ ...members, ...kept })) expect(sdkMemberName(member)).toBe(name)
})
