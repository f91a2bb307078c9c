import { expect, it } from 'vitest'
import { lambdaWorld } from '../lambda/testing/lambda-world.ts'

type Properties = Record<string, unknown>

/** A stack of one resource, brought to each of these in turn; what is asked of it then. */
async function stackWorld() {
  const world = await lambdaWorld()
  const cfn = (operation: string, input: object = {}) => world.call('cloudformation', operation, { StackName: 's', ...input })
  const settled = async (): Promise<string> => {
    for (;;) {
      const { StackStatus } = (await cfn('DescribeStacks')).Stacks[0]
      if (!StackStatus.endsWith('_IN_PROGRESS')) return StackStatus
      await new Promise(resolve => setTimeout(resolve, 2))
    }
  }
  let isThere = false
  const brought = async (Type: string, Properties: Properties, more: object = {}) => {
    const Resources = { R: { Type: `AWS::${Type}`, Properties }, ...more }
    await cfn(isThere ? 'UpdateStack' : 'CreateStack', { TemplateBody: JSON.stringify({ Resources }) })
    isThere = true
    const status = await settled()
    const { ResourceStatusReason } = (await cfn('DescribeStackResources', { LogicalResourceId: 'R' })).StackResources[0] ?? {}
    return { status, reason: ResourceStatusReason }
  }
  const { KeyMetadata } = await world.call('kms', 'CreateKey', {})
  return { ...world, cfn, brought, key: KeyMetadata.Arn as string }
}

const done = { status: 'CREATE_COMPLETE', reason: undefined }
const updated = { status: 'UPDATE_COMPLETE', reason: undefined }
const tag = (Key: string) => [{ Key, Value: 'v' }]
const table = {
  ...{ TableName: 'table', BillingMode: 'PAY_PER_REQUEST', KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] },
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
}
const policy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 'dynamodb:GetItem', Resource: '*' }],
}

it.each(['Table', 'GlobalTable'])(
  'a %s has its key, its backups, its policy and its tags, until its template says them no more',
  async kind => {
    const { brought, call, key } = await stackWorld()
    const backed = { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 3 } }
    const beside = { ...backed, ResourcePolicy: { PolicyDocument: policy }, Tags: tag('a') }
    const own = { SSEEnabled: true, SSEType: 'KMS' }
    const first =
      kind === 'Table'
        ? { ...table, ...beside, SSESpecification: { ...own, KMSMasterKeyId: key } }
        : {
            ...{ ...table, SSESpecification: own },
            Replicas: [{ Region: 'us-east-1', ...beside, SSESpecification: { KMSMasterKeyId: key } }],
          }
    expect(await brought(`DynamoDB::${kind}`, first)).toEqual(done)
    const read = async () => {
      const { Table } = await call('dynamodb', 'DescribeTable', { TableName: 'table' })
      const { ContinuousBackupsDescription: backups } = await call('dynamodb', 'DescribeContinuousBackups', { TableName: 'table' })
      const at = { ResourceArn: Table.TableArn }
      const { Policy } = await call('dynamodb', 'GetResourcePolicy', at).catch(() => ({ Policy: undefined }))
      const { Tags } = await call('dynamodb', 'ListTagsOfResource', at)
      const { KMSMasterKeyArn } = Table.SSEDescription ?? {}
      return [KMSMasterKeyArn, backups.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus, Policy && JSON.parse(Policy), Tags]
    }
    expect(await read()).toEqual([key, 'ENABLED', policy, tag('a')])
    const bare = kind === 'Table' ? { ...table, Tags: tag('b') } : { ...table, Replicas: [{ Region: 'us-east-1', Tags: tag('b') }] }
    expect(await brought(`DynamoDB::${kind}`, bare)).toEqual(updated)
    expect(await read()).toEqual([undefined, 'DISABLED', undefined, tag('b')])
  },
)

