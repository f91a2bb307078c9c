import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import {
  asList,
  documentText,
  ExtraneousKey,
  hasChanged,
  type Made,
  madeOnce,
  nameOf,
  only,
  type ResourceContext,
  type ResourceType,
  removed,
  retag,
  tagList,
  tagMap,
  taken,
} from './resource-type.ts'

const created = [
  ...['AttributeDefinitions', 'KeySchema', 'BillingMode', 'ProvisionedThroughput', 'LocalSecondaryIndexes'],
  ...['TableClass', 'DeletionProtectionEnabled', 'OnDemandThroughput', 'WarmThroughput'],
]

/** What a table is like where its template says nothing. */
const initial: JsonObject = {
  ...{ BillingMode: 'PROVISIONED', TableClass: 'STANDARD', DeletionProtectionEnabled: false },
  // AWS: no bound.
  OnDemandThroughput: { MaxReadRequestUnits: -1, MaxWriteRequestUnits: -1 },
}

const table: ResourceType = {
  // Streams of Kinesis and what contributes most are told to be without effect.
  properties: [
    ...created,
    ...['ContributorInsightsSpecification', 'GlobalSecondaryIndexes', 'KinesisStreamSpecification', 'PointInTimeRecoverySpecification'],
    ...['ResourcePolicy', 'SSESpecification', 'StreamSpecification', 'TableName', 'Tags', 'TimeToLiveSpecification'],
  ],
  replacedBy: ['TableName', 'KeySchema', 'LocalSecondaryIndexes'],
  async create(context, properties) {
    const TableName = nameOf(context, properties, 'TableName', 255)
    const GlobalSecondaryIndexes = indexesOf(properties)
    const input = {
      ...{ TableName, ...only(properties, created), ...streams(properties), ...encryption(properties) },
      ...(GlobalSecondaryIndexes.length > 0 && { GlobalSecondaryIndexes }),
      Tags: tagList(context, properties['Tags']),
    }
    await madeOnce(context, () => context.call('dynamodb', 'CreateTable', input))
    context.begun(TableName)
    await beside(context, TableName, properties, {})
    return madeTable(context, TableName)
  },
  async update(context, TableName, properties, before) {
    const update = (input: object) => context.call('dynamodb', 'UpdateTable', { TableName, ...input })
    const changed = (name: string) => hasChanged(name, properties, before)
    const plain = ['BillingMode', 'ProvisionedThroughput', ...created.slice(-4)].filter(changed)
    const settings = { ...taken(initial, properties, before), ...only(properties, plain) }
    if (Object.keys(settings).length > 0) await update(settings)
    if (changed('SSESpecification')) await update({ SSESpecification: { Enabled: false }, ...encryption(properties) })
    if (changed('StreamSpecification')) {
      // Another view is that of another stream.
      if (before['StreamSpecification'] !== undefined) await update({ StreamSpecification: { StreamEnabled: false } })
      if (properties['StreamSpecification'] !== undefined) await update(streams(properties))
    }
    await changeIndexes(context, TableName, properties, before)
    await beside(context, TableName, properties, before)
    const tagging = { scope: 'dynamodb', read: 'ListTagsOfResource', named: { ResourceArn: tableArn(context, TableName) }, form: asList() }
    await retag(context, tagging, tagMap(context, properties['Tags']))
    return madeTable(context, TableName)
  },
  remove: (context, TableName) => removed(context.call('dynamodb', 'DeleteTable', { TableName })),
}

function tableArn({ partition, region, accountId }: ResourceContext, name: string): string {
  return `arn:${partition}:dynamodb:${region}:${accountId}:table/${name}`
}

/** In a template a stream is on when its view is said. */
function streams({ StreamSpecification }: JsonObject): { StreamSpecification?: object } {
  return isJsonObject(StreamSpecification) ? { StreamSpecification: { StreamEnabled: true, ...StreamSpecification } } : {}
}

function encryption({ SSESpecification }: JsonObject): { SSESpecification?: object } {
  if (!isJsonObject(SSESpecification)) return {}
  const { SSEEnabled: Enabled, ...rest } = SSESpecification
  return { SSESpecification: { Enabled, ...rest } }
}

/** What operations of their own set: deletion in time, backups, the table's policy. */
async function beside(context: ResourceContext, TableName: string, properties: JsonObject, before: JsonObject): Promise<void> {
  await timeToLive(context, TableName, properties, before)
  if (hasChanged('PointInTimeRecoverySpecification', properties, before)) {
    const { PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: false } } = properties
    await context.call('dynamodb', 'UpdateContinuousBackups', { TableName, PointInTimeRecoverySpecification })
  }
  if (hasChanged('ResourcePolicy', properties, before)) {
    const ResourceArn = tableArn(context, TableName)
    const { PolicyDocument, ...rest } = (properties['ResourcePolicy'] ?? {}) as JsonObject
    if (PolicyDocument === undefined) await removed(context.call('dynamodb', 'DeleteResourcePolicy', { ResourceArn, ...rest }))
    else await context.call('dynamodb', 'PutResourcePolicy', { ResourceArn, Policy: documentText(PolicyDocument), ...rest })
  }
}

