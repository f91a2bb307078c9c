import { expect, it } from 'vitest'
import { lambdaWorld } from '../lambda/testing/lambda-world.ts'

const object = { Bucket: 'b', Key: 'k' }
const key = { SSECustomerAlgorithm: 'AES256', SSECustomerKey: 'x', SSECustomerKeyMD5: 'y' }
const moment = new Date(0)

it.each<[scope: string, operation: string, input: object, refusal: string]>([
  ['s3', 'PutObject', { ...object, ...key }, 'InvalidRequest'],
  ['s3', 'CopyObject', { ...object, CopySource: 'b/a', CopySourceSSECustomerAlgorithm: 'AES256' }, 'InvalidRequest'],
  ['s3', 'GetObject', { ...object, ...key }, 'InvalidRequest'],
  ['s3', 'PutObject', { ...object, WriteOffsetBytes: 0 }, 'InvalidRequest'],
  ['s3', 'PutObject', { ...object, ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: moment }, 'InvalidRequest'],
  ['s3', 'PutObject', { ...object, GrantRead: 'uri=x' }, 'AccessControlListNotSupported'],
  ['s3', 'CreateBucket', { Bucket: 'b', GrantRead: 'uri=x' }, 'InvalidBucketAclWithObjectOwnership'],
  ['s3', 'DeleteObject', { ...object, IfMatchLastModifiedTime: moment }, 'InvalidRequest'],
  ['s3', 'DeleteObjects', { Bucket: 'b', Delete: { Objects: [{ Key: 'k', Size: 1 }] } }, 'InvalidRequest'],
  ['dynamodb', 'UpdateTable', { TableName: 't', ReplicaUpdates: [{ Create: { RegionName: 'eu-west-1' } }] }, 'ValidationException'],
  ['events', 'PutEvents', { Entries: [], EndpointId: 'abc.def' }, 'ValidationException'],
  ['events', 'CreateEventBus', { Name: 'aws.partner/x', EventSourceName: 'aws.partner/x' }, 'ValidationException'],
  ['apigateway', 'CreateStage', { restApiId: 'a', stageName: 's', canarySettings: { percentTraffic: 5 } }, 'BadRequestException'],
  ['cloudformation', 'CreateStack', { StackName: 's', StackPolicyBody: '{}' }, 'ValidationError'],
  [
    'cloudformation',
    'UpdateStack',
    { StackName: 's', RollbackConfiguration: { RollbackTriggers: [{ Arn: 'a', Type: 'x' }] } },
    'ValidationError',
  ],
  ['monitoring', 'PutMetricAlarm', { AlarmName: 'a', EvaluationInterval: 60 }, 'ValidationError'],
  ['monitoring', 'GetMetricData', { MetricDataQueries: [{ Id: 'a' }, { Id: 'b', AccountId: '210987654321' }] }, 'ValidationError'],
  ['lambda', 'CreateFunction', { FunctionName: 'f', DurableConfig: { ExecutionTimeout: 60 } }, 'InvalidParameterValueException'],
  ['lambda', 'CreateFunction', { FunctionName: 'f', Code: { SourceKMSKeyArn: 'k' } }, 'InvalidParameterValueException'],
  ['lambda', 'UpdateFunctionCode', { FunctionName: 'f', SourceKMSKeyArn: 'k' }, 'InvalidParameterValueException'],
  ['lambda', 'Invoke', { FunctionName: 'f', TenantId: 't' }, 'InvalidParameterValueException'],
  ['logs', 'CreateLogGroup', { logGroupName: 'g', deletionProtectionEnabled: true }, 'InvalidParameterException'],
  ['logs', 'PutResourcePolicy', { policyName: 'p', policyDocument: '{}', resourceArn: 'a' }, 'InvalidParameterException'],
  ['logs', 'DeleteResourcePolicy', { policyName: 'p', expectedRevisionId: 'r' }, 'InvalidParameterException'],
  ['logs', 'DescribeResourcePolicies', { resourceArn: 'a' }, 'InvalidParameterException'],
  ['s3', 'PutBucketVersioning', { Bucket: 'b', VersioningConfiguration: { Status: 'Enabled', MFADelete: 'Enabled' } }, 'InvalidRequest'],
  ['sts', 'AssumeRole', { RoleArn: 'r', ProvidedContexts: [{ ProviderArn: 'p', ContextAssertion: 'c' }] }, 'ValidationError'],
  ['sts', 'AssumeRoleWithWebIdentity', { RoleArn: 'r', ProviderId: 'www.amazon.com' }, 'ValidationError'],
  ['ec2', 'TerminateInstances', { InstanceIds: ['i-1'], DryRun: true }, 'DryRunOperation'],
  ['ec2', 'StopInstances', { InstanceIds: ['i-1'], Hibernate: true }, 'UnsupportedHibernationConfiguration'],
  ['ec2', 'RunInstances', { HibernationOptions: { Configured: true } }, 'UnsupportedHibernationConfiguration'],
  ['ec2', 'RunInstances', { LaunchTemplate: { LaunchTemplateName: 't' } }, 'UnsupportedOperation'],
  ['ec2', 'RunInstances', { BlockDeviceMappings: [{ Ebs: { KmsKeyId: 'k' } }] }, 'UnsupportedOperation'],
  ['apigateway', 'CreateStage', { restApiId: 'a', stageName: 's', documentationVersion: '1' }, 'BadRequestException'],
  ['apigateway', 'CreateRestApi', { name: 'a', securityPolicy: 'TLS_1_2' }, 'BadRequestException'],
  ['apigateway', 'PutMethod', { restApiId: 'a', authorizationScopes: ['s'] }, 'BadRequestException'],
  ['apigateway', 'PutIntegration', { restApiId: 'a', tlsConfig: { insecureSkipVerification: true } }, 'BadRequestException'],
  ['cloudformation', 'GetTemplateSummary', { StackSetName: 's' }, 'ValidationError'],
  ['cloudformation', 'CreateChangeSet', { StackName: 's', DeploymentMode: 'REVERT_DRIFT' }, 'ValidationError'],
  ['lambda', 'CreateEventSourceMapping', { FunctionName: 'f', Topics: ['t'] }, 'InvalidParameterValueException'],
  ['lambda', 'UpdateEventSourceMapping', { UUID: 'u', KMSKeyArn: 'k' }, 'InvalidParameterValueException'],
  ['logs', 'DescribeLogGroups', { accountIdentifiers: ['210987654321'] }, 'InvalidParameterException'],
  ['logs', 'DescribeResourcePolicies', { policyScope: 'RESOURCE' }, 'InvalidParameterException'],
  ['s3', 'CreateBucket', { Bucket: 'b', CreateBucketConfiguration: { Bucket: { Type: 'Directory' } } }, 'InvalidRequest'],
  ['s3', 'CreateBucket', { Bucket: 'b', BucketNamespace: 'account-regional' }, 'InvalidRequest'],
  ['s3', 'CreateBucket', { Bucket: 'b', ACL: 'public-read' }, 'InvalidBucketAclWithObjectOwnership'],
  ['s3', 'PutObject', { ...object, ACL: 'public-read' }, 'AccessControlListNotSupported'],
  ['s3', 'CopyObject', { ...object, CopySource: 'b/a', ACL: 'authenticated-read' }, 'AccessControlListNotSupported'],
  ['s3', 'CreateMultipartUpload', { ...object, ACL: 'public-read' }, 'AccessControlListNotSupported'],
  ['s3', 'PutObject', { ...object, ChecksumSHA512: 'x' }, 'InvalidRequest'],
  ['s3', 'UploadPart', { ...object, UploadId: 'u', PartNumber: 1, ChecksumXXHASH64: 'x' }, 'InvalidRequest'],
  ['s3', 'CreateMultipartUpload', { ...object, ChecksumAlgorithm: 'XXHASH3' }, 'InvalidRequest'],
  ['s3', 'CompleteMultipartUpload', { ...object, UploadId: 'u', ChecksumMD5: 'x' }, 'InvalidRequest'],
  [
    'lambda',
    'CreateEventSourceMapping',
    { FunctionName: 'f', LoggingConfig: { SystemLogLevel: 'INFO' } },
    'InvalidParameterValueException',
  ],
  ['sns', 'CreateTopic', { Name: 't', DataProtectionPolicy: '{}' }, 'InvalidParameterException'],
  ['sns', 'CreateTopic', { Name: 't.fifo', Attributes: { FifoTopic: 'true', ArchivePolicy: '{}' } }, 'InvalidParameterException'],
  ['cloudformation', 'CreateStack', { StackName: 's', ResourceTypes: ['AWS::SQS::*'] }, 'ValidationError'],
  ['iam', 'SimulateCustomPolicy', { PolicyInputList: ['{}'], OrderedOrganizationPolicyInputList: ['{}'] }, 'InvalidInput'],
  ['iam', 'SimulatePrincipalPolicy', { PolicySourceArn: 'a', PolicyExclusionList: ['p'] }, 'InvalidInput'],
])('%s:%s refuses %j', async (scope, operation, input, refusal) => {
  const { call } = await lambdaWorld()
  await expect(call(scope, operation, input)).rejects.toMatchObject({ code: refusal })
})