it('a log group has its class, its key and its tags', async () => {
  const { brought, call, key } = await stackWorld()
  const group = { LogGroupName: 'g', LogGroupClass: 'INFREQUENT_ACCESS' }
  const read = async () => {
    const { logGroups } = await call('logs', 'DescribeLogGroups', { logGroupNamePrefix: 'g' })
    const { logGroupClass, kmsKeyId, logGroupArn: resourceArn } = logGroups[0]
    return [logGroupClass, kmsKeyId, (await call('logs', 'ListTagsForResource', { resourceArn })).tags]
  }
  const KeyPolicy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' }] }
  await call('kms', 'PutKeyPolicy', { KeyId: key, PolicyName: 'default', Policy: JSON.stringify(KeyPolicy) })
  expect(await brought('Logs::LogGroup', { ...group, KmsKeyId: key, Tags: tag('a') })).toEqual(done)
  expect(await read()).toEqual(['INFREQUENT_ACCESS', key, { a: 'v' }])
  expect(await brought('Logs::LogGroup', { ...group, Tags: tag('b') })).toEqual(updated)
  expect(await read()).toEqual(['INFREQUENT_ACCESS', undefined, { b: 'v' }])
  expect(await brought('Logs::LogGroup', { ...group, KmsKeyId: key })).toEqual(updated)
  expect(await read()).toEqual(['INFREQUENT_ACCESS', key, {}])
})

it('a topic tells of its deliveries, has its scope and its tags', async () => {
  const { brought, call } = await stackWorld()
  const role = 'arn:aws:iam::123456789012:role/feedback'
  const topic = { TopicName: 't.fifo', FifoTopic: true }
  const log = { Protocol: 'http/s', SuccessFeedbackRoleArn: role, SuccessFeedbackSampleRate: '50', FailureFeedbackRoleArn: role }
  const read = async () => {
    const [{ TopicArn }] = (await call('sns', 'ListTopics', {})).Topics
    const { Attributes } = await call('sns', 'GetTopicAttributes', { TopicArn })
    const { HTTPSuccessFeedbackRoleArn, HTTPSuccessFeedbackSampleRate, FifoThroughputScope } = Attributes
    const { Tags } = await call('sns', 'ListTagsForResource', { ResourceArn: TopicArn })
    return [HTTPSuccessFeedbackRoleArn, HTTPSuccessFeedbackSampleRate, FifoThroughputScope, Tags]
  }
  const first = { ...topic, DeliveryStatusLogging: [log], FifoThroughputScope: 'MessageGroup', Tags: tag('a') }
  expect(await brought('SNS::Topic', first)).toEqual(done)
  expect(await read()).toEqual([role, '50', 'MessageGroup', tag('a')])
  expect(await brought('SNS::Topic', { ...topic, FifoThroughputScope: 'Topic', Tags: tag('b') })).toEqual(updated)
  expect((await read()).slice(2)).toEqual(['Topic', tag('b')])
  expect((await read())[0] ?? '').toBe('')
})

