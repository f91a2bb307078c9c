import { expect, it } from 'vitest'
import { lambdaWorld } from '../lambda/testing/lambda-world.ts'
import type { ResourceContext } from './resources/resource-type.ts'
import { resourceTypes } from './resources/resource-types.ts'
import { expectForgotten, type Saying } from './testing/said-no-more.ts'

const att = (id: string, name: string) => ({ 'Fn::GetAtt': [id, name] })
const ref = (id: string) => ({ Ref: id })
const tags = [{ Key: 'team', Value: 'a' }]
const allow = (Action: string, more: object = {}) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*', ...more }],
})
const open = { Principal: '*' }
const Key = { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: allow('kms:*', open) } }

/** One for each of these properties. */
const each = (properties: object, saying: Omit<Saying, 'more'>): Saying[] =>
  Object.entries(properties).map(([name, value]) => ({ ...saying, more: { [name]: value } }))

it('of queues', async () => {
  const read = (QueueUrl: string): [string, string, object] => ['sqs', 'GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] }]
  const redrive = { deadLetterTargetArn: att('Dead', 'Arn'), maxReceiveCount: 3 }
  const plain = {
    ...{ DelaySeconds: 1, MaximumMessageSize: 2048, MessageRetentionPeriod: 60, ReceiveMessageWaitTimeSeconds: 2, VisibilityTimeout: 3 },
    ...{ SqsManagedSseEnabled: false, RedrivePolicy: redrive, RedriveAllowPolicy: { redrivePermission: 'denyAll' } },
    KmsMasterKeyId: att('Key', 'Arn'),
  }
  const fifo = { FifoQueue: true }
  const ofFifo = { ContentBasedDeduplication: true, DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' }
  const keyed = { KmsMasterKeyId: att('Key', 'Arn') }
  await expectForgotten(
    [
      ...each(plain, { type: 'SQS::Queue', read }),
      { type: 'SQS::Queue', base: fifo, more: ofFifo, read },
      { type: 'SQS::Queue', base: keyed, more: { KmsDataKeyReusePeriodSeconds: 60 }, read },
      { type: 'SQS::Queue', more: { Tags: tags }, read: QueueUrl => ['sqs', 'ListQueueTags', { QueueUrl }] },
    ],
    { Dead: { Type: 'AWS::SQS::Queue' }, Key },
  )
})

it('of topics and subscriptions', async () => {
  const read = (TopicArn: string): [string, string, object] => ['sns', 'GetTopicAttributes', { TopicArn }]
  const role = 'arn:aws:iam::123456789012:role/feedback'
  const plain = {
    ...{ DisplayName: 'd', KmsMasterKeyId: att('Key', 'Arn'), SignatureVersion: '2', TracingConfig: 'Active' },
    DeliveryStatusLogging: [{ Protocol: 'sqs', SuccessFeedbackRoleArn: role, SuccessFeedbackSampleRate: '5' }],
  }
  const fifo = { FifoTopic: true }
  const subscription = { TopicArn: ref('Topic'), Protocol: 'sqs' }
  const settings = {
    ...{ RawMessageDelivery: true, FilterPolicy: { a: ['b'] }, RedrivePolicy: { deadLetterTargetArn: att('Dead', 'Arn') } },
    DeliveryPolicy: { healthyRetryPolicy: { numRetries: 2 } },
  }
  const ofSubscription = (SubscriptionArn: string): [string, string, object] => ['sns', 'GetSubscriptionAttributes', { SubscriptionArn }]
  const scope = { FilterPolicyScope: 'MessageBody' }
  const endpoints = [...Object.keys(settings), 'scope'].map(name => [name, { Type: 'AWS::SQS::Queue' }])
  await expectForgotten(
    [
      ...each(plain, { type: 'SNS::Topic', read }),
      { type: 'SNS::Topic', base: fifo, more: { ContentBasedDeduplication: true, FifoThroughputScope: 'Topic' }, read },
      { type: 'SNS::Topic', more: { Tags: tags }, read: ResourceArn => ['sns', 'ListTagsForResource', { ResourceArn }] },
      {
        ...{ type: 'SNS::Topic', more: { Subscription: [{ Protocol: 'sqs', Endpoint: att('Dead', 'Arn') }] } },
        read: TopicArn => ['sns', 'ListSubscriptionsByTopic', { TopicArn }],
      },
      ...Object.entries(settings).map(([name, value]) => ({
        ...{ type: 'SNS::Subscription', base: { ...subscription, Endpoint: att(name, 'Arn') } },
        ...{ more: { [name]: value }, read: ofSubscription },
      })),
      {
        ...{ type: 'SNS::Subscription', base: { ...subscription, Endpoint: att('scope', 'Arn'), FilterPolicy: { a: ['b'] } } },
        ...{ more: scope, read: ofSubscription },
      },
    ],
    { Topic: { Type: 'AWS::SNS::Topic' }, Dead: { Type: 'AWS::SQS::Queue' }, Key, ...Object.fromEntries(endpoints) },
  )
})

it('of roles, parameters, secrets and keys', async () => {
  const trust = { Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] }
  const roleRead = (RoleName: string): [string, string, object] => ['iam', 'GetRole', { RoleName }]
  const role = { type: 'IAM::Role', passing: ['RoleId'], base: { AssumeRolePolicyDocument: { Version: '2012-10-17', ...trust } } }
  const parameter = { type: 'SSM::Parameter', passing: ['Version'], base: { Type: 'String', Value: 'ami-12345678' } }
  const described = (SecretId: string): [string, string, object] => ['secretsmanager', 'DescribeSecret', { SecretId }]
  const parameters = (Name: string): [string, string, object] => [
    ...(['ssm', 'DescribeParameters'] as const),
    { ParameterFilters: [{ Key: 'Name', Values: [Name] }] },
  ]
  const rotating = { type: 'KMS::Key', read: (KeyId: string): [string, string, object] => ['kms', 'GetKeyRotationStatus', { KeyId }] }
  const keyRead = (KeyId: string): [string, string, object] => ['kms', 'DescribeKey', { KeyId }]
  await expectForgotten(
    [
      ...each(
        {
          ...{ Description: 'd', MaxSessionDuration: 7200, PermissionsBoundary: 'arn:aws:iam::aws:policy/AmazonSQSFullAccess' },
          Tags: tags,
        },
        { ...role, read: roleRead },
      ),
      {
        ...{ ...role, more: { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonSQSFullAccess'] } },
        read: RoleName => ['iam', 'ListAttachedRolePolicies', { RoleName }],
      },
      {
        ...{ ...role, more: { Policies: [{ PolicyName: 'p', PolicyDocument: allow('sqs:*') }] } },
        read: RoleName => ['iam', 'ListRolePolicies', { RoleName }],
      },
      ...each({ Description: 'd', AllowedPattern: '^ami' }, { ...parameter, read: parameters }),
      { ...parameter, more: { DataType: 'aws:ec2:image' }, read: Name => ['ssm', 'GetParameter', { Name }] },
      {
        ...{ ...parameter, more: { Tags: { team: 'a' } } },
        read: ResourceId => ['ssm', 'ListTagsForResource', { ResourceType: 'Parameter', ResourceId }],
      },
      ...each(
        { Description: 'd', KmsKeyId: att('Key', 'Arn'), Tags: tags },
        { type: 'SecretsManager::Secret', base: { SecretString: 's' }, read: described },
      ),
      ...each({ Description: 'd', Enabled: false }, { type: 'KMS::Key', passing: ['CurrentKeyMaterialId'], read: keyRead }),
      { type: 'KMS::Key', more: { Tags: tags }, read: KeyId => ['kms', 'ListResourceTags', { KeyId }] },
      {
        ...{ type: 'KMS::Key', more: { KeyPolicy: allow('kms:*', open) } },
        read: KeyId => ['kms', 'GetKeyPolicy', { KeyId, PolicyName: 'default' }],
      },
      { ...rotating, more: { EnableKeyRotation: true } },
      { ...rotating, more: { EnableKeyRotation: true, Enabled: false } },
      { ...rotating, base: { EnableKeyRotation: true }, more: { RotationPeriodInDays: 90 } },
    ],
    { Key },
  )
})

it('of tables and log groups', async () => {
  const keys = {
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  }
  const read = (TableName: string): [string, string, object] => ['dynamodb', 'DescribeTable', { TableName }]
  const table = { type: 'DynamoDB::Table', base: { ...keys, BillingMode: 'PAY_PER_REQUEST' } }
  const units = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 }
  const arn = (TableName: string) => `arn:aws:dynamodb:us-east-1:123456789012:table/${TableName}`
  const group = { type: 'Logs::LogGroup' }
  await expectForgotten(
    [
      ...each(
        {
          ...{ TableClass: 'STANDARD_INFREQUENT_ACCESS', DeletionProtectionEnabled: true },
          ...{
            SSESpecification: { SSEEnabled: true, KMSMasterKeyId: att('Key', 'Arn') },
            StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
          },
        },
        { ...table, read },
      ),
      {
        ...{ type: 'DynamoDB::Table', base: { ...keys, ProvisionedThroughput: units }, read },
        more: { BillingMode: 'PAY_PER_REQUEST', ProvisionedThroughput: undefined },
      },
      {
        ...{ ...table, more: { TimeToLiveSpecification: { AttributeName: 'until', Enabled: true } } },
        read: TableName => ['dynamodb', 'DescribeTimeToLive', { TableName }],
      },
      {
        ...{ ...table, more: { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } } },
        read: TableName => ['dynamodb', 'DescribeContinuousBackups', { TableName }],
      },
      { ...table, more: { Tags: tags }, read: TableName => ['dynamodb', 'ListTagsOfResource', { ResourceArn: arn(TableName) }] },
      {
        ...{ type: 'DynamoDB::GlobalTable', base: { ...table.base, Replicas: [{ Region: 'us-east-1' }] } },
        more: { Replicas: [{ Region: 'us-east-1', Tags: tags }] },
        read: TableName => ['dynamodb', 'ListTagsOfResource', { ResourceArn: arn(TableName) }],
      },
      ...each(
        { RetentionInDays: 7, KmsKeyId: att('Key', 'Arn') },
        { ...group, read: logGroupNamePrefix => ['logs', 'DescribeLogGroups', { logGroupNamePrefix }] },
      ),
      {
        ...{ ...group, more: { Tags: tags } },
        read: name => ['logs', 'ListTagsForResource', { resourceArn: `arn:aws:logs:us-east-1:123456789012:log-group:${name}` }],
      },
    ],
    { Key },
  )
})

it('of buckets', async () => {
  const part = (what: string, more: object): Saying => ({ type: 'S3::Bucket', more, read: Bucket => ['s3', what, { Bucket }] })
  const Queue = att('Queue', 'Arn')
  const Queues = [ref('Queue')]
  await expectForgotten(
    [
      part('GetPublicAccessBlock', { PublicAccessBlockConfiguration: { BlockPublicAcls: false } }),
      part('GetBucketOwnershipControls', { OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] } }),
      part('GetBucketEncryption', {
        BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }] },
      }),
      part('GetBucketLogging', { LoggingConfiguration: { LogFilePrefix: 'log/' } }),
      part('GetBucketNotificationConfiguration', {
        NotificationConfiguration: { QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue }] },
      }),
      {
        ...part('GetObjectLockConfiguration', { ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: lockedFor(1) } }),
        base: { ObjectLockEnabled: true },
      },
    ],
    {
      Queue: { Type: 'AWS::SQS::Queue' },
      Policy: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues, PolicyDocument: allow('sqs:*', open) } },
    },
  )
})