function isOn(value: Json | undefined): boolean {
  return isJsonObject(value) && String(value['Enabled']) === 'true'
}

/** Insights that are off are as if they had not been said. */
function indexesOf({ GlobalSecondaryIndexes = [] }: JsonObject): JsonObject[] {
  return (GlobalSecondaryIndexes as JsonObject[]).map(({ ContributorInsightsSpecification, ...index }) => ({
    ...index,
    ...(isOn(ContributorInsightsSpecification) && { ContributorInsightsSpecification: ContributorInsightsSpecification! }),
  }))
}

/** AWS: one index with each update. */
async function changeIndexes(context: ResourceContext, TableName: string, properties: JsonObject, before: JsonObject): Promise<void> {
  const listed = (of: JsonObject) => indexesOf(of).map(each => [String(each['IndexName']), each] as const)
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
  if (!hasChanged('TimeToLiveSpecification', properties, before)) return
  const [wanted, present] = [properties['TimeToLiveSpecification'], before['TimeToLiveSpecification']]
  const off = { ...((present ?? {}) as JsonObject), Enabled: false }
  if (isOn(wanted) || isOn(present)) {
    await context.call('dynamodb', 'UpdateTimeToLive', { TableName, TimeToLiveSpecification: isOn(wanted) ? wanted : off })
  }
}

async function madeTable(context: ResourceContext, TableName: string): Promise<Made> {
  const { Table } = await context.call('dynamodb', 'DescribeTable', { TableName })
  const { TableArn, LatestStreamArn, TableId } = Table
  return { id: TableName, attributes: { Arn: TableArn, TableId: TableId ?? '', ...(LatestStreamArn && { StreamArn: LatestStreamArn }) } }
}

/** What a replica of a global table says that a table says of itself. */
const ofReplica = ['DeletionProtectionEnabled', 'PointInTimeRecoverySpecification', 'ResourcePolicy', 'TableClass', 'Tags']
/** What it says besides. */
const ofReplicaAlone = ['Region', 'ReadOnDemandThroughputSettings', 'SSESpecification']

/** A table of one region, as CDK's TableV2 writes it. */
const globalTable: ResourceType = {
  properties: [
    ...['AttributeDefinitions', 'BillingMode', 'GlobalSecondaryIndexes', 'KeySchema', 'LocalSecondaryIndexes', 'Replicas'],
    ...['SSESpecification', 'StreamSpecification', 'TableName', 'TimeToLiveSpecification', 'WarmThroughput'],
    'WriteOnDemandThroughputSettings',
  ],
  hasTags: true,
  replacedBy: table.replacedBy,
  create: (context, properties) => table.create(context, inOneRegion(context, properties)),
  update: (context, id, properties, before) => table.update(context, id, inOneRegion(context, properties), inOneRegion(context, before)),
  remove: table.remove,
}

function inOneRegion({ region }: ResourceContext, properties: JsonObject): JsonObject {
  const { Replicas = [], SSESpecification, WriteOnDemandThroughputSettings: writes } = properties
  const others = (Replicas as JsonObject[]).filter(replica => replica['Region'] !== region)
  if (others.length > 0) throw new Error('Replicas of a table in other regions are not served here.')
  const own = (Replicas as JsonObject[])[0] ?? {}
  checkReplica(own)
  const OnDemandThroughput = { ...objectOf(writes), ...objectOf(own['ReadOnDemandThroughputSettings']) }
  return {
    ...only(properties, ['TableName', 'StreamSpecification', 'TimeToLiveSpecification', 'GlobalSecondaryIndexes', ...created]),
    ...only(own, ofReplica),
    ...(Object.keys(OnDemandThroughput).length > 0 && { OnDemandThroughput }),
    ...(isJsonObject(SSESpecification) && { SSESpecification: { ...SSESpecification, ...objectOf(own['SSESpecification']) } }),
  }
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}

/** Insights that are off are as if they had not been said, of an index too. @throws ExtraneousKey */
function checkReplica({ ContributorInsightsSpecification: insights, GlobalSecondaryIndexes = [], ...replica }: JsonObject): void {
  const strange = Object.keys(replica).find(name => !ofReplica.includes(name) && !ofReplicaAlone.includes(name))
  if (strange !== undefined) throw new ExtraneousKey('#/Replicas/0', strange)
  if (isOn(insights)) throw new ExtraneousKey('#/Replicas/0', 'ContributorInsightsSpecification')
  for (const { IndexName: _, ...settings } of indexesOf({ GlobalSecondaryIndexes })) {
    const [setting] = Object.keys(settings)
    if (setting !== undefined) throw new ExtraneousKey('#/Replicas/0/GlobalSecondaryIndexes', setting)
  }
}

export const dynamoDbTypes: Record<string, ResourceType> = { 'AWS::DynamoDB::Table': table, 'AWS::DynamoDB::GlobalTable': globalTable }