it('a bucket has its ACL, its log, its lock, its acceleration and the whole of its lifecycle', async () => {
  const { brought, call } = await stackWorld()
  const OwnershipControls = { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] }
  const rule = {
    ...{ Id: 'r', Status: 'Enabled', Prefix: 'a/', TagFilters: [{ Key: 'k', Value: 'v' }], ObjectSizeGreaterThan: '5' },
    Transitions: [{ TransitionInDays: 30, StorageClass: 'GLACIER' }],
    NoncurrentVersionTransitions: [{ TransitionInDays: 7, StorageClass: 'STANDARD_IA', NewerNoncurrentVersions: 2 }],
    ...{ ExpirationInDays: 60, NoncurrentVersionExpirationInDays: 90 },
  }
  const first = {
    ...{ BucketName: 'kept', OwnershipControls, AccessControl: 'LogDeliveryWrite', ObjectLockEnabled: true },
    ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } } },
    LoggingConfiguration: { LogFilePrefix: 'log/' },
    AccelerateConfiguration: { AccelerationStatus: 'Enabled' },
    LifecycleConfiguration: { Rules: [rule], TransitionDefaultMinimumObjectSize: 'varies_by_storage_class' },
  }
  const get = (what: string) => call('s3', what, { Bucket: 'kept' })
  expect(await brought('S3::Bucket', first)).toEqual(done)
  expect((await get('GetBucketAcl')).Grants.slice(1)).toMatchObject([{ Permission: 'WRITE' }, { Permission: 'READ_ACP' }])
  expect((await get('GetObjectLockConfiguration')).ObjectLockConfiguration.Rule.DefaultRetention.Days).toBe(1)
  expect((await get('GetBucketLogging')).LoggingEnabled).toEqual({ TargetBucket: 'kept', TargetPrefix: 'log/' })
  expect(await get('GetBucketAccelerateConfiguration')).toEqual({ Status: 'Enabled' })
  expect(await get('GetBucketLifecycleConfiguration')).toEqual({
    TransitionDefaultMinimumObjectSize: 'varies_by_storage_class',
    Rules: [
      {
        ...{ ID: 'r', Status: 'Enabled', Expiration: { Days: 60 }, NoncurrentVersionExpiration: { NoncurrentDays: 90 } },
        Filter: { And: { Prefix: 'a/', ObjectSizeGreaterThan: 5, Tags: [{ Key: 'k', Value: 'v' }] } },
        Transitions: [{ Days: 30, StorageClass: 'GLACIER' }],
        NoncurrentVersionTransitions: [{ NoncurrentDays: 7, StorageClass: 'STANDARD_IA', NewerNoncurrentVersions: 2 }],
      },
    ],
  })
  const dated = { Status: 'Enabled', ExpirationDate: '2031-01-13T00:00:00Z' }
  const second = { BucketName: 'kept', OwnershipControls, ObjectLockEnabled: true, LifecycleConfiguration: { Rules: [dated] } }
  expect(await brought('S3::Bucket', second)).toEqual(updated)
  expect((await get('GetBucketAcl')).Grants.slice(1)).toEqual([])
  expect((await get('GetObjectLockConfiguration')).ObjectLockConfiguration).toEqual({ ObjectLockEnabled: 'Enabled' })
  expect(await get('GetBucketLogging')).toEqual({})
  expect(await get('GetBucketAccelerateConfiguration')).toEqual({ Status: 'Suspended' })
  const [{ Filter, Expiration }] = (await get('GetBucketLifecycleConfiguration')).Rules
  expect([Filter, new Date(Expiration.Date).getUTCFullYear()]).toEqual([{ Prefix: '' }, 2031])
})

it('an alarm has its tags, a key its period of rotation', async () => {
  const { brought, call } = await stackWorld()
  const alarm = { ...{ Namespace: 'n', MetricName: 'm', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1, Threshold: 1 }, AlarmName: 'a' }
  const tagged = async () => {
    const { MetricAlarms } = await call('monitoring', 'DescribeAlarms', {})
    return (await call('monitoring', 'ListTagsForResource', { ResourceARN: MetricAlarms[0].AlarmArn })).Tags
  }
  const of = (Tags: object) => ({ ...alarm, ComparisonOperator: 'GreaterThanThreshold', Tags })
  const rotating = (RotationPeriodInDays: number) => ({
    K: { Type: 'AWS::KMS::Key', Properties: { EnableKeyRotation: true, RotationPeriodInDays } },
  })
  expect(await brought('CloudWatch::Alarm', of(tag('a')), rotating(200))).toEqual(done)
  expect(await tagged()).toEqual(tag('a'))
  expect(await brought('CloudWatch::Alarm', of(tag('b')), rotating(300))).toEqual(updated)
  expect(await tagged()).toEqual(tag('b'))
  const { Keys } = await call('kms', 'ListKeys', {})
  const periods = Keys.map(({ KeyId }: { KeyId: string }) => call('kms', 'GetKeyRotationStatus', { KeyId }))
  expect((await Promise.all(periods)).map(({ RotationPeriodInDays }) => RotationPeriodInDays)).toContain(300)
})

