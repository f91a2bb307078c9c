import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateStateMachineCommand, DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientOptions, createRole, eventually, pasos, type RunningServer, startServer, temporaryFolder, zipOf } from './running-server.ts'

const MARKER = 'plaintext-marker-of-the-test'
const account = '123456789012'
const english = { LC_ALL: 'C' }

const place = temporaryFolder('encryption')
const folder = join(place.folder, 'data')
const keyFile = join(place.folder, 'key')
const args = ['--encryption-key', keyFile, '--sandbox', 'any', '--no-example']
let server: RunningServer

function newKey(path: string): string {
  writeFileSync(path, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 })
  return path
}

/** Files below a folder that hold the marker, in the clear or in base64. */
function holders(of: string): string[] {
  const spellings = [0, 1, 2].map(shift =>
    Buffer.from(' '.repeat(shift) + MARKER)
      .toString('base64')
      .slice(shift === 0 ? 0 : 4, -4),
  )
  return readdirSync(of, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .filter(path => {
      const content = readFileSync(path).toString('latin1')
      return [MARKER, ...spellings].some(text => content.includes(text))
    })
}

/** Gives the marker to every kind of thing that keeps something. */
async function fill(url: string): Promise<void> {
  const options = clientOptions(url)
  const role = await createRole(url, 'runs', 'lambda.amazonaws.com')
  const states = await createRole(url, 'states', 'states.amazonaws.com')
  const statement = { Effect: 'Allow', Action: ['lambda:InvokeFunction', 'sqs:SendMessage', 'logs:*'], Resource: '*' }
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  for (const RoleName of ['runs', 'states'])
    await new IAMClient(options).send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument }))
  const lambda = new LambdaClient(options)
  await lambda.send(
    new CreateFunctionCommand({
      ...{ FunctionName: 'f', Role: role, Runtime: 'nodejs22.x', Handler: 'index.handler' },
      Environment: { Variables: { SECRET: MARKER } },
      Code: { ZipFile: await zipOf('index.js', `exports.handler = async e => { console.log('${MARKER}', e); return process.env.SECRET }`) },
    }),
  )
  const queue = await new SQSClient(options).send(new CreateQueueCommand({ QueueName: 'q' }))
  await new SQSClient(options).send(new SendMessageCommand({ QueueUrl: queue.QueueUrl, MessageBody: MARKER }))
  const dynamo = new DynamoDBClient(options)
  await dynamo.send(
    new CreateTableCommand({
      ...{ TableName: 'table', BillingMode: 'PAY_PER_REQUEST' },
      AttributeDefinitions: [{ AttributeName: 'k', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }],
    }),
  )
  await dynamo.send(new PutItemCommand({ TableName: 'table', Item: { k: { S: '1' }, value: { S: MARKER } } }))
  const s3 = new S3Client({ ...options, forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }))
  await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'o', Body: MARKER.repeat(10_000) }))
  const definition = JSON.stringify({
    Comment: MARKER,
    StartAt: 'Call',
    States: {
      Call: { Type: 'Task', Resource: `arn:aws:lambda:us-east-1:${account}:function:f`, Next: 'Each' },
      Each: {
        ...{ Type: 'Map', ItemsPath: '$$.Execution.Input.items', Next: 'Fail' },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          ...{ StartAt: 'Item', States: { Item: { Type: 'Pass', End: true } } },
        },
      },
      Fail: { Type: 'Fail', Error: 'Failed', Cause: MARKER },
    },
  })
  const sfn = new SFNClient(options)
  await new IAMClient(options).send(
    new PutRolePolicyCommand({
      ...{ RoleName: 'states', PolicyName: 'all' },
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }),
    }),
  )
  const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name: 'm', roleArn: states, definition }))
  const input = JSON.stringify({ items: [MARKER, { a: MARKER }] })
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'e', input }))
  await eventually('the end', async () => {
    const found = await sfn.send(new DescribeExecutionCommand({ executionArn }))
    return found.status === 'RUNNING' ? undefined : found
  })
}

beforeAll(async () => {
  newKey(keyFile)
  server = await startServer({ folder, args })
  await fill(server.url)
})
afterAll(async () => {
  await server.stop()
  place.remove()
})

