import * as sdk from '@aws-sdk/client-dynamodb'
import { CreateKeyCommand, DisableKeyCommand, EnableKeyCommand, KMSClient, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms'
import type { FakeClock } from '@pasos/engine'
import type { Operation } from '@pasos/wire'
import { beforeEach, expect, it } from 'vitest'
import { account, region, serviceWorld } from '../../declaration/testing/service-world.ts'
import { kmsService } from '../../kms/service.ts'
import { lambdaService } from '../../lambda/service.ts'
import { dynamoDbService, dynamoDbStreamsService } from '../service.ts'
import { sweepTables } from '../sweep.ts'
import { withReach } from './table-key.ts'
import { type TableRecord, tableKind } from './table-record.ts'

let world: ReturnType<typeof serviceWorld>
let client: sdk.DynamoDBClient
let kms: KMSClient
let KeyId: string
let keyArn: string

const anything = { Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' }
const ofTable = { 'kms:EncryptionContext:aws:dynamodb:tableName': 'table', 'kms:EncryptionContext:aws:dynamodb:subscriberId': account }
const may = (...Action: string[]) => ({ Effect: 'Allow', Action, Resource: '*', Condition: { StringEquals: ofTable } })

beforeEach(async () => {
  world = serviceWorld([dynamoDbService, dynamoDbStreamsService, kmsService, lambdaService])
  client = new sdk.DynamoDBClient(world.config())
  kms = new KMSClient(world.config())
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
  KeyId = KeyMetadata!.KeyId!
  keyArn = KeyMetadata!.Arn!
})

const create = (TableName: string, by = client, KMSMasterKeyId: string | undefined = keyArn) =>
  by.send(
    new sdk.CreateTableCommand({
      ...{ TableName, BillingMode: 'PAY_PER_REQUEST', KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }] },
      AttributeDefinitions: [{ AttributeName: 'a', AttributeType: 'S' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId },
    }),
  )
const describe = async () => (await client.send(new sdk.DescribeTableCommand({ TableName: 'table' }))).Table!

async function refusal(action: Promise<unknown>): Promise<string> {
  return action.then(
    () => 'was not refused',
    (error: Error) => `${error.name}: ${error.message}`,
  )
}

/** Every use of the table's items. */
function uses(by: sdk.DynamoDBClient): (() => Promise<unknown>)[] {
  const TableName = 'table'
  const Key = { a: { S: 'x' } }
  const all = [
    new sdk.PutItemCommand({ TableName, Item: Key }),
    new sdk.GetItemCommand({ TableName, Key }),
    new sdk.UpdateItemCommand({ TableName: `arn:aws:dynamodb:${region}:${account}:table/table`, Key }),
    new sdk.QueryCommand({ TableName, KeyConditionExpression: 'a = :a', ExpressionAttributeValues: { ':a': { S: 'x' } } }),
    new sdk.ScanCommand({ TableName }),
    new sdk.BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [Key] } } }),
    new sdk.BatchWriteItemCommand({ RequestItems: { [TableName]: [{ PutRequest: { Item: Key } }] } }),
    new sdk.TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key } }] }),
    new sdk.TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item: Key } }] }),
    new sdk.DeleteItemCommand({ TableName, Key }),
  ]
  // biome-ignore lint/suspicious/noExplicitAny: a list of many commands, of which the client's type takes one
  return all.map(command => () => by.send(command as any))
}

it('who makes a table with a key must be able to use it and to let DynamoDB', async () => {
  const describes = { Effect: 'Allow', Action: 'kms:DescribeKey', Resource: '*' }
  const half = new sdk.DynamoDBClient(world.config(await world.sessionOf('half', anything, describes, may('kms:Decrypt', 'kms:Encrypt'))))
  expect(await refusal(create('table', half))).toMatch(
    /^AccessDeniedException: KMS key access denied error: .* is not authorized to perform: kms:CreateGrant/,
  )
  const uses = may('kms:CreateGrant', 'kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey')
  const whole = new sdk.DynamoDBClient(world.config(await world.sessionOf('whole', anything, describes, uses)))
  await create('table', whole)
  expect(await refusal(create('another', whole))).toContain('kms:CreateGrant')
  await kms.send(new DisableKeyCommand({ KeyId }))
  const SSESpecification = { Enabled: true, KMSMasterKeyId: KeyId }
  for (const making of [create('other'), client.send(new sdk.UpdateTableCommand({ TableName: 'table', SSESpecification }))])
    expect(await refusal(making)).toBe(`ValidationException: One or more parameter values were invalid: ${keyArn} is disabled.`)
})