it('a function has what its template says, and what it says no more is as if it had never been said', async () => {
  const { brought, call, queue } = await stackWorld()
  const { arn: dead } = await queue('dead')
  const plain = {
    ...{ FunctionName: 'f', Runtime: 'python3.13', Handler: 'index.handler', Role: 'arn:aws:iam::123456789012:role/functions' },
    Code: { ZipFile: 'def handler(event, context): return 1' },
  }
  const settings = {
    ...{ TracingConfig: { Mode: 'Active' }, EphemeralStorage: { Size: 512 }, SnapStart: { ApplyOn: 'PublishedVersions' } },
    ...{ DeadLetterConfig: { TargetArn: dead }, LoggingConfig: { LogFormat: 'JSON', LogGroup: 'g', ApplicationLogLevel: 'WARN' } },
    ...{ VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] }, ReservedConcurrentExecutions: 3, RecursiveLoop: 'Allow' },
  }
  const read = async () => {
    const at = { FunctionName: 'f' }
    const made = await call('lambda', 'GetFunctionConfiguration', at)
    const { ReservedConcurrentExecutions: most } = await call('lambda', 'GetFunctionConcurrency', at)
    const { RecursiveLoop } = await call('lambda', 'GetFunctionRecursionConfig', at)
    const { ApplyOn } = made.SnapStart
    return [
      made.TracingConfig.Mode,
      ApplyOn,
      made.DeadLetterConfig?.TargetArn,
      made.LoggingConfig,
      made.VpcConfig?.SubnetIds,
      most,
      RecursiveLoop,
    ]
  }
  const [json, text] = [
    { LogFormat: 'JSON', LogGroup: 'g' },
    { LogFormat: 'Text', LogGroup: '/aws/lambda/f' },
  ]
  const levels = { ApplicationLogLevel: 'WARN', SystemLogLevel: 'INFO' }
  expect(await brought('Lambda::Function', { ...plain, ...settings })).toEqual(done)
  expect(await read()).toEqual(['Active', 'PublishedVersions', dead, { ...json, ...levels }, ['subnet-1'], 3, 'Allow'])
  expect(await brought('Lambda::Function', plain)).toEqual(updated)
  expect(await read()).toEqual(['PassThrough', 'None', undefined, text, [], undefined, 'Terminate'])
  expect(await brought('Lambda::Function', { ...plain, LoggingConfig: json })).toEqual(updated)
  expect((await read())[3]).toEqual({ ...json, ApplicationLogLevel: 'INFO', SystemLogLevel: 'INFO' })
})

it('an alias has its weights and its description', async () => {
  const { brought, call, create } = await stackWorld()
  await create('f', { Publish: true })
  await call('lambda', 'UpdateFunctionConfiguration', { FunctionName: 'f', Timeout: 5 })
  await call('lambda', 'PublishVersion', { FunctionName: 'f' })
  const alias = { FunctionName: 'f', Name: 'live', FunctionVersion: '2' }
  const weights = { AdditionalVersionWeights: [{ FunctionVersion: '1', FunctionWeight: 0.25 }] }
  const read = async () => {
    const { RoutingConfig, Description } = await call('lambda', 'GetAlias', { FunctionName: 'f', Name: 'live' })
    return [RoutingConfig?.AdditionalVersionWeights, Description]
  }
  expect(await brought('Lambda::Alias', { ...alias, RoutingConfig: weights, Description: 'd' })).toEqual(done)
  expect(await read()).toEqual([{ '1': 0.25 }, 'd'])
  expect(await brought('Lambda::Alias', alias)).toEqual(updated)
  expect(await read()).toEqual([undefined, ''])
})

