import { it } from 'vitest'
import { expectForgotten, type Saying } from './testing/said-no-more.ts'

const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' }],
}
const att = (id: string, name: string) => ({ 'Fn::GetAtt': [id, name] })
const ref = (id: string) => ({ Ref: id })
const tags = [{ Key: 'team', Value: 'a' }]
const account = '123456789012'

/** One for each of these properties. */
const each = (properties: object, saying: Omit<Saying, 'more'>): Saying[] =>
  Object.entries(properties).map(([name, value]) => ({ ...saying, more: { [name]: value } }))

it('of state machines, activities and aliases', async () => {
  const definition = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } }
  const machine = { RoleArn: att('Role', 'Arn'), Definition: definition }
  const described = (id: string): [string, string, object] => ['states', 'DescribeStateMachine', { stateMachineArn: id }]
  const destination = { CloudWatchLogsLogGroup: { LogGroupArn: att('Logs', 'Arn') } }
  await expectForgotten(
    [
      ...each(
        {
          LoggingConfiguration: { Level: 'ALL', Destinations: [destination] },
          TracingConfiguration: { Enabled: true },
          EncryptionConfiguration: { Type: 'CUSTOMER_MANAGED_KMS_KEY', KmsKeyId: att('Key', 'Arn') },
        },
        { type: 'StepFunctions::StateMachine', base: machine, read: described },
      ),
      {
        ...{ type: 'StepFunctions::StateMachine', base: machine, more: { Tags: tags } },
        read: id => ['states', 'ListTagsForResource', { resourceArn: id }],
      },
      { type: 'StepFunctions::Activity', more: { Tags: tags }, read: id => ['states', 'ListTagsForResource', { resourceArn: id }] },
      {
        type: 'StepFunctions::StateMachineAlias',
        base: { RoutingConfiguration: [{ StateMachineVersionArn: ref('Version'), Weight: 100 }] },
        more: { Description: 'd' },
        read: id => ['states', 'DescribeStateMachineAlias', { stateMachineAliasArn: id }],
      },
    ],
    {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: trust,
          Policies: [
            { PolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } },
          ],
        },
      },
      Logs: { Type: 'AWS::Logs::LogGroup' },
      Key: { Type: 'AWS::KMS::Key' },
      Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: machine },
      Version: { Type: 'AWS::StepFunctions::StateMachineVersion', Properties: { StateMachineArn: ref('Machine') } },
    },
  )
})

