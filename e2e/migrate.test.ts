import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetActivityTaskCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { findPostgres, type PostgresServer, startPostgres } from '@pasos/store-postgres/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOptions, eventually, pasos, type RunningServer, startServer, temporaryFolder } from './running-server.ts'

const isHere = findPostgres() !== undefined
if (!isHere) process.stderr.write('SKIPPED: there is no PostgreSQL on this machine, so nothing is known of moving to one.\n')

const EXAMPLE = 'arn:aws:states:us-east-1:123456789012:stateMachine:EvenOrOdd'

/** An operation of Secrets Manager, as the machine's owner calls it. */
async function secrets(url: string, operation: string, input: object): Promise<unknown> {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `secretsmanager.${operation}` }
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(input) })).json()
}

describe.runIf(isHere)('a data folder that moves to a PostgreSQL, and back', () => {
  let postgres: PostgresServer
  const { folder, remove } = temporaryFolder('migrate')
  let server: RunningServer | undefined

  beforeAll(async () => {
    postgres = await startPostgres()
  }, 180_000)
  afterAll(async () => {
    await server?.stop('SIGKILL')
    await postgres.stop()
    remove()
  }, 180_000)

  it('is there with all that it kept, and what was under way goes on', async () => {
    const url = await postgres.newDatabase()
    server = await startServer({ folder })
    let sfn = new SFNClient(clientOptions(server.url))
    const ended = (executionArn: string | undefined) =>
      eventually('the end of the execution', async () => {
        const answer = await sfn.send(new DescribeExecutionCommand({ executionArn }))
        return answer.status === 'RUNNING' ? undefined : answer
      })
    const past = (await sfn.send(new StartExecutionCommand({ stateMachineArn: EXAMPLE }))).executionArn
    const { output } = await ended(past)
    const { roleArn } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: EXAMPLE }))
    const { activityArn } = await sfn.send(new CreateActivityCommand({ name: 'hand' }))
    const create = async (name: string, states: object): Promise<string> => {
      const definition = JSON.stringify({ StartAt: 'S', States: states })
      return (await sfn.send(new CreateStateMachineCommand({ name, definition, roleArn }))).stateMachineArn!
    }
    const inner = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 2, Next: 'P' }, P: { Type: 'Pass', End: true } } }
    const processor = { ...inner, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }
    const machines = [
      await create('Waits', { S: { Type: 'Wait', Seconds: 4, End: true } }),
      await create('Asks', { S: { Type: 'Task', Resource: activityArn, End: true } }),
      await create('Maps', { S: { Type: 'Map', ItemProcessor: processor, MaxConcurrency: 2, ItemsPath: '$.items', End: true } }),
    ]
    const input = JSON.stringify({ items: [1, 2, 3, 4, 5] })
    const running: string[] = []
    for (const stateMachineArn of machines)
      running.push((await sfn.send(new StartExecutionCommand({ stateMachineArn, input }))).executionArn!)
    const { taskToken } = await sfn.send(new GetActivityTaskCommand({ activityArn }))
    const QueueUrl = (await new SQSClient(clientOptions(server.url)).send(new CreateQueueCommand({ QueueName: 'q' }))).QueueUrl
    await new SQSClient(clientOptions(server.url)).send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' }))
    const s3 = (address: string) => new S3Client({ ...clientOptions(address), forcePathStyle: true })
    const bytes = Buffer.alloc(2_500_000, 'pasos ')
    await s3(server.url).send(new CreateBucketCommand({ Bucket: 'kept' }))
    await s3(server.url).send(new PutObjectCommand({ Bucket: 'kept', Key: 'large', Body: bytes }))
    expect(await server.stop()).toBe(0)

    const moved = await pasos(['migrate', '--data', folder, '--postgres', url])
    expect(moved.stderr).toBe('')
    expect(moved.stdout).toMatch(/^\d+ executions and \d+ log lines copied/)
    const again = await pasos(['migrate', '--data', folder, '--postgres', url])
    expect(again.code).not.toBe(0)
    expect(again.stderr).toContain('give a new one')

    server = await startServer({ folder, args: ['--postgres', url] })
    sfn = new SFNClient(clientOptions(server.url))
    expect((await ended(past)).output).toBe(output)
    expect((await sfn.send(new GetExecutionHistoryCommand({ executionArn: past }))).events).toHaveLength(14)
    expect((await sfn.send(new ListExecutionsCommand({ stateMachineArn: EXAMPLE }))).executions).toHaveLength(1)
    await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '"by hand"' }))
    for (const executionArn of running) {
      expect((await ended(executionArn)).status).toBe('SUCCEEDED')
      const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1_000 }))
      expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1))
    }
    const sqs = new SQSClient(clientOptions(server.url))
    const newUrl = QueueUrl!.replace(/^https?:\/\/[^/]+/, server.url)
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: newUrl }))
    expect(Messages?.map(({ Body }) => Body)).toEqual(['hello'])
    const { Body } = await s3(server.url).send(new GetObjectCommand({ Bucket: 'kept', Key: 'large' }))
    expect(Buffer.from(await Body!.transformToByteArray()).equals(bytes)).toBe(true)
    const { number } = JSON.parse(output!)
    const logs = new CloudWatchLogsClient(clientOptions(server.url))
    const logGroupName = `/aws/lambda/EvenOrOdd-${number % 2 === 0 ? 'even' : 'odd'}`
    const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName, filterPattern: `"number is ${number}"` }))
    expect(events).toHaveLength(1)
    const fresh = await sfn.send(new StartExecutionCommand({ stateMachineArn: EXAMPLE }))
    const freshOutput = (await ended(fresh.executionArn)).output
    const later: string[] = []
    for (const stateMachineArn of machines)
      later.push((await sfn.send(new StartExecutionCommand({ stateMachineArn, input }))).executionArn!)
    const held = await sfn.send(new GetActivityTaskCommand({ activityArn }))
    await secrets(server.url, 'CreateSecret', { Name: 'word', SecretString: 'not told' })
    const tables = new DynamoDBClient(clientOptions(server.url))
    const key = { AttributeName: 'id', KeyType: 'HASH', AttributeType: 'S' } as const
    await tables.send(
      new CreateTableCommand({ TableName: 'things', KeySchema: [key], AttributeDefinitions: [key], BillingMode: 'PAY_PER_REQUEST' }),
    )
    await tables.send(new PutItemCommand({ TableName: 'things', Item: { id: { S: 'a' }, n: { N: '7' } } }))
    await new SQSClient(clientOptions(server.url)).send(new SendMessageCommand({ QueueUrl: newUrl, MessageBody: 'once more' }))
    expect(await server.stop()).toBe(0)
    const { stdout } = await pasos(['verify', '--postgres', url, '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ damages: [] })

    const back = `${folder}-back`
    const returned = await pasos(['migrate', '--postgres', url, '--data', folder, '--to', back, '--json'])
    expect(returned.stderr).toBe('')
    expect(JSON.parse(returned.stdout)).toEqual({
      ...{ schema: 'pasos.migrate/1', folder: back, executions: expect.any(Number), logLines: expect.any(Number) },
    })
    expect((await pasos(['migrate', '--postgres', url, '--data', folder, '--to', back])).stderr).toContain('is not empty')
    server = await startServer({ folder: back })
    sfn = new SFNClient(clientOptions(server.url))
    expect((await ended(fresh.executionArn)).output).toBe(freshOutput)
    await sfn.send(new SendTaskSuccessCommand({ taskToken: held.taskToken, output: '"from before"' }))
    for (const executionArn of later) {
      expect((await ended(executionArn)).status).toBe('SUCCEEDED')
      const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1_000 }))
      expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1))
    }
    const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn: machines[1] }))
    expect(executions.map(({ executionArn }) => executionArn)).toEqual([later[1], running[1]])
    const { Messages: left } = await new SQSClient(clientOptions(server.url)).send(
      new ReceiveMessageCommand({ QueueUrl: QueueUrl!.replace(/^https?:\/\/[^/]+/, server.url) }),
    )
    expect(left?.map(({ Body }) => Body)).toEqual(['once more'])
    const object = await s3(server.url).send(new GetObjectCommand({ Bucket: 'kept', Key: 'large' }))
    expect(Buffer.from(await object.Body!.transformToByteArray()).equals(bytes)).toBe(true)
    expect(await secrets(server.url, 'GetSecretValue', { SecretId: 'word' })).toMatchObject({ SecretString: 'not told' })
    const { Item } = await new DynamoDBClient(clientOptions(server.url)).send(
      new GetItemCommand({ TableName: 'things', Key: { id: { S: 'a' } } }),
    )
    expect(Item?.['n']).toEqual({ N: '7' })
    const last = await sfn.send(new StartExecutionCommand({ stateMachineArn: EXAMPLE }))
    expect((await ended(last.executionArn)).status).toBe('SUCCEEDED')
    expect(await server.stop()).toBe(0)
    expect(JSON.parse((await pasos(['verify', '--data', back, '--json'])).stdout)).toMatchObject({ damages: [] })
  }, 180_000)
})
