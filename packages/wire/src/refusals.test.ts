import * as iam from '@aws-sdk/client-iam'
import { ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import * as sts from '@aws-sdk/client-sts'
import { loadService, type Shape, type StructureShape } from '@pasos/models'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readXmlError } from './protocol/aws-query/client.ts'
import { credentials, type Loopback, startLoopback } from './testing/loopback.ts'

// What clients see of operations that answer nothing, and of services that are not served here.

let server: Loopback
beforeAll(async () => {
  server = await startLoopback(['iam', 'sts'].map(scope => ({ scope, operations: allOf(scope) })))
})
afterAll(() => server.close())

function allOf(scope: string) {
  return Object.fromEntries(Object.keys(loadService(scope).model.operations).map(name => [name, () => ({})]))
}

const config = () => ({ endpoint: server.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 })

/** The required members of an input, valid. */
function minimal(shape: StructureShape): Record<string, unknown> {
  return Object.fromEntries(shape.members.filter(({ required }) => required).map(({ name, shape: member }) => [name, valid(member, name)]))
}

function valid(shape: Shape, name: string): unknown {
  switch (shape.kind) {
    case 'structure':
    case 'union':
      return minimal(shape)
    case 'list':
      return Array.from({ length: shape.min ?? 1 }, () => valid(shape.member, name))
    case 'string':
      if (shape.values !== undefined) return shape.values[0]
      if (/code\d?$/i.test(name)) return '123456'
      return /arn$/i.test(name)
        ? 'arn:aws:iam::123456789012:role/aaaaaaaa'
        : 'a'.repeat(Math.max(shape.min ?? 1, /version/i.test(name) ? 0 : 16))
    case 'number':
      return shape.min ?? 1
    case 'boolean':
      return true
    case 'blob':
      return new Uint8Array(shape.min ?? 1)
    case 'timestamp':
      return new Date(0)
    default:
      return {}
  }
}

type Send = { send(command: unknown): Promise<unknown> }
const clients: [scope: string, exported: object, client: () => Send][] = [
  ['iam', iam, () => new iam.IAMClient(config()) as unknown as Send],
  ['sts', sts, () => new sts.STSClient(config()) as unknown as Send],
]

test.each(clients)('every operation of %s may answer nothing, and its client reads that as an answer', async (scope, exported, client) => {
  const service = loadService(scope)
  const sender = client()
  let answered = 0
  for (const name of Object.keys(service.model.operations)) {
    const Command = (exported as Record<string, new (input: object) => unknown>)[`${name}Command`]
    if (Command === undefined) continue
    try {
      await sender.send(new Command(minimal(service.operation(name)!.input)))
      answered++
    } catch (error) {
      // Our samples do not know every pattern; what they break is refused in order, before the operation.
      expect((error as Error).name, `${name}: ${(error as Error).message}`).toBe('ValidationError')
    }
  }
  expect(answered / Object.keys(service.model.operations).length).toBeGreaterThan(0.8)
})

describe('a service that is not served', () => {
  test('tells S3 callers in S3’s own form', async () => {
    const s3 = new S3Client(config())
    await expect(s3.send(new ListBucketsCommand({}))).rejects.toMatchObject({
      name: 'NotImplemented',
      message: 'The service s3 is not available here.',
      $metadata: { httpStatusCode: 400 },
    })
    await expect(s3.send(new PutObjectCommand({ Bucket: 'b', Key: 'a/b', Body: 'x' }))).rejects.toMatchObject({ name: 'NotImplemented' })
  })

  test('tells EC2 callers in EC2’s own form', async () => {
    const answer = await fetch(server.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: 'AWS4-HMAC-SHA256 Credential=AKID/20261123/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=00',
      },
      body: 'Action=DescribeVpcs&Version=2016-11-15',
    })
    const body = Buffer.from(await answer.arrayBuffer())
    expect(answer.status).toBe(400)
    expect(body.toString()).toContain('<Response><Errors><Error><Code>InvalidAction</Code><Message>The service ec2 is not available here.')
    expect(readXmlError({ status: 400, headers: {}, body })).toMatchObject({ code: 'InvalidAction' })
  })

  test('tells callers of any other service in the protocol of its model', async () => {
    const ask = (scope: string, headers: Record<string, string>) =>
      fetch(`${server.endpoint}/2015-02-01/file-systems`, {
        headers: {
          authorization: `AWS4-HMAC-SHA256 Credential=AKID/20261123/us-east-1/${scope}/aws4_request, SignedHeaders=host, Signature=00`,
          ...headers,
        },
      })
    const rest = await ask('elasticfilesystem', {})
    expect([rest.status, rest.headers.get('x-amzn-errortype')]).toEqual([404, 'UnknownOperationException'])
    const xml = await ask('route53', {})
    expect([xml.status, await xml.text()]).toEqual([400, expect.stringContaining('<Code>NotImplemented</Code>')])
  })
})