it('a lock is refused in AWS’s words', async () => {
  const { call } = await lambdaWorld()
  const locked = call('s3', 'PutObject', { ...object, ObjectLockLegalHoldStatus: 'ON' })
  await expect(locked).rejects.toThrow('Bucket is missing Object Lock Configuration')
})

it('what is so anyway is taken', async () => {
  const { call, create } = await lambdaWorld()
  const own = '123456789012'
  const metric = { MetricStat: { Metric: { Namespace: 'n', MetricName: 'm' }, Period: 60, Stat: 'Sum' } }
  const query = { Id: 'a', ...metric, AccountId: own }
  const alarm = { EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' }
  await call('monitoring', 'PutMetricAlarm', { AlarmName: 'a', Metrics: [query], ...alarm })
  const span = { StartTime: moment, EndTime: new Date(60_000) }
  await call('monitoring', 'GetMetricData', { MetricDataQueries: [query], ...span })
  await call('monitoring', 'ListMetrics', { OwningAccount: own })
  await call('s3', 'CreateBucket', { Bucket: 'own' })
  await call('s3', 'PutBucketVersioning', { Bucket: 'own', VersioningConfiguration: { Status: 'Enabled', MFADelete: 'Disabled' } })
  const { Owner, Grants } = await call('s3', 'GetBucketAcl', { Bucket: 'own' })
  await call('s3', 'PutBucketAcl', { Bucket: 'own', AccessControlPolicy: { Owner, Grants } })
  await call('s3', 'PutBucketAcl', { Bucket: 'own', GrantFullControl: `id="${Owner.ID}"` })
  const reading = { Bucket: 'own', AccessControlPolicy: { Owner, Grants: [...Grants, { ...Grants[0], Permission: 'READ' }] } }
  await expect(call('s3', 'PutBucketAcl', reading)).rejects.toMatchObject({ code: 'AccessControlListNotSupported' })
  const table = { AttributeDefinitions: [{ AttributeName: 'k', AttributeType: 'S' }], KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }] }
  const withoutReplicas = { GlobalTableSettingsReplicationMode: 'DISABLED', BillingMode: 'PAY_PER_REQUEST' }
  await call('dynamodb', 'CreateTable', { TableName: 'table', ...table, ...withoutReplicas })
  await call('dynamodb', 'UpdateTable', { TableName: 'table', MultiRegionConsistency: 'EVENTUAL', TableClass: 'STANDARD' })
  await create('f', { ImageConfig: { EntryPoint: [], Command: [] } })
  await call('s3', 'CreateBucket', { Bucket: 'private', ACL: 'private' })
  // CDK says so with every bootstrap.
  const changes = {
    StackName: 's',
    ChangeSetName: 'c',
    ChangeSetType: 'CREATE',
    TemplateBody: '{"Resources":{"Q":{"Type":"AWS::SQS::Queue"}}}',
  }
  await call('cloudformation', 'CreateChangeSet', { ...changes, ImportExistingResources: true })
  await call('s3', 'CreateMultipartUpload', { Bucket: 'private', Key: 'k', ACL: 'bucket-owner-full-control', ChecksumAlgorithm: 'SHA256' })
})