/** A stack of one resource, brought to what is said, one after the other. */
async function brought() {
  const world = await lambdaWorld()
  const cfn = (operation: string, input: object = {}) => world.call('cloudformation', operation, { StackName: 's', ...input })
  let operation = 'CreateStack'
  const bring = async (type: string, Properties: object, Tags: object[] = []): Promise<string> => {
    await cfn(operation, { TemplateBody: JSON.stringify({ Resources: { R: { Type: `AWS::${type}`, Properties } } }), Tags })
    operation = 'UpdateStack'
    const status = async () => (await cfn('DescribeStacks')).Stacks[0].StackStatus
    await expect.poll(status, { interval: 5 }).not.toMatch(/IN_PROGRESS/)
    return status()
  }
  return { call: world.call, bring }
}

it('a bucket keeps no setting and no tag whose error is that there is none; versions and speed are suspended', async () => {
  const { call, bring } = await brought()
  const Redirect = { HostName: 'shop.example' }
  const said = {
    CorsConfiguration: { CorsRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'], MaxAge: 1 }] },
    LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 1 }] },
    WebsiteConfiguration: {
      IndexDocument: 'index.html',
      RoutingRules: [{ RedirectRule: Redirect, RoutingRuleCondition: { KeyPrefixEquals: 'a/' } }],
    },
    ReplicationConfiguration: {
      Role: 'arn:aws:iam::123456789012:role/r',
      Rules: [
        {
          ...{ Id: 'r', Status: 'Enabled', Priority: 1, Destination: { Bucket: 'arn:aws:s3:::other' } },
          Filter: { And: { Prefix: 'a/', TagFilters: tags } },
        },
        { Status: 'Enabled', Priority: 2, Destination: { Bucket: 'arn:aws:s3:::other' }, Filter: { TagFilter: tags[0] } },
      ],
    },
    ...{ AccelerateConfiguration: { AccelerationStatus: 'Enabled' }, VersioningConfiguration: { Status: 'Enabled' } },
  }
  const get = (what: string) => call('s3', `GetBucket${what}`, { Bucket: 'kept' }).catch(({ code }: { code: string }) => code)
  expect(await bring('S3::Bucket', { BucketName: 'kept', ...said }, tags)).toBe('CREATE_COMPLETE')
  expect(await get('Website')).toEqual({
    IndexDocument: { Suffix: 'index.html' },
    RoutingRules: [{ Redirect, Condition: { KeyPrefixEquals: 'a/' } }],
  })
  expect((await get('Replication')).ReplicationConfiguration.Rules).toMatchObject([
    { ID: 'r', Filter: { And: { Prefix: 'a/', Tags: tags } } },
    { Filter: { Tag: tags[0] } },
  ])
  expect(await get('Tagging')).toEqual({ TagSet: tags })
  const all = { RedirectAllRequestsTo: { HostName: 'shop.example' } }
  expect(await bring('S3::Bucket', { BucketName: 'kept', WebsiteConfiguration: all })).toBe('UPDATE_COMPLETE')
  expect(await get('Website')).toEqual(all)
  expect(await bring('S3::Bucket', { BucketName: 'kept' })).toBe('UPDATE_COMPLETE')
  const left = ['Tagging', 'Cors', 'LifecycleConfiguration', 'Website', 'Replication'].map(get)
  expect(await Promise.all(left)).toEqual([
    ...['NoSuchTagSet', 'NoSuchCORSConfiguration', 'NoSuchLifecycleConfiguration', 'NoSuchWebsiteConfiguration'],
    'ReplicationConfigurationNotFoundError',
  ])
  expect([await get('Versioning'), await get('AccelerateConfiguration')]).toEqual([{ Status: 'Suspended' }, { Status: 'Suspended' }])
})