it('a mapping has its tags and its patterns, and is refused what it cannot have', async () => {
  const { brought, call, create, queue } = await stackWorld()
  const { arn } = await queue('q')
  await create('f')
  const mapping = { FunctionName: 'f', EventSourceArn: arn }
  const FilterCriteria = { Filters: [{ Pattern: '{"body":["a"]}' }] }
  const read = async () => {
    const [{ FilterCriteria: criteria, ScalingConfig, State, EventSourceMappingArn: Resource }] = (
      await call('lambda', 'ListEventSourceMappings', {})
    ).EventSourceMappings
    return [criteria?.Filters ?? [], ScalingConfig?.MaximumConcurrency, State, (await call('lambda', 'ListTags', { Resource })).Tags]
  }
  const first = { ...mapping, FilterCriteria, ScalingConfig: { MaximumConcurrency: 2 }, Enabled: false, Tags: tag('a') }
  expect(await brought('Lambda::EventSourceMapping', first)).toEqual(done)
  expect(await read()).toEqual([FilterCriteria.Filters, 2, 'Disabled', { a: 'v' }])
  expect(await brought('Lambda::EventSourceMapping', { ...mapping, Tags: tag('b') })).toEqual(updated)
  expect(await read()).toEqual([[], undefined, 'Enabled', { b: 'v' }])
  const { status } = await brought('Lambda::EventSourceMapping', { ...mapping, KmsKeyArn: 'k' })
  expect(status).toBe('UPDATE_ROLLBACK_COMPLETE')
})

it('an API has its settings', async () => {
  const { brought, call } = await stackWorld()
  const read = async () => {
    const [{ disableExecuteApiEndpoint, minimumCompressionSize }] = (await call('apigateway', 'GetRestApis', {})).items
    return [disableExecuteApiEndpoint, minimumCompressionSize]
  }
  const settings = { DisableExecuteApiEndpoint: true, MinimumCompressionSize: 5, ApiKeySourceType: 'HEADER' }
  expect(await brought('ApiGateway::RestApi', { Name: 'a', ...settings })).toEqual(done)
  expect(await read()).toEqual([true, 5])
  expect(await brought('ApiGateway::RestApi', { Name: 'a' })).toEqual(updated)
  expect(await read()).toEqual([false, undefined])
})

it.each([
  ['ApiGateway::RestApi', { Name: 'a', SecurityPolicy: 'TLS_1_2' }],
  ['ApiGateway::RestApi', { Name: 'a', ApiKeySourceType: 'AUTHORIZER' }],
  ['ApiGateway::RestApi', { Name: 'a', MinimumCompressionSize: 10_485_761 }],
  ['ApiGateway::RestApi', { Name: 'a', MinimumCompressionSize: -1 }],
  ['SNS::Topic', { DataProtectionPolicy: { Name: 'p' } }],
  ['SNS::Topic', { FifoTopic: true, ArchivePolicy: { MessageRetentionPeriod: '30' } }],
  ['Logs::LogGroup', { DeletionProtectionEnabled: true }],
  ['S3::Bucket', { AccessControl: 'PublicRead' }],
  ['Lambda::EventSourceMapping', { FunctionName: 'f', EventSourceArn: 'arn:aws:sqs:us-east-1:123456789012:q', Topics: ['t'] }],
])('a %s is refused what its service refuses: %j', async (type, properties) => {
  const { brought } = await stackWorld()
  expect((await brought(type, properties)).status).toBe('ROLLBACK_COMPLETE')
})

it('what a type does nothing with is told with its resource, when it is said and when it is changed', async () => {
  const { brought } = await stackWorld()
  const group = { LogGroupName: 'g', DataProtectionPolicy: { Name: 'p' }, FieldIndexPolicies: [] }
  const told = { status: 'CREATE_COMPLETE', reason: 'Without effect here: DataProtectionPolicy, FieldIndexPolicies' }
  expect(await brought('Logs::LogGroup', group)).toEqual(told)
  expect(await brought('Logs::LogGroup', { ...group, RetentionInDays: 7 })).toEqual(updated)
  const other = await brought('Logs::LogGroup', { ...group, DataProtectionPolicy: { Name: 'q' } })
  expect(other).toEqual({ status: 'UPDATE_COMPLETE', reason: 'Without effect here: DataProtectionPolicy' })
})