it('what asks for nothing of it is taken', async () => {
  const { call } = await lambdaWorld()
  await call('logs', 'CreateLogGroup', { logGroupName: 'g', deletionProtectionEnabled: false })
  await call('logs', 'CreateLogGroup', { logGroupName: 'h' })
  await call('logs', 'DescribeLogGroups', { accountIdentifiers: ['123456789012'] })
  await call('logs', 'DescribeResourcePolicies', { policyScope: 'ACCOUNT' })
  await call('s3', 'CreateBucket', { Bucket: 'general', BucketNamespace: 'global' })
  const arn = 'arn:aws:logs:us-east-1:123456789012:log-group:h'
  for (const logGroupIdentifiers of [['h'], [arn]]) {
    const { logGroups } = await call('logs', 'DescribeLogGroups', { logGroupIdentifiers })
    expect(logGroups.map(({ logGroupName }: { logGroupName: string }) => logGroupName)).toEqual(['h'])
  }
  const both = call('logs', 'DescribeLogGroups', { logGroupIdentifiers: ['h'], logGroupNamePrefix: 'h' })
  await expect(both).rejects.toMatchObject({ code: 'InvalidParameterException' })
})

it('a permission for the URL of a function is none to invoke it otherwise', async () => {
  const { call, create } = await lambdaWorld()
  await create('f')
  const permission = { FunctionName: 'f', StatementId: 's', Action: 'lambda:InvokeFunction', Principal: '*', InvokedViaFunctionUrl: true }
  await call('lambda', 'AddPermission', permission)
  const { Policy } = await call('lambda', 'GetPolicy', { FunctionName: 'f' })
  expect(JSON.parse(Policy).Statement[0].Condition).toEqual({ Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } })
})

