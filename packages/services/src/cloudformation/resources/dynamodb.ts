import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { type Made, madeOnce, nameOf, only, type ResourceContext, type ResourceType, removed, tagList } from './resource-type.ts'

const created = [
  ...['AttributeDefinitions', 'KeySchema', 'BillingMode', 'ProvisionedThroughput', 'GlobalSecondaryIndexes', 'LocalSecondaryIndexes'],
  ...['TableClass', 'DeletionProtectionEnabled', 'OnDemandThroughput'],
]

const table: ResourceType = {
  replacedBy: ['TableName', 'KeySchema', 'LocalSecondaryIndexes'],
  async create(context, properties) {
    const TableName = nameOf(context, properties, 'TableName', 255)
    const input = { TableName, ...only(properties, created), ...streams(properties), Tags: tagList(context, properties['Tags']) }
    await madeOnce(context, () => context.call('dynamodb', 'CreateTable', input))
    context.begun(TableName)
    await timeToLive(context, TableName, properties, {})
    return madeTable(context, TableName)
  },
  async update(context, TableName, properties, before) {
    const changed = (name: string) => JSON.stringify(properties[name]) !== JSON.stringify(before[name])
    const plain = ['BillingMode', 'ProvisionedThroughput', 'TableClass', 'DeletionProtectionEnabled', 'OnDemandThroughput'].filter(changed)
    if (plain.length > 0) await context.call('dynamodb', 'UpdateTable', { TableName, ...only(properties, plain) })
    if (changed('StreamSpecification')) {
      const StreamSpecification = streams(properties).StreamSpecification ?? { StreamEnabled: false }
      await context.call('dynamodb', 'UpdateTable', { TableName, StreamSpecification })
    }
    await changeIndexes(context, TableName, properties, before)
    await timeToLive(context, TableName, properties, before)
    return madeTable(context, TableName)
  },
  remove: (context, TableName) => removed(context.call('dynamodb', 'DeleteTable', { TableName })),
}

/** In a template a stream is on when its view is said. */
function streams({ StreamSpecification }: JsonObject): { StreamSpecification?: object } {
  if (!isJsonObject(StreamSpecification)) return {}
  return { StreamSpecification: { StreamEnabled: true, StreamViewType: StreamSpecification['StreamViewType'] } }
}

/** AWS: one index with each update. */
async function changeIndexes(context: ResourceContext, TableName: string, properties: JsonObject, before: JsonObject): Promise<void> {
  const listed = (of: JsonObject) =>
    ((of['GlobalSecondaryIndexes'] ?? []) as JsonObject[]).map(each => [String(each['IndexName']), each] as const)
  const [wanted, present] = [new Map(listed(properties)), new Map(listed(before))]
  const isSame = (name: string) => JSON.stringify(wanted.get(name)) === JSON.stringify(present.get(name))
  for (const IndexName of present.keys()) {
    if (!isSame(IndexName))
      await context.call('dynamodb', 'UpdateTable', { TableName, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName } }] })
  }
  for (const [name, Create] of wanted) {
    if (isSame(name)) continue
    const input = { TableName, AttributeDefinitions: properties['AttributeDefinitions'], GlobalSecondaryIndexUpdates: [{ Create }] }
    await context.call('dynamodb', 'UpdateTable', input)
  }
}

async function timeToLive(context: ResourceContext, TableName: string, properties: JsonObject, before: JsonObject): Promise<void> {
  const [wanted, present] = [properties['TimeToLiveSpecification'], before['TimeToLiveSpecification']]
  if (JSON.stringify(wanted) === JSON.stringify(present)) return
  const off = { ...((present ?? {}) as JsonObject), Enabled: false }
  const isOn = (value: Json | undefined) => isJsonObject(value) && String(value['Enabled']) === 'true'
  if (isOn(wanted) || isOn(present)) {
    await context.call('dynamodb', 'UpdateTimeToLive', { TableName, TimeToLiveSpecification: isOn(wanted) ? wanted : off })
  }
}

async function madeTable(context: ResourceContext, TableName: string): Promise<Made> {
  const { Table } = await context.call('dynamodb', 'DescribeTable', { TableName })
  const { TableArn, LatestStreamArn, TableId } = Table
  return { id: TableName, attributes: { Arn: TableArn, TableId: TableId ?? '', ...(LatestStreamArn && { StreamArn: LatestStreamArn }) } }
}

/** A table of one region, as CDK's TableV2 writes it. */
const globalTable: ResourceType = {
  replacedBy: table.replacedBy,
  create: (context, properties) => table.create(context, inOneRegion(context, properties)),
  update: (context, id, properties, before) => table.update(context, id, inOneRegion(context, properties), inOneRegion(context, before)),
  remove: table.remove,
}

function inOneRegion({ region }: ResourceContext, properties: JsonObject): JsonObject {
  const { Replicas = [], ...rest } = properties
  const others = (Replicas as JsonObject[]).filter(replica => replica['Region'] !== region)
  if (others.length > 0) throw new Error('Replicas of a table in other regions are not served here.')
  const { Tags, DeletionProtectionEnabled } = (Replicas as JsonObject[])[0] ?? {}
  return { ...rest, ...(Tags !== undefined && { Tags }), ...(DeletionProtectionEnabled !== undefined && { DeletionProtectionEnabled }) }
}

export const dynamoDbTypes: Record<string, ResourceType> = { 'AWS::DynamoDB::Table': table, 'AWS::DynamoDB::GlobalTable': globalTable }