describe('a server on an encrypted folder', () => {
  test('writes nothing in the clear of what it was given, while it runs and after it has ended, and has all of it again', async () => {
    expect(server.output()).toContain('(encrypted)')
    expect(holders(folder)).toEqual([])
    expect(await server.stop()).toBe(0)
    expect(holders(folder)).toEqual([])
    server = await startServer({ folder, args })
    const options = clientOptions(server.url)
    const found = await new SFNClient(options).send(
      new DescribeExecutionCommand({ executionArn: `arn:aws:states:us-east-1:${account}:execution:m:e` }),
    )
    expect(found).toMatchObject({ status: 'FAILED', cause: MARKER })
    const { Payload } = await new LambdaClient(options).send(new InvokeCommand({ FunctionName: 'f', Payload: '{}' }))
    expect(Buffer.from(Payload!).toString()).toBe(`"${MARKER}"`)
    const { Item } = await new DynamoDBClient(options).send(new GetItemCommand({ TableName: 'table', Key: { k: { S: '1' } } }))
    expect(Item?.['value']).toEqual({ S: MARKER })
    const { Body } = await new S3Client({ ...options, forcePathStyle: true }).send(new GetObjectCommand({ Bucket: 'bucket', Key: 'o' }))
    expect(await Body!.transformToString()).toBe(MARKER.repeat(10_000))
  })

  test('is killed and goes on, and what its functions had in memory is taken away', async () => {
    await server.stop('SIGKILL')
    server = await startServer({ folder, args })
    const { Payload } = await new LambdaClient(clientOptions(server.url)).send(new InvokeCommand({ FunctionName: 'f', Payload: '{}' }))
    expect(Buffer.from(Payload!).toString()).toBe(`"${MARKER}"`)
    const { dev, ino } = statSync(folder)
    const memory = `/dev/shm/pasos-functions-${dev}-${ino}`
    expect(statSync(memory).mode & 0o777).toBe(0o700)
    await server.stop()
    expect(statSync(memory, { throwIfNoEntry: false })).toBeUndefined()
    server = await startServer({ folder, args })
  })

  test('makes backups that are as encrypted, and are restored, verified and served with the key', async () => {
    const file = join(place.folder, 'backup.zip')
    expect(await pasos(['backup', file, '--endpoint', server.url])).toMatchObject({ code: 0 })
    const restored = join(place.folder, 'restored')
    expect(await pasos(['restore', file, '--data', restored, '--encryption-key', keyFile])).toMatchObject({ code: 0, stderr: '' })
    expect(holders(restored)).toEqual([])
    const verified = await pasos(['verify', '--data', restored, '--encryption-key', keyFile], english)
    expect(verified.stdout).toContain('0 damaged')
    const again = await startServer({ folder: restored, args })
    const { Payload } = await new LambdaClient(clientOptions(again.url)).send(new InvokeCommand({ FunctionName: 'f', Payload: '{}' }))
    await again.stop()
    expect(Buffer.from(Payload!).toString()).toBe(`"${MARKER}"`)
  })

  describe('while no server has the folder', () => {
    beforeAll(async () => void (await server.stop()))
    afterAll(async () => {
      server = await startServer({ folder, args })
    })

    test.each([
      [() => ['--encryption-key', newKey(join(place.folder, 'other'))], 'This is not the key that'],
      [() => [], 'is encrypted. Give its key with --encryption-key'],
      [() => ['--encryption-key', join(place.folder, 'missing')], 'The key cannot be had from'],
      [() => ['--encryption-key', 'variable:NO_SUCH_VARIABLE'], 'holds no key'],
      [() => ['--encryption-key', 'command:exit 3'], 'exit 3'],
    ])('%#: a wrong or missing key is one line and exit 1', async (given, expected) => {
      for (const command of [
        ['start', '--port', '0', '--data', folder],
        ['verify', '--data', folder],
      ]) {
        const { code, stdout, stderr } = await pasos([...command, ...given()], english)
        expect(code).toBe(1)
        expect(stdout).toBe('')
        expect(stderr.trim().split('\n')).toHaveLength(1)
        expect(stderr).toContain(expected)
      }
    })
  })

  test('gets another key, from a command, and opens with that one only', async () => {
    await server.stop()
    const other = newKey(join(place.folder, 'next'))
    const source = `command:cat ${other}`
    const changed = await pasos(['encrypt', '--data', folder, '--encryption-key', keyFile, '--new-key', source])
    expect(changed).toMatchObject({ code: 0, stderr: '' })
    expect((await pasos(['verify', '--data', folder, '--encryption-key', keyFile], english)).stderr).toContain('This is not the key')
    server = await startServer({ folder, args: [...args, '--encryption-key', source] })
    expect(await pasos(['encrypt', '--data', folder, '--encryption-key', source, '--new-key', keyFile], english)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('in use'),
    })
    await server.stop()
    await pasos(['encrypt', '--data', folder, '--encryption-key', source, '--new-key', keyFile])
    server = await startServer({ folder, args })
  })

  test('a key in the folder that it protects, and one for PostgreSQL, are refused', async () => {
    mkdirSync(join(place.folder, 'inside'))
    const inside = newKey(join(place.folder, 'inside', 'key'))
    expect(
      await pasos(['start', '--port', '0', '--data', join(place.folder, 'inside'), '--encryption-key', inside], english),
    ).toMatchObject({ code: 2, stderr: expect.stringContaining('must not lie in the folder') })
    expect(await pasos(['start', '--port', '0', '--postgres', 'postgres://x/y', '--encryption-key', keyFile], english)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('encrypt that'),
    })
  })
})

test('a folder that is not encrypted is copied into one that is, with all that it holds', async () => {
  const plain = join(place.folder, 'plain')
  const before = await startServer({ folder: plain, args: ['--sandbox', 'any', '--no-example'] })
  await fill(before.url)
  await before.stop()
  expect(holders(plain).length).toBeGreaterThan(3)
  expect(await pasos(['start', '--port', '0', '--data', plain, '--encryption-key', keyFile], english)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is not encrypted'),
  })
  const copy = join(place.folder, 'copy')
  expect(await pasos(['encrypt', '--data', plain, '--to', copy, '--encryption-key', keyFile])).toMatchObject({ code: 0, stderr: '' })
  expect(holders(copy)).toEqual([])
  expect((await pasos(['verify', '--data', copy, '--encryption-key', keyFile], english)).stdout).toContain('0 damaged')
  const again = await startServer({ folder: copy, args })
  const options = clientOptions(again.url)
  const { Payload } = await new LambdaClient(options).send(new InvokeCommand({ FunctionName: 'f', Payload: '{}' }))
  const { Body } = await new S3Client({ ...options, forcePathStyle: true }).send(new GetObjectCommand({ Bucket: 'bucket', Key: 'o' }))
  expect(await Body!.transformToString()).toBe(MARKER.repeat(10_000))
  await again.stop()
  expect(Buffer.from(Payload!).toString()).toBe(`"${MARKER}"`)
})