it('of functions and what stands beside them', async () => {
  const code = { Runtime: 'python3.13', Handler: 'index.handler', Code: { ZipFile: 'def handler(*_): pass' } }
  const base = { ...code, Role: `arn:aws:iam::${account}:role/functions` }
  const configured = (id: string): [string, string, object] => ['lambda', 'GetFunctionConfiguration', { FunctionName: id }]
  const function_ = { type: 'Lambda::Function', base }
  const table = {
    ...{ AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }], KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] },
    ...{ BillingMode: 'PAY_PER_REQUEST', StreamSpecification: { StreamViewType: 'NEW_IMAGE' } },
  }
  const stream = (at: number) => ({ EventSourceArn: att(`Table${at}`, 'StreamArn'), StartingPosition: 'LATEST' })
  const mapping = (UUID: string): [string, string, object] => ['lambda', 'GetEventSourceMapping', { UUID }]
  const aliasOf = (at: number) => ({ FunctionName: 'f', FunctionVersion: '1', Name: { 'Fn::Sub': `\${AWS::StackName}-${at}` } })
  await expectForgotten(
    [
      ...each(
        {
          ...{ Timeout: 9, MemorySize: 256, Description: 'd', Environment: { Variables: { AA: '1' } }, EphemeralStorage: { Size: 1024 } },
          ...{
            TracingConfig: { Mode: 'Active' },
            DeadLetterConfig: { TargetArn: att('Queue0', 'Arn') },
            SnapStart: { ApplyOn: 'PublishedVersions' },
          },
          ...{ LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'DEBUG' }, Architectures: ['arm64'] },
        },
        { ...function_, read: configured },
      ),
      { ...function_, more: { ReservedConcurrentExecutions: 2 }, read: id => ['lambda', 'GetFunctionConcurrency', { FunctionName: id }] },
      {
        ...{ ...function_, more: { RuntimeManagementConfig: { UpdateRuntimeOn: 'FunctionUpdate' } } },
        read: id => ['lambda', 'GetRuntimeManagementConfig', { FunctionName: id }],
      },
      {
        ...{ type: 'Lambda::Alias', base: aliasOf(9), more: { ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 } } },
        read: () => ['lambda', 'ListProvisionedConcurrencyConfigs', { FunctionName: 'f' }],
      },
      { ...function_, more: { RecursiveLoop: 'Allow' }, read: id => ['lambda', 'GetFunctionRecursionConfig', { FunctionName: id }] },
      {
        ...{ ...function_, more: { Tags: tags } },
        read: id => ['lambda', 'ListTags', { Resource: `arn:aws:lambda:us-east-1:${account}:function:${id}` }],
      },
      ...each(
        { Description: 'd', RoutingConfig: { AdditionalVersionWeights: [{ FunctionVersion: '2', FunctionWeight: 0.25 }] } },
        { type: 'Lambda::Alias', read: id => ['lambda', 'GetAlias', { FunctionName: 'f', Name: id.split(':').at(-1) }] },
      ).map((saying, at) => ({ ...saying, base: aliasOf(at) })),
      ...each(
        {
          ...{ BatchSize: 2, MaximumBatchingWindowInSeconds: 1, Enabled: false, FunctionResponseTypes: ['ReportBatchItemFailures'] },
          ...{ FilterCriteria: { Filters: [{ Pattern: '{"a":[1]}' }] }, ScalingConfig: { MaximumConcurrency: 5 } },
        },
        { type: 'Lambda::EventSourceMapping', read: mapping },
      ).map((saying, at) => ({ ...saying, base: { FunctionName: 'f', EventSourceArn: att(`Queue${at}`, 'Arn') } })),
      ...each(
        {
          ...{ BisectBatchOnFunctionError: true, MaximumRecordAgeInSeconds: 60, MaximumRetryAttempts: 2 },
          ...{ BatchSize: 2, DestinationConfig: { OnFailure: { Destination: att('Queue0', 'Arn') } } },
        },
        { type: 'Lambda::EventSourceMapping', read: mapping },
      ).map((saying, at) => ({ ...saying, base: { ...stream(at), FunctionName: 'f' } })),
      ...each(
        { Cors: { AllowOrigins: ['*'] } },
        { type: 'Lambda::Url', read: id => ['lambda', 'GetFunctionUrlConfig', { FunctionName: id }] },
      ).map((saying, at) => ({ ...saying, base: { AuthType: 'NONE', TargetFunctionArn: ref(`F${at}`) } })),
    ],
    {
      ...Object.fromEntries(
        [0, 1, 2, 3, 4, 5].map(at => [`Queue${at}`, { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 60 } }]),
      ),
      ...Object.fromEntries([0, 1, 2, 3, 4, 5].map(at => [`Table${at}`, { Type: 'AWS::DynamoDB::Table', Properties: table }])),
      ...Object.fromEntries([0, 1].map(at => [`F${at}`, { Type: 'AWS::Lambda::Function', Properties: base }])),
    },
    async ({ create, call }) => {
      await create('f', { Publish: true })
      await call('lambda', 'UpdateFunctionConfiguration', { FunctionName: 'f', Timeout: 7 })
      await call('lambda', 'PublishVersion', { FunctionName: 'f' })
    },
  )
})