it('an alarm’s history is that of the time asked for', async () => {
  const world = await lambdaWorld()
  const alarm = { AlarmName: 'a', Namespace: 'n', MetricName: 'm', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1, Threshold: 1 }
  await world.call('monitoring', 'PutMetricAlarm', { ...alarm, ComparisonOperator: 'GreaterThanThreshold' })
  const times: Date[] = []
  for (const StateValue of ['OK', 'ALARM', 'OK']) {
    world.clock.advance(60_000)
    times.push(new Date(world.clock.now()))
    await world.call('monitoring', 'SetAlarmState', { AlarmName: 'a', StateValue, StateReason: 'r' })
  }
  const found = async (more: object) => {
    const { AlarmHistoryItems } = await world.call('monitoring', 'DescribeAlarmHistory', { AlarmName: 'a', ...more })
    return AlarmHistoryItems.map(({ Timestamp }: { Timestamp: Date }) => times.findIndex(at => at.getTime() === Timestamp.getTime()))
  }
  expect(await found({})).toEqual([2, 1, 0])
  expect(await found({ StartDate: times[1] })).toEqual([2, 1])
  expect(await found({ EndDate: times[1] })).toEqual([1, 0])
  expect(await found({ StartDate: times[1], EndDate: times[1], ScanBy: 'TimestampAscending' })).toEqual([1])
})