it('a table is without bounds again, and has another stream for another view', async () => {
  const { call, bring } = await brought()
  const table = {
    ...{ TableName: 'table', AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }] },
    ...{ KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }], BillingMode: 'PAY_PER_REQUEST' },
  }
  const described = async () => (await call('dynamodb', 'DescribeTable', { TableName: 'table' })).Table
  const bounds = { MaxReadRequestUnits: 5, MaxWriteRequestUnits: 6 }
  const view = (StreamViewType: string) => ({ StreamSpecification: { StreamViewType } })
  expect(await bring('DynamoDB::Table', { ...table, ...view('NEW_IMAGE'), OnDemandThroughput: bounds })).toBe('CREATE_COMPLETE')
  expect(await described()).toMatchObject({ OnDemandThroughput: bounds, StreamSpecification: { StreamViewType: 'NEW_IMAGE' } })
  expect(await bring('DynamoDB::Table', { ...table, ...view('OLD_IMAGE') })).toBe('UPDATE_COMPLETE')
  const unbound = { MaxReadRequestUnits: -1, MaxWriteRequestUnits: -1 }
  expect(await described()).toMatchObject({ OnDemandThroughput: unbound, StreamSpecification: { StreamViewType: 'OLD_IMAGE' } })
})

it('a global table has what its one replica says of reads and writes, and is refused what a replica cannot have here', async () => {
  const { call, bring } = await brought()
  const global = (replica: object, more: object = {}) => ({
    ...{ TableName: 'table', AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }] },
    ...{ KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }], BillingMode: 'PAY_PER_REQUEST', ...more },
    Replicas: [{ Region: 'us-east-1', ...replica }],
  })
  const off = { ContributorInsightsSpecification: { Enabled: false } }
  const first = { ...off, GlobalSecondaryIndexes: [{ IndexName: 'i', ...off }] }
  const reads = { ReadOnDemandThroughputSettings: { MaxReadRequestUnits: 5 }, TableClass: 'STANDARD_INFREQUENT_ACCESS' }
  const writes = { WriteOnDemandThroughputSettings: { MaxWriteRequestUnits: 6 } }
  expect(await bring('DynamoDB::GlobalTable', global({ ...first, ...reads }, writes))).toBe('CREATE_COMPLETE')
  const { Table } = await call('dynamodb', 'DescribeTable', { TableName: 'table' })
  expect(Table).toMatchObject({ OnDemandThroughput: { MaxReadRequestUnits: 5, MaxWriteRequestUnits: 6 } })
  expect(Table.TableClassSummary).toEqual({ TableClass: 'STANDARD_INFREQUENT_ACCESS' })
  const on = { ContributorInsightsSpecification: { Enabled: true } }
  for (const [place, name, strange] of [
    ['', 'ContributorInsightsSpecification', on],
    ['', 'KinesisStreamSpecification', { KinesisStreamSpecification: { StreamArn: 'a' } }],
    ['/GlobalSecondaryIndexes', 'ContributorInsightsSpecification', { GlobalSecondaryIndexes: [{ IndexName: 'i', ...on }] }],
  ] as const) {
    expect(await bring('DynamoDB::GlobalTable', global(strange, writes))).toBe('UPDATE_ROLLBACK_COMPLETE')
    const { StackEvents } = await call('cloudformation', 'DescribeStackEvents', { StackName: 's' })
    // The newest comes first.
    const reasons = StackEvents.map(({ ResourceStatusReason = '' }: { ResourceStatusReason?: string }) => ResourceStatusReason)
    const told = reasons.find((reason: string) => reason.includes('extraneous key'))
    expect(told).toContain(`#/Replicas/0${place}: extraneous key [${name}] is not permitted`)
  }
})

