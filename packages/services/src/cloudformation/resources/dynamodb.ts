import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import {
  documentText,
  type Made,
  madeOnce,
  nameOf,
  only,
  type ResourceContext,
  type ResourceType,
  removed,
  tagList,
} from './resource-type.ts'

const created = [
  ...['AttributeDefinitions', 'KeySchema', 'BillingMode', 'ProvisionedThroughput', 'GlobalSecondaryIndexes', 'LocalSecondaryIndexes'],
  ...['TableClass', 'DeletionProtectionEnabled', 'OnDemandThroughput', 'WarmThroughput'],
]

const table: ResourceType = {
  replacedBy: ['TableName', 'KeySchema', 'LocalSecondaryIndexes'],
  async create(context, properties) {
    const TableName = nameOf(context, properties, 'TableName', 255)
    const input = { TableName, ...only(properties, created), ...streams(properties), ...encrypted(properties) }
    await madeOnce(context, () => context.call('dynamodb', 'CreateTable', { ...input, Tags: tagList(context, properties['Tags']) }))
    context.begun(TableName)
    await timeToLive(context, TableName, properties, {})
    return furnished(context, await madeTable(context, TableName), properties, {})
  },
  async update(context, TableName, properties, before) {
    const changed = (name: string) => JSON.stringify(properties[name]) !== JSON.stringify(before[name])
    const plain = ['BillingMode', 'ProvisionedThroughput', ...created.slice(-4)].filter(changed)
    if (plain.length > 0) await context.call('dynamodb', 'UpdateTable', { TableName, ...only(properties, plain) })
    if (changed('StreamSpecification')) {
      const StreamSpecification = streams(properties).StreamSpecification ?? { StreamEnabled: false }
      await context.call('dynamodb', 'UpdateTable', { TableName, StreamSpecification })
    }
    if (changed('SSESpecification')) {
      const { SSESpecification = { Enabled: false } } = encrypted(properties)
      await context.call('dynamodb', 'UpdateTable', { TableName, SSESpecification })
    }
    await changeIndexes(context, TableName, properties, before)
    await timeToLive(context, TableName, properties, before)
    return furnished(context, await madeTable(context, TableName), properties, before)
  },
  remove: (context, TableName) => removed(context.call('dynamodb', 'DeleteTable', { TableName })),
}

/** In a template a stream is on when its view is said. */
function streams({ StreamSpecification }: JsonObject): { StreamSpecification?: object } {
  if (!isJsonObject(StreamSpecification)) return {}
  return { StreamSpecification: { StreamEnabled: true, StreamViewType: StreamSpecification['StreamViewType'] } }
}

function encrypted({ SSESpecification }: JsonObject): { SSESpecification?: object } {
  if (!isJsonObject(SSESpecification)) return {}
  const { SSEEnabled: Enabled = false, ...key } = SSESpecification
  return { SSESpecification: { Enabled, ...key } }
}

/** What belongs to a table and has operations of its own: backups, its policy, its tags. */
async function furnished(context: ResourceContext, made: Made, properties: JsonObject, before: JsonObject): Promise<Made> {
  const changed = (name: string) => JSON.stringify(properties[name]) !== JSON.stringify(before[name])
  const [TableName, ResourceArn] = [made.id, String(made.attributes?.['Arn'])]
  if (changed('PointInTimeRecoverySpecification')) {
    const { PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: false } } = properties
    await context.call('dynamodb', 'UpdateContinuousBackups', { TableName, PointInTimeRecoverySpecification })
  }
  if (changed('ResourcePolicy')) {
    const { ResourcePolicy: policy } = properties
    const Policy = isJsonObject(policy) ? documentText(policy['PolicyDocument']) : undefined
    if (Policy === undefined) await removed(context.call('dynamodb', 'DeleteResourcePolicy', { ResourceArn }))
    else await context.call('dynamodb', 'PutResourcePolicy', { ResourceArn, Policy })
  }
  const Tags = tagList(context, properties['Tags'])
  const gone = tagList(context, before['Tags']).flatMap(({ Key }) => (Tags.some(tag => tag.Key === Key) ? [] : [Key]))
  if (gone.length > 0) await context.call('dynamodb', 'UntagResource', { ResourceArn, TagKeys: gone })
  if (Tags.length > 0) await context.call('dynamodb', 'TagResource', { ResourceArn, Tags })
  return made
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

const ofReplica = ['Tags', 'DeletionProtectionEnabled', 'PointInTimeRecoverySpecification', 'ResourcePolicy', 'TableClass']

function inOneRegion({ region }: ResourceContext, properties: JsonObject): JsonObject {
  const { Replicas = [], SSESpecification } = properties
  const others = (Replicas as JsonObject[]).filter(replica => replica['Region'] !== region)
  if (others.length > 0) throw new Error('Replicas of a table in other regions are not served here.')
  const own = (Replicas as JsonObject[])[0] ?? {}
  const key = isJsonObject(own['SSESpecification']) ? own['SSESpecification'] : {}
  return {
    ...only(properties, ['TableName', 'StreamSpecification', 'TimeToLiveSpecification', ...created]),
    ...only(own, ofReplica),
    ...(isJsonObject(SSESpecification) && { SSESpecification: { ...SSESpecification, ...key } }),
  }
}

export const dynamoDbTypes: Record<string, ResourceType> = { 'AWS::DynamoDB::Table': table, 'AWS::DynamoDB::GlobalTable': globalTable }