it('who uses the items of a table needs to decrypt with its key', async () => {
  await create('table')
  const stranger = new sdk.DynamoDBClient(world.config(await world.sessionOf('stranger', anything, may('kms:Encrypt'))))
  const reader = new sdk.DynamoDBClient(world.config(await world.sessionOf('reader', anything, may('kms:Decrypt'))))
  for (const use of uses(stranger)) {
    expect(await refusal(use())).toMatch(
      /^AccessDeniedException: KMS key access denied error: .* perform: kms:Decrypt on resource: arn:aws:kms/,
    )
  }
  for (const use of uses(reader)) await use()
  expect(await refusal(client.send(new sdk.PutItemCommand({ TableName: 'a b', Item: {} })))).toContain('ValidationException')
})

it('a table whose key is out of reach says since when, and gives nothing until it is back', async () => {
  await create('table')
  const clock = world.ports.clock as FakeClock
  expect(await describe()).toMatchObject({ TableStatus: 'ACTIVE', SSEDescription: { Status: 'ENABLED', KMSMasterKeyArn: keyArn } })
  await uses(client)[0]!()
  await client.send(
    new sdk.UpdateTimeToLiveCommand({ TableName: 'table', TimeToLiveSpecification: { Enabled: true, AttributeName: 'until' } }),
  )
  const until = String(Math.floor(clock.now() / 1000) - 10)
  await client.send(new sdk.PutItemCommand({ TableName: 'table', Item: { a: { S: 'old' }, until: { N: until } } }))
  await kms.send(new DisableKeyCommand({ KeyId }))
  for (const use of uses(client))
    expect(await refusal(use())).toBe(`AccessDeniedException: KMS key access denied error: ${keyArn} is disabled.`)
  const since = new Date(Math.floor(clock.now() / 1000) * 1000)
  const sweep = async () => sweepTables((await world.opened.face(dynamoDbService))!)
  await sweep()
  clock.advance(86_400_000)
  const { TableStatus, SSEDescription } = await describe()
  expect([TableStatus, Math.floor(SSEDescription!.InaccessibleEncryptionDateTime!.getTime() / 1000) * 1000]).toEqual([
    'INACCESSIBLE_ENCRYPTION_CREDENTIALS',
    since.getTime(),
  ])
  await kms.send(new EnableKeyCommand({ KeyId }))
  expect((await client.send(new sdk.ScanCommand({ TableName: 'table' }))).Count).toBe(2)
  await sweep()
  expect((await client.send(new sdk.ScanCommand({ TableName: 'table' }))).Count).toBe(1)
  const back = await describe()
  expect([back.TableStatus, back.SSEDescription!.InaccessibleEncryptionDateTime]).toEqual(['ACTIVE', undefined])
  await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }))
  expect((await describe()).TableStatus).toBe('INACCESSIBLE_ENCRYPTION_CREDENTIALS')
  const SSESpecification = { Enabled: false }
  const face = (await world.opened.face(dynamoDbService))!
  const kept = () => face.catalog.get<TableRecord>(tableKind, `${account}:${region}:table`)!
  const before = kept()
  clock.advance(5000)
  // Made anew meanwhile under the same name: what was found of the former is not noted of it.
  await withReach(face, { ...before, id: 'former', inaccessibleSince: undefined as never })
  expect(kept()).toEqual(before)
  await client.send(new sdk.UpdateTableCommand({ TableName: 'table', SSESpecification }))
  expect(kept().inaccessibleSince).toBeUndefined()
  expect((await describe()).TableStatus).toBe('ACTIVE')
  await uses(client)[0]!()
})

it('a stream needs the key of its table, and has one shard, behind which there is none', async () => {
  const { TableDescription } = await create('table')
  const StreamArn = TableDescription!.LatestStreamArn!
  await uses(client)[0]!()
  const { operations } = world.opened.operations.find(({ scope }) => scope === 'dynamodbstreams')!
  // biome-ignore lint/suspicious/noExplicitAny: answers of several operations
  const call = async (name: string, input: object): Promise<any> => {
    const caller = { accountId: account, accessKeyId: account, arn: `arn:aws:iam::${account}:root`, userId: account }
    const place = { requestId: 'r', service: 'dynamodbstreams', operation: name, region, accountId: account }
    return (operations[name] as Operation<object, object>)(input, { ...place, caller, signal: new AbortController().signal })
  }
  const shards = async (more: object) => (await call('DescribeStream', { StreamArn, ...more })).StreamDescription.Shards
  const [{ ShardId }] = await shards({})
  expect(await shards({ ExclusiveStartShardId: ShardId })).toEqual([])
  expect(await shards({ ShardFilter: { Type: 'CHILD_SHARDS', ShardId } })).toEqual([])
  for (const more of [{ ExclusiveStartShardId: 'another' }, { ShardFilter: { Type: 'CHILD_SHARDS', ShardId: 'another' } }])
    expect(await refusal(shards(more))).toContain('Shard another in Stream')
  const { ShardIterator } = await call('GetShardIterator', { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' })
  expect((await call('GetRecords', { ShardIterator })).Records).toHaveLength(1)
  await kms.send(new DisableKeyCommand({ KeyId }))
  expect(await refusal(call('GetRecords', { ShardIterator }))).toContain('KMS key access denied error')
})