it('is refused in an update, too, where its service does not serve it', async () => {
  const [log, secret] = [await brought(), await brought()]
  expect(await log.bring('Logs::LogGroup', {})).toBe('CREATE_COMPLETE')
  expect(await log.bring('Logs::LogGroup', { DeletionProtectionEnabled: true })).toBe('UPDATE_ROLLBACK_COMPLETE')
  expect(await secret.bring('SecretsManager::Secret', {})).toBe('CREATE_COMPLETE')
  expect(await secret.bring('SecretsManager::Secret', { ReplicaRegions: [{ Region: 'eu-west-1' }] })).toBe('UPDATE_ROLLBACK_COMPLETE')
})

it('a parameter that a former attempt has put has its tags', async () => {
  const { call } = await brought()
  const parameter = { Name: 'p', Type: 'String', Value: 'v' }
  await call('ssm', 'PutParameter', parameter)
  const context = { call, isRepeated: true, tags: [] } as unknown as ResourceContext
  await resourceTypes['AWS::SSM::Parameter']!.create(context, { ...parameter, Value: 'w', Tags: { team: 'a' } })
  expect((await call('ssm', 'ListTagsForResource', { ResourceType: 'Parameter', ResourceId: 'p' })).TagList).toEqual(tags)
  expect((await call('ssm', 'GetParameter', { Name: 'p' })).Parameter.Value).toBe('w')
})