it('of rules, buses, connections, schedules and archives', async () => {
  const arn = (kind: string, id: string) => `arn:aws:events:us-east-1:${account}:${kind}/${id}`
  const listed =
    (kind: string) =>
    (id: string): [string, string, object] => ['events', 'ListTagsForResource', { ResourceARN: arn(kind, id) }]
  const described =
    (kind: string, name = 'Name') =>
    (id: string): [string, string, object] => ['events', `Describe${kind}`, { [name]: id }]
  const rule = { type: 'Events::Rule', base: { EventPattern: { source: ['a'] } } }
  const statement = { Sid: 'o', Effect: 'Allow', Principal: { AWS: '210987654321' }, Action: 'events:PutEvents', Resource: '*' }
  const key = { AuthorizationType: 'API_KEY', AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'k', ApiKeyValue: 'v' } } }
  await expectForgotten(
    [
      ...each(
        { Description: 'd', State: 'DISABLED', ScheduleExpression: 'rate(1 day)', RoleArn: `arn:aws:iam::${account}:role/functions` },
        { ...rule, read: described('Rule') },
      ),
      { ...rule, more: { Tags: tags }, read: listed('rule') },
      {
        ...{ ...rule, more: { Targets: [{ Id: 'q', Arn: att('Queue', 'Arn') }] } },
        read: id => ['events', 'ListTargetsByRule', { Rule: id }],
      },
      ...each(
        { Description: 'd', Policy: { Version: '2012-10-17', Statement: [statement] }, LogConfig: { Level: 'INFO' } },
        { type: 'Events::EventBus', read: described('EventBus') },
      ).map((saying, at) => ({ ...saying, base: { Name: { 'Fn::Sub': `\${AWS::StackName}-${at}` } } })),
      { type: 'Events::EventBus', base: { Name: { 'Fn::Sub': '${AWS::StackName}-t' } }, more: { Tags: tags }, read: listed('event-bus') },
      { type: 'Events::Connection', base: key, more: { Description: 'd' }, read: described('Connection') },
      ...each(
        { Description: 'd', InvocationRateLimitPerSecond: 7 },
        {
          ...{ type: 'Events::ApiDestination', read: described('ApiDestination') },
          base: { ConnectionArn: att('Connection', 'Arn'), HttpMethod: 'POST', InvocationEndpoint: 'https://example.com/' },
        },
      ),
      ...each(
        { Description: 'd', RetentionDays: 3 },
        {
          ...{ type: 'Events::Archive', read: described('Archive', 'ArchiveName') },
          base: { SourceArn: `arn:aws:events:us-east-1:${account}:event-bus/default` },
        },
      ).map((saying, at) => ({ ...saying, base: { ...saying.base, ArchiveName: { 'Fn::Sub': `\${AWS::StackName}-${at}` } } })),
      ...each(
        {
          ...{ Description: 'd', State: 'DISABLED', ScheduleExpressionTimezone: 'Europe/Madrid', EndDate: '2999-01-01T00:00:00Z' },
          StartDate: '2998-01-01T00:00:00Z',
        },
        {
          ...{ type: 'Scheduler::Schedule', read: id => ['scheduler', 'GetSchedule', { Name: id }] },
          base: {
            ...{ ScheduleExpression: 'rate(1 day)', FlexibleTimeWindow: { Mode: 'OFF' } },
            Target: { Arn: att('Queue', 'Arn'), RoleArn: att('SchedulerRole', 'Arn') },
          },
        },
      ),
      {
        ...{ type: 'Scheduler::ScheduleGroup', more: { Tags: tags } },
        read: id => ['scheduler', 'ListTagsForResource', { ResourceArn: `arn:aws:scheduler:us-east-1:${account}:schedule-group/${id}` }],
      },
    ],
    {
      Queue: { Type: 'AWS::SQS::Queue' },
      Connection: { Type: 'AWS::Events::Connection', Properties: key },
      SchedulerRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            ...{ Version: '2012-10-17' },
            Statement: [{ Effect: 'Allow', Principal: { Service: 'scheduler.amazonaws.com' }, Action: 'sts:AssumeRole' }],
          },
        },
      },
    },
  )
})

