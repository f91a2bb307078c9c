import { expect, it } from 'vitest'
import { lambdaWorld } from '../../lambda/testing/lambda-world.ts'
import { refusal } from '../../lambda/testing/refusal.ts'

it('the operations of backups have a name of their own for a table that is not there', async () => {
  const world = await lambdaWorld()
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true }
  for (const [operation, input] of [
    ['DescribeContinuousBackups', {}] as const,
    ['UpdateContinuousBackups', { PointInTimeRecoverySpecification }] as const,
  ]) {
    const refused = refusal(world.call('dynamodb', operation, { TableName: 'none', ...input }))
    expect(await refused).toBe('TableNotFoundException: Table not found: none')
  }
})

const id = { AttributeName: 'id', AttributeType: 'S' }
const day = { AttributeName: 'day', AttributeType: 'S' }
const hash = { AttributeName: 'id', KeyType: 'HASH' }
const range = { AttributeName: 'day', KeyType: 'RANGE' }
const Projection = { ProjectionType: 'ALL' }

it('limits of units on demand are shown as they were set, of tables and of indexes', async () => {
  const { call } = await lambdaWorld()
  const byDay = { IndexName: 'by-day', KeySchema: [{ AttributeName: 'day', KeyType: 'HASH' }], Projection }
  await call('dynamodb', 'CreateTable', {
    ...{ TableName: 'table', AttributeDefinitions: [id, day], KeySchema: [hash], BillingMode: 'PAY_PER_REQUEST' },
    OnDemandThroughput: { MaxReadRequestUnits: 5, MaxWriteRequestUnits: 6 },
    GlobalSecondaryIndexes: [{ ...byDay, OnDemandThroughput: { MaxReadRequestUnits: 7 } }],
  })
  const shown = async () => {
    const { Table } = await call('dynamodb', 'DescribeTable', { TableName: 'table' })
    return [Table.OnDemandThroughput, Table.GlobalSecondaryIndexes[0].OnDemandThroughput]
  }
  expect(await shown()).toEqual([{ MaxReadRequestUnits: 5, MaxWriteRequestUnits: 6 }, { MaxReadRequestUnits: 7 }])
  await call('dynamodb', 'UpdateTable', {
    ...{ TableName: 'table', OnDemandThroughput: { MaxReadRequestUnits: -1 } },
    GlobalSecondaryIndexUpdates: [{ Update: { IndexName: 'by-day', OnDemandThroughput: { MaxWriteRequestUnits: 8 } } }],
  })
  expect(await shown()).toEqual([
    { MaxReadRequestUnits: -1, MaxWriteRequestUnits: 6 },
    { MaxReadRequestUnits: 7, MaxWriteRequestUnits: 8 },
  ])
})

it('the sizes of collections are told where they are asked for, of tables with a local index', async () => {
  const { call } = await lambdaWorld()
  const table = { AttributeDefinitions: [id, day], KeySchema: [hash, range], BillingMode: 'PAY_PER_REQUEST' }
  const local = { IndexName: 'local', KeySchema: [hash, range], Projection }
  await call('dynamodb', 'CreateTable', { TableName: 'with', ...table, LocalSecondaryIndexes: [local] })
  await call('dynamodb', 'CreateTable', { TableName: 'without', ...table })
  const key = (of: string, on: string) => ({ id: { S: of }, day: { S: on } })
  const size = { ReturnItemCollectionMetrics: 'SIZE' }
  const metrics = (of: string) => ({ ItemCollectionKey: { id: { S: of } }, SizeEstimateRangeGB: [0, 1] })
  const told = async (operation: string, input: object) => (await call('dynamodb', operation, input)).ItemCollectionMetrics
  expect(await told('PutItem', { TableName: 'with', Item: key('a', '1'), ...size })).toEqual(metrics('a'))
  expect(await told('UpdateItem', { TableName: 'with', Key: key('a', '2'), ...size })).toEqual(metrics('a'))
  expect(await told('DeleteItem', { TableName: 'with', Key: key('a', '2'), ...size })).toEqual(metrics('a'))
  expect(await told('DeleteItem', { TableName: 'with', Key: key('a', '1'), ...size })).toEqual(metrics('a'))
  expect(await told('PutItem', { TableName: 'with', Item: key('a', '1') })).toBeUndefined()
  expect(await told('PutItem', { TableName: 'without', Item: key('a', '1'), ...size })).toBeUndefined()
  const put = (of: string, on: string) => ({ PutRequest: { Item: key(of, on) } })
  const RequestItems = { with: [put('a', '3'), put('a', '4'), put('b', '1')], without: [put('a', '1')] }
  expect(await told('BatchWriteItem', { RequestItems, ...size })).toEqual({ with: [metrics('a'), metrics('b')] })
  const TransactItems = [{ Put: { TableName: 'with', Item: key('c', '1') } }, { Delete: { TableName: 'with', Key: key('c', '2') } }]
  expect(await told('TransactWriteItems', { TransactItems, ...size })).toEqual({ with: [metrics('c')] })
})

it('a policy is put and taken away where it is the one that was expected', async () => {
  const { call } = await lambdaWorld()
  const { TableDescription } = await call('dynamodb', 'CreateTable', {
    ...{ TableName: 'table', AttributeDefinitions: [id], KeySchema: [hash], BillingMode: 'PAY_PER_REQUEST' },
  })
  const ResourceArn = TableDescription.TableArn
  const put = (Policy: string, ExpectedRevisionId?: string) =>
    call('dynamodb', 'PutResourcePolicy', { ResourceArn, Policy, ...(ExpectedRevisionId !== undefined && { ExpectedRevisionId }) })
  const remove = (ExpectedRevisionId: string) => call('dynamodb', 'DeleteResourcePolicy', { ResourceArn, ExpectedRevisionId })
  const stale = /^PolicyNotFoundException: /
  expect(await refusal(put('{}', '1'))).toMatch(stale)
  const first = await put('{}', 'NO_POLICY')
  expect(await refusal(put('{ }', 'NO_POLICY'))).toMatch(stale)
  const second = await put('{ }', first.RevisionId)
  expect(await refusal(remove(first.RevisionId))).toMatch(stale)
  expect((await call('dynamodb', 'GetResourcePolicy', { ResourceArn })).Policy).toBe('{ }')
  await remove(second.RevisionId)
  expect(await refusal(call('dynamodb', 'GetResourcePolicy', { ResourceArn }))).toMatch(stale)
})