it('a key says nothing of the days that it waits before it goes, and has no others than a key can have', async () => {
  const { call, bring } = await brought()
  const told = async () => (await call('cloudformation', 'DescribeStackResources', { StackName: 's' })).StackResources[0]
  expect(await bring('KMS::Key', { PendingWindowInDays: 7 })).toBe('CREATE_COMPLETE')
  expect((await told()).ResourceStatusReason).toBeUndefined()
  for (const PendingWindowInDays of [6, 31]) expect(await bring('KMS::Key', { PendingWindowInDays })).toBe('UPDATE_ROLLBACK_COMPLETE')
  const { PhysicalResourceId: KeyId } = await told()
  await call('cloudformation', 'DeleteStack', { StackName: 's' })
  const waits = async () => (await call('kms', 'DescribeKey', { KeyId })).KeyMetadata.KeyState
  await expect.poll(waits, { interval: 5 }).toBe('PendingDeletion')
})

it.each([
  ['Topic', 'SNS::Topic', { DeliveryStatusLogging: [{ Protocol: 'sqs', Role: 'r' }] }],
  ['Topic with a subscription', 'SNS::Topic', { Subscription: [{ Protocol: 'sqs', Endpoint: 'e', Raw: true }] }],
  ['Bucket', 'S3::Bucket', { LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 1, Rest: 1 }] } }],
  ['Bucket', 'S3::Bucket', { LoggingConfiguration: { LogFilePrefix: 'a', Rest: 1 } }],
  ['Bucket', 'S3::Bucket', { AccelerateConfiguration: { AccelerationStatus: 'Enabled', Rest: 1 } }],
  ['Bucket', 'S3::Bucket', { InventoryConfigurations: [] }],
  ['Bucket', 'S3::Bucket', { CorsConfiguration: { CorsRules: [], Rest: 1 } }],
  ['Bucket', 'S3::Bucket', { BucketEncryption: { ServerSideEncryptionConfiguration: [], Rest: 1 } }],
  ['Bucket', 'S3::Bucket', { NotificationConfiguration: { EventBridgeConfiguration: { Rest: 1 } } }],
  ['Bucket', 'S3::Bucket', { LifecycleConfiguration: { Rules: [{ Status: 'Enabled', Transition: { Rest: 1 } }] } }],
  ['Secret', 'SecretsManager::Secret', { ReplicaRegions: [{ Region: 'eu-west-1' }] }],
  ['Key', 'KMS::Key', { Origin: 'EXTERNAL' }],
  ['Key', 'KMS::Key', { PendingWindowInDays: 6 }],
  ['Queue', 'SQS::Queue', { Rest: 1 }],
])('a %s is refused what is not served of it: %s %j', async (_, type, properties) => {
  const { bring } = await brought()
  expect(await bring(type, properties)).toBe('ROLLBACK_COMPLETE')
})

function lockedFor(Days: number): object {
  return { DefaultRetention: { Mode: 'GOVERNANCE', Days } }
}

it('says of every type which properties it has', () => {
  const silent = Object.entries(resourceTypes).filter(
    ([type, { properties }]) => /(SQS|SNS|IAM|Logs|SSM|KMS|Secrets|Dynamo|S3)/.test(type) && !properties,
  )
  expect(silent.map(([type]) => type)).toEqual([])
})