it('of alarms and APIs', async () => {
  const alarm = {
    ComparisonOperator: 'GreaterThanThreshold',
    EvaluationPeriods: 2,
    MetricName: 'm',
    Namespace: 'n',
    Period: 60,
    Threshold: 1,
  }
  const alarmArn = (id: string) => `arn:aws:cloudwatch:us-east-1:${account}:alarm:${id}`
  const listed = (id: string): [string, string, object] => ['monitoring', 'ListTagsForResource', { ResourceARN: alarmArn(id) }]
  const http = { Name: 'a', ProtocolType: 'HTTP' }
  const integration = {
    IntegrationType: 'HTTP_PROXY',
    IntegrationMethod: 'ANY',
    IntegrationUri: 'https://shop.example',
    PayloadFormatVersion: '1.0',
  }
  const get =
    (operation: string, more: object = {}) =>
    (id: string): [string, string, object] => ['apigateway', operation, { restApiId: id, ...more }]
  await expectForgotten(
    [
      ...each(
        {
          ...{ ActionsEnabled: false, AlarmActions: [`arn:aws:sns:us-east-1:${account}:t`], AlarmDescription: 'd', DatapointsToAlarm: 1 },
          ...{
            Dimensions: [{ Name: 'a', Value: 'b' }],
            OKActions: [`arn:aws:sns:us-east-1:${account}:t`],
            TreatMissingData: 'ignore',
            Unit: 'Count',
          },
        },
        {
          ...{ type: 'CloudWatch::Alarm', base: { ...alarm, Statistic: 'Sum' } },
          read: id => ['monitoring', 'DescribeAlarms', { AlarmNames: [id] }],
        },
      ),
      { type: 'CloudWatch::Alarm', base: { ...alarm, Statistic: 'Sum' }, more: { Tags: tags }, read: listed },
      {
        ...{ type: 'CloudWatch::Dashboard', base: { DashboardBody: '{"widgets":[]}' }, more: { Tags: tags } },
        read: id => ['monitoring', 'ListTagsForResource', { ResourceARN: `arn:aws:cloudwatch::${account}:dashboard/${id}` }],
      },
      { type: 'CloudWatch::CompositeAlarm', base: { AlarmRule: 'TRUE' }, more: { Tags: tags }, read: listed },
      ...each(
        {
          ...{ Description: 'd', Version: '1', DisableExecuteApiEndpoint: true, BinaryMediaTypes: ['image/png'], Tags: tags },
          Policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: '*' }] },
        },
        { type: 'ApiGateway::RestApi', base: { Name: 'a' }, read: get('GetRestApi') },
      ),
      ...each(
        { Description: 'd', Schema: { type: 'array' } },
        {
          ...{ type: 'ApiGateway::Model', base: { RestApiId: ref('RestApi') }, passing: ['id'] },
          read: (id, { RestApi }) => ['apigateway', 'GetModel', { restApiId: RestApi, modelName: id }],
        },
      ),
      ...each(
        { ValidateRequestBody: true, ValidateRequestParameters: 'true' },
        {
          ...{ type: 'ApiGateway::RequestValidator', base: { RestApiId: ref('RestApi') }, passing: ['id'] },
          read: (id, { RestApi }) => ['apigateway', 'GetRequestValidator', { restApiId: RestApi, requestValidatorId: id }],
        },
      ),
      ...each(
        { Description: 'd', Variables: { a: '1' }, TracingEnabled: true, Tags: tags },
        {
          ...{ type: 'ApiGateway::Stage', read: (id, { RestApi }) => ['apigateway', 'GetStage', { restApiId: RestApi, stageName: id }] },
          base: { RestApiId: ref('RestApi'), DeploymentId: ref('Deployment') },
        },
      ).map((saying, at) => ({ ...saying, base: { ...saying.base, StageName: `s${at}` } })),
      ...each(
        { Description: 'd', DisableExecuteApiEndpoint: true, CorsConfiguration: { AllowOrigins: ['*'] }, Version: '1', Tags: { a: 'b' } },
        { type: 'ApiGatewayV2::Api', base: http, read: id => ['apigatewayv2', 'GetApi', { ApiId: id }] },
      ),
      ...each(
        { Description: 'd', TimeoutInMillis: 5_000, RequestParameters: { 'overwrite:header.a': '1' } },
        {
          ...{ type: 'ApiGatewayV2::Integration', base: { ApiId: ref('HttpApi'), ...integration } },
          read: (id, { HttpApi }) => ['apigatewayv2', 'GetIntegration', { ApiId: HttpApi, IntegrationId: id }],
        },
      ),
      ...each(
        { AuthorizationType: 'AWS_IAM', OperationName: 'o' },
        {
          type: 'ApiGatewayV2::Route',
          read: (id, { HttpApi }) => ['apigatewayv2', 'GetRoute', { ApiId: HttpApi, RouteId: id }],
        },
      ).map((saying, at) => ({ ...saying, base: { ApiId: ref('HttpApi'), RouteKey: `GET /${at}` } })),
      ...each(
        {
          Description: 'd',
          AutoDeploy: true,
          StageVariables: { a: '1' },

          Tags: { a: 'b' },
        },
        {
          type: 'ApiGatewayV2::Stage',
          read: (id, { HttpApi }) => ['apigatewayv2', 'GetStage', { ApiId: HttpApi, StageName: id }],
        },
      ).map((saying, at) => ({ ...saying, base: { ApiId: ref('HttpApi'), StageName: `h${at}` } })),
    ],
    {
      HttpApi: { Type: 'AWS::ApiGatewayV2::Api', Properties: http },
      RestApi: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'r' } },
      Method: {
        Type: 'AWS::ApiGateway::Method',
        Properties: {
          ...{ RestApiId: ref('RestApi'), ResourceId: att('RestApi', 'RootResourceId'), HttpMethod: 'GET' },
          Integration: { Type: 'MOCK' },
        },
      },
      Deployment: { Type: 'AWS::ApiGateway::Deployment', DependsOn: 'Method', Properties: { RestApiId: ref('RestApi') } },
    },
  )
})
