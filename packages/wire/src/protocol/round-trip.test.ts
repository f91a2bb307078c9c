import { loadService, type OperationShape, type Protocol, type Service, type Shape, type StructureShape } from '@pasos/models'
import { describe, expect, test } from 'vitest'
import type { Values } from '../codec/tree.ts'
import { chooseProtocol } from '../pipeline/choose-protocol.ts'
import { queryClient } from './aws-query/client.ts'
import { clientProtocol } from './client.ts'
import type { ClientProtocol, ClientResponse } from './client-protocol.ts'
import { type ParsedRequest, parseRequest } from './protocol.ts'
import { rpcCborClient } from './rpc-cbor/client.ts'

// The two halves of every protocol against each other: what one writes of an operation's model, the other reads back.

const spoken: [service: string, protocol: Protocol, client: ClientProtocol][] = [
  ...['sfn', 'dynamodb', 'dynamodbstreams', 'sqs'].map(name => [name, 'awsJson1_0', clientProtocol(['awsJson1_0'])] as const),
  ...['eventbridge', 'cloudwatchlogs', 'kms', 'ssm', 'secretsmanager', 'glue', 'sagemaker'].map(
    name => [name, 'awsJson1_1', clientProtocol(['awsJson1_1'])] as const,
  ),
  ...['iam', 'sts', 'sns', 'sqs', 'cloudwatch', 'rds'].map(name => [name, 'awsQuery', queryClient('awsQuery')] as const),
  ['ec2', 'ec2Query', queryClient('ec2Query')],
  ...['lambda', 'apigateway', 'scheduler', 'batch', 'eks'].map(name => [name, 'restJson1', clientProtocol(['restJson1'])] as const),
  ...['s3', 'route53', 'cloudfront'].map(name => [name, 'restXml', clientProtocol(['restXml'])] as const),
  ['cloudwatch', 'rpcv2Cbor', rpcCborClient],
].map(entry => [...entry] as [string, Protocol, ClientProtocol])

/** A value that every member of a shape has, three levels deep. */
function sample(shape: Shape, name: string, depth: number): unknown {
  switch (shape.kind) {
    case 'string':
      return shape.values?.[0] ?? `${name} <é&"'> 1/2`
    case 'number':
      return shape.whole ? 3 : 0.5
    case 'boolean':
      return true
    case 'timestamp':
      return new Date('2026-01-31T12:00:00Z')
    case 'blob':
      return new Uint8Array([0, 255, 10])
    case 'document':
      return { any: [1, null] }
    case 'list':
      return [sample(shape.member, name, depth), sample(shape.member, name, depth)]
    case 'map':
      return { k1: sample(shape.value, name, depth), k2: sample(shape.value, name, depth) }
    case 'structure':
    case 'union':
      return sampleStructure(shape, depth)
  }
}

function sampleStructure(shape: StructureShape, depth: number): Values {
  const values: Values = {}
  for (const { name, shape: member, traits, required } of shape.members) {
    const isNested = member.kind === 'structure' || member.kind === 'union' || member.kind === 'list' || member.kind === 'map'
    if (depth === 0 && isNested && !required) continue
    if (depth < -2 || ('eventStream' in member && member.eventStream)) continue
    // What stands in a header is trimmed and split at commas; addresses are text.
    if (traits.header !== undefined || traits.responseCode) values[name] = headerSample(member)
    else if (traits.prefixHeaders !== undefined) values[name] = { 'a-b': 'c' }
    else if (traits.queryParams) values[name] = { 'extra-field': 'a b' }
    else values[name] = sample(member, name, depth - 1)
  }
  return values
}

function headerSample(shape: Shape): unknown {
  if (shape.kind === 'list') return [headerSample(shape.member)]
  return shape.kind === 'string' ? (shape.values?.[0] ?? 'text in a header') : sample(shape, 'h', 0)
}

function sent(client: ClientProtocol, operation: OperationShape, input: Values, service: Service): ParsedRequest {
  const { method, path, headers, body } = client.writeInput(operation, input, service)
  return parseRequest({ method, url: path, headers, body: Buffer.from(body), signal: new AbortController().signal })
}

function received({
  status,
  headers,
  body,
}: {
  status: number
  headers: Record<string, string>
  body: Uint8Array | string
}): ClientResponse {
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  return { status, headers: lower, body: Buffer.from(body) }
}

function comparable(value: unknown): unknown {
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(comparable).filter(item => !isEmpty(item))
  if (typeof value !== 'object' || value === null) return value
  // Forms and XML have no word for a structure without members.
  const entries = Object.entries(value).map(([key, item]) => [key, comparable(item)] as const)
  return Object.fromEntries(entries.filter(([, item]) => !isEmpty(item)))
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

describe.each(spoken)('%s in %s', (name, protocol, client) => {
  const service = loadService(name)
  const operations = Object.keys(service.model.operations).filter(operation => !service.model.operations[operation]!.eventStream)

  test('every operation is found by its request, and reads the input that was written', () => {
    for (const operationName of operations) {
      const operation = service.operation(operationName)!
      const input = sampleStructure(operation.input, 2)
      const parsed = sent(client, operation, input, service)
      const server = chooseProtocol([protocol], parsed)
      const match = server.match(parsed, service)
      if (operation.model.deprecated && match?.operation !== operationName) continue
      if (match?.operation !== operationName && ambiguous.has(`${name} ${operationName}`)) continue
      expect(match?.operation, `${operation.http?.join(' ')}`).toBe(operationName)
      expect(comparable(server.readInput(operation, parsed, match!)), operationName).toEqual(comparable(input))
    }
  })

  test('every answer is read as it was written', async () => {
    for (const operationName of operations) {
      const operation = service.operation(operationName)!
      const output = sampleStructure(operation.output, 2)
      const status = operation.output.members.find(({ traits }) => traits.responseCode)
      if (status !== undefined) output[status.name] = 202
      const parsed = parseRequest({ method: 'POST', url: '/', headers: {}, body: Buffer.from(''), signal: new AbortController().signal })
      const answer = await chooseProtocol([protocol], parsed).writeOutput(operation, output, service, 'id-1')
      // AWS: 204 is without a body.
      if (answer.status === 204 || operation.model.deprecated) continue
      expect(comparable(client.readOutput(operation, received(answer), service)), operationName).toEqual(comparable(output))
    }
  })

  test('a refusal keeps its code and its message', async () => {
    const [errorName] = Object.entries(service.model.shapes).find(([, shape]) => 'error' in shape) ?? ['SomethingElse']
    const shape = service.error(errorName)
    const error = {
      code: errorName,
      message: 'Why <not>? Because é',
      status: 400,
      fault: 'client' as const,
      members: {},
      ...(shape && { shape }),
    }
    const parsed = parseRequest({ method: 'POST', url: '/', headers: {}, body: Buffer.from(''), signal: new AbortController().signal })
    const answer = await chooseProtocol([protocol], parsed).writeError(error, parsed, service, 'id-1')
    const read = client.readError(received(answer), service)
    expect(service.error(read.code)?.name ?? read.code).toBe(errorName)
    expect(read.message).toBe(error.message)
  })
})

/** Two operations at one address, which only their hosts tell apart on AWS. */
const ambiguous = new Set(['s3 ListDirectoryBuckets'])