it('a deployment of SAM that is not done bit by bit, and asks no function first, is told so with the alias', async () => {
  const { cfn } = await stackWorld()
  const F = (InlineCode: string) => ({
    Type: 'AWS::Serverless::Function',
    Properties: {
      ...{ Runtime: 'nodejs24.x', Handler: 'index.handler', InlineCode, AutoPublishAlias: 'live' },
      DeploymentPreference: { Type: 'Linear10PercentEvery1Minute', Hooks: { PreTraffic: 'check' } },
    },
  })
  const reasonAfter = async (operation: string, code: string): Promise<string> => {
    const TemplateBody = JSON.stringify({ Transform: 'AWS::Serverless-2016-10-31', Resources: { F: F(code) } })
    await cfn(operation, { TemplateBody, Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'] })
    for (;;) {
      const { StackResources } = await cfn('DescribeStackResources', { LogicalResourceId: 'FAliaslive' }).catch(() => ({
        StackResources: [],
      }))
      const { StackStatus } = (await cfn('DescribeStacks')).Stacks[0]
      if (StackStatus.endsWith('_IN_PROGRESS')) await new Promise(resolve => setTimeout(resolve, 2))
      else return `${StackStatus}: ${StackResources[0]?.ResourceStatusReason}`
    }
  }
  const told = 'Without effect here: DeploymentPreference.Type, DeploymentPreference.Hooks'
  expect(await reasonAfter('CreateStack', 'one')).toBe(`CREATE_COMPLETE: ${told}`)
  expect(await reasonAfter('UpdateStack', 'two')).toBe(`UPDATE_COMPLETE: ${told}`)
})

it('how calls of methods are written is without effect, how many there may be is refused', async () => {
  const { brought, call } = await stackWorld()
  const { id: RestApiId, rootResourceId: resourceId } = await call('apigateway', 'CreateRestApi', { name: 'a' })
  const method = { restApiId: RestApiId, resourceId, httpMethod: 'GET' }
  await call('apigateway', 'PutMethod', { ...method, authorizationType: 'NONE' })
  await call('apigateway', 'PutIntegration', { ...method, type: 'MOCK' })
  const { id: DeploymentId } = await call('apigateway', 'CreateDeployment', { restApiId: RestApiId })
  const stage = { RestApiId, DeploymentId, StageName: 's' }
  const settings = (more: object) => ({
    ...{ ...stage, AccessLogSetting: { DestinationArn: 'arn:aws:logs:us-east-1:123456789012:log-group:g', Format: '$context.requestId' } },
    MethodSettings: [{ ResourcePath: '/*', HttpMethod: '*', LoggingLevel: 'INFO', MetricsEnabled: true, ThrottlingRateLimit: -1, ...more }],
  })
  const reason = 'Without effect here: AccessLogSetting, MethodSettings'
  expect(await brought('ApiGateway::Stage', settings({}))).toEqual({ status: 'CREATE_COMPLETE', reason })
  expect(await brought('ApiGateway::Stage', settings({ DataTraceEnabled: true }))).toEqual({ status: 'UPDATE_COMPLETE', reason })
  for (const more of [{ ThrottlingBurstLimit: 5 }, { ThrottlingRateLimit: '5' }, { CachingEnabled: 'true' }])
    expect((await brought('ApiGateway::Stage', settings(more))).status).toBe('UPDATE_ROLLBACK_COMPLETE')
  expect(await brought('ApiGateway::Stage', stage)).toEqual(updated)
})

it('what counts when a resource is removed is not told to be without effect', async () => {
  const { brought } = await stackWorld()
  expect(await brought('KMS::Key', { PendingWindowInDays: 7 })).toEqual(done)
})
