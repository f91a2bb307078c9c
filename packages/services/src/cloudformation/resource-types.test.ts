import { expect, it } from 'vitest'
import { lambdaWorld } from '../lambda/testing/lambda-world.ts'
import { resourceTypes } from './resources/resource-types.ts'

const trust = (service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
})
const allow = (Action: string) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] })
const att = (id: string, name: string) => ({ 'Fn::GetAtt': [id, name] })
const ref = (id: string) => ({ Ref: id })

/** One of each type that something stands behind, with what a second version of the template changes. */
function everything(second: boolean): Record<string, { Type: string; Properties: object; DependsOn?: string }> {
  const definition = { StartAt: 'P', States: { P: { Type: 'Pass', Comment: second ? 'two' : 'one', End: true } } }
  const keys = {
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  }
  const declared: Record<string, [type: string, properties: object, dependsOn?: string]> = {
    Role: [
      'IAM::Role',
      {
        ...{ AssumeRolePolicyDocument: trust('lambda.amazonaws.com'), Description: second ? 'two' : 'one' },
        Policies: [{ PolicyName: second ? 'new' : 'old', PolicyDocument: allow('sqs:*') }],
        ManagedPolicyArns: [`arn:aws:iam::aws:policy/${second ? 'AmazonSQSFullAccess' : 'AmazonSNSFullAccess'}`],
      },
    ],
    MachineRole: ['IAM::Role', { AssumeRolePolicyDocument: trust('states.amazonaws.com') }],
    EventsRole: ['IAM::Role', { AssumeRolePolicyDocument: trust('events.amazonaws.com') }],
    SchedulerRole: ['IAM::Role', { AssumeRolePolicyDocument: trust('scheduler.amazonaws.com') }],
    Policy: ['IAM::Policy', { PolicyName: 'p', PolicyDocument: allow(second ? 's3:*' : 'sns:*'), Roles: [ref('Role')] }],
    RolePolicy: ['IAM::RolePolicy', { PolicyName: 'rp', PolicyDocument: allow(second ? 's3:*' : 'sns:*'), RoleName: ref('Role') }],
    Managed: ['IAM::ManagedPolicy', { PolicyDocument: allow(second ? 'ssm:*' : 'kms:*'), Roles: [ref('Role')] }],
    Function: ['Lambda::Function', functionOf(second), 'Policy'],
    Version: ['Lambda::Version', { FunctionName: ref('Function') }],
    Alias: [
      'Lambda::Alias',
      { FunctionName: ref('Function'), FunctionVersion: att('Version', 'Version'), Name: 'live', Description: `${second}` },
    ],
    Permission: ['Lambda::Permission', { FunctionName: ref('Function'), Action: 'lambda:InvokeFunction', Principal: 'sns.amazonaws.com' }],
    Url: ['Lambda::Url', { TargetFunctionArn: ref('Function'), AuthType: second ? 'AWS_IAM' : 'NONE' }],
    Invoke: ['Lambda::EventInvokeConfig', { FunctionName: ref('Function'), Qualifier: '$LATEST', MaximumRetryAttempts: second ? 1 : 0 }],
    Mapping: [
      'Lambda::EventSourceMapping',
      { FunctionName: ref('Function'), EventSourceArn: att('Queue', 'Arn'), BatchSize: second ? 2 : 1 },
    ],
    Queue: ['SQS::Queue', { VisibilityTimeout: second ? '60' : 30, Tags: [{ Key: 'a', Value: second ? '2' : '1' }] }],
    Fifo: ['SQS::Queue', { FifoQueue: 'true' }],
    Other: ['SQS::Queue', {}],
    QueuePolicy: ['SQS::QueuePolicy', { Queues: [ref('Queue')], PolicyDocument: openTo('sqs:SendMessage', second) }],
    Topic: [
      'SNS::Topic',
      { DisplayName: second ? 'two' : 'one', Subscription: second ? [] : [{ Protocol: 'sqs', Endpoint: att('Other', 'Arn') }] },
    ],
    TopicPolicy: ['SNS::TopicPolicy', { Topics: [ref('Topic')], PolicyDocument: openTo('sns:Publish', second) }],
    Subscription: [
      'SNS::Subscription',
      { TopicArn: ref('Topic'), Protocol: 'sqs', Endpoint: att('Queue', 'Arn'), RawMessageDelivery: second },
    ],
    Machine: ['StepFunctions::StateMachine', { RoleArn: att('MachineRole', 'Arn'), Definition: definition }],
    Activity: ['StepFunctions::Activity', { Name: 'work', Tags: second ? [{ Key: 'a', Value: 'b' }] : [] }],
    MachineVersion: [
      'StepFunctions::StateMachineVersion',
      { StateMachineArn: ref('Machine'), StateMachineRevisionId: att('Machine', 'StateMachineRevisionId') },
    ],
    MachineAlias: [
      'StepFunctions::StateMachineAlias',
      { Name: 'live', RoutingConfiguration: [{ StateMachineVersionArn: ref('MachineVersion'), Weight: 100 }] },
    ],
    HttpApi: [
      'ApiGatewayV2::Api',
      {
        ...{ Name: second ? 'two' : 'one', ProtocolType: 'HTTP', Tags: { a: second ? '2' : '1' } },
        ...(second ? {} : { CorsConfiguration: { AllowOrigins: ['*'] } }),
      },
    ],
    HttpIntegration: [
      'ApiGatewayV2::Integration',
      {
        ...{ ApiId: ref('HttpApi'), IntegrationType: 'HTTP_PROXY', IntegrationMethod: 'ANY', IntegrationUri: 'https://shop.example' },
        RequestParameters: { [`overwrite:header.${second ? 'b' : 'a'}`]: '1' },
      },
    ],
    HttpRoute: [
      'ApiGatewayV2::Route',
      {
        ...{ ApiId: ref('HttpApi'), RouteKey: second ? 'ANY /' : 'GET /', AuthorizationType: second ? 'AWS_IAM' : 'NONE' },
        Target: { 'Fn::Sub': 'integrations/${HttpIntegration}' },
      },
    ],
    HttpStage: [
      'ApiGatewayV2::Stage',
      {
        ...{ ApiId: ref('HttpApi'), StageName: '$default', AutoDeploy: true, StageVariables: { [second ? 'b' : 'a']: '1' } },
        DefaultRouteSettings: { ThrottlingBurstLimit: 5 },
        ...(second
          ? {}
          : {
              RouteSettings: { 'GET /': { ThrottlingRateLimit: 1 } },
              AccessLogSettings: { DestinationArn: att('Logs', 'Arn'), Format: '$context.requestId' },
            }),
      },
      'HttpRoute',
    ],
    HttpAuthorizer: [
      'ApiGatewayV2::Authorizer',
      {
        ...{ ApiId: ref('HttpApi'), Name: 'token', AuthorizerType: 'JWT', IdentitySource: ['$request.header.Authorization'] },
        JwtConfiguration: { Issuer: 'https://issuer.example', Audience: [second ? 'b' : 'a'] },
      },
    ],
    WrittenApi: [
      'ApiGatewayV2::Api',
      {
        ...(second ? {} : { CorsConfiguration: { AllowOrigins: ['*'] } }),
        Body: {
          ...{ openapi: '3.0.1', info: { title: second ? 'second' : 'first' } },
          paths: {
            '/a': {
              [second ? 'post' : 'get']: {
                'x-amazon-apigateway-integration': { type: 'http_proxy', httpMethod: 'GET', uri: 'https://shop.example/' },
              },
            },
          },
        },
      },
    ],
    HttpDeployment: ['ApiGatewayV2::Deployment', { ApiId: ref('HttpApi'), Description: second ? 'two' : 'one' }, 'HttpRoute'],
    Bus: ['Events::EventBus', { Name: 'shop', ...(second ? { Description: 'two' } : { LogConfig: { Level: 'INFO' } }) }],
    Rule: [
      'Events::Rule',
      {
        ...{ EventBusName: ref('Bus'), EventPattern: { source: [second ? 'b' : 'a'] } },
        Targets: [{ Id: second ? 'two' : 'one', Arn: ref('Machine'), RoleArn: att('EventsRole', 'Arn') }],
      },
    ],
    Connection: [
      'Events::Connection',
      {
        AuthorizationType: 'API_KEY',
        Description: `${second}`,
        AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'k', ApiKeyValue: 'v' } },
      },
    ],
    Destination: [
      'Events::ApiDestination',
      { ConnectionArn: att('Connection', 'Arn'), HttpMethod: second ? 'PUT' : 'POST', InvocationEndpoint: 'https://example.com/' },
    ],
    Archive: ['Events::Archive', { SourceArn: att('Bus', 'Arn'), RetentionDays: second ? 2 : 1 }],
    Group: ['Scheduler::ScheduleGroup', { Name: 'nightly' }],
    Schedule: [
      'Scheduler::Schedule',
      {
        ...{ GroupName: ref('Group'), ScheduleExpression: `rate(${second ? 2 : 3} days)`, FlexibleTimeWindow: { Mode: 'OFF' } },
        Target: { Arn: ref('Machine'), RoleArn: att('SchedulerRole', 'Arn') },
      },
    ],
    Table: [
      'DynamoDB::Table',
      { ...keys, BillingMode: 'PAY_PER_REQUEST', StreamSpecification: { StreamViewType: 'NEW_IMAGE' }, ...ttl(second) },
    ],
    Global: ['DynamoDB::GlobalTable', { ...keys, BillingMode: 'PAY_PER_REQUEST', Replicas: [{ Region: 'us-east-1' }] }],
    Bucket: [
      'S3::Bucket',
      {
        VersioningConfiguration: { Status: second ? 'Suspended' : 'Enabled' },
        NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
        ...(!second && { CorsConfiguration: { CorsRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'], MaxAge: 1 }] } }),
      },
    ],
    BucketPolicy: ['S3::BucketPolicy', { Bucket: ref('Bucket'), PolicyDocument: bucketPolicy(second) }],
    Logs: ['Logs::LogGroup', { LogGroupName: '/shop', ...(second && { RetentionInDays: 7 }) }],
    LogsPolicy: ['Logs::ResourcePolicy', { PolicyName: 'lp', PolicyDocument: JSON.stringify(openTo('logs:PutLogEvents', second)) }],
    Parameter: ['SSM::Parameter', { Name: '/shop/a', Type: 'String', Value: second ? 'two' : 'one' }],
    Key: ['KMS::Key', { Description: `${second}`, EnableKeyRotation: second }],
    KeyAlias: ['KMS::Alias', { AliasName: 'alias/shop', TargetKeyId: ref('Key') }],
    Secret: [
      'SecretsManager::Secret',
      { GenerateSecretString: { SecretStringTemplate: '{"user":"a"}', GenerateStringKey: 'password', PasswordLength: second ? 20 : 30 } },
    ],
    Alarm: [
      'CloudWatch::Alarm',
      {
        ...{ ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1, MetricName: 'm', Namespace: 'n', Period: 60 },
        ...{ Statistic: 'Sum', Threshold: second ? 2 : 1 },
      },
    ],
    ErrorRate: [
      'CloudWatch::Alarm',
      {
        ...{ ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1, Threshold: 5 },
        Metrics: [
          { Id: 'e', Expression: `m * ${second ? 2 : 1}` },
          { Id: 'm', ReturnData: false, MetricStat: { Metric: { MetricName: 'm', Namespace: 'n' }, Period: 60, Stat: 'Sum' } },
        ],
      },
    ],
    Composite: [
      'CloudWatch::CompositeAlarm',
      { AlarmRule: { 'Fn::Sub': `ALARM(\${Alarm}) ${second ? 'AND' : 'OR'} ALARM(\${ErrorRate})` } },
    ],
    Dashboard: ['CloudWatch::Dashboard', { DashboardBody: JSON.stringify({ widgets: [], start: second ? '-PT1H' : '-PT2H' }) }],
    Api: ['ApiGateway::RestApi', { Name: second ? 'two' : 'one' }],
    Pets: ['ApiGateway::Resource', { RestApiId: ref('Api'), ParentId: att('Api', 'RootResourceId'), PathPart: 'pets' }],
    Method: [
      'ApiGateway::Method',
      {
        ...{ RestApiId: ref('Api'), ResourceId: ref('Pets'), HttpMethod: 'GET', AuthorizationType: 'NONE' },
        ...{ RequestModels: { 'application/json': ref('PetModel') }, RequestValidatorId: ref('Validator') },
        Integration: {
          ...{ Type: 'MOCK', RequestTemplates: { 'application/json': `{"statusCode": ${second ? 200 : 201}}` } },
          IntegrationResponses: [{ StatusCode: 200 }],
        },
        MethodResponses: [{ StatusCode: 200 }],
      },
    ],
    PetModel: ['ApiGateway::Model', { RestApiId: ref('Api'), Schema: { type: second ? 'object' : 'array' } }],
    Validator: ['ApiGateway::RequestValidator', { RestApiId: ref('Api'), ValidateRequestBody: second }],
    Unauthorized: [
      'ApiGateway::GatewayResponse',
      {
        RestApiId: ref('Api'),
        ResponseType: 'UNAUTHORIZED',
        StatusCode: second ? 401 : '403',
        ResponseTemplates: { 'text/plain': `${second}` },
      },
    ],
    Deployment: ['ApiGateway::Deployment', { RestApiId: ref('Api'), Description: `${second}` }, 'Method'],
    Stage: [
      'ApiGateway::Stage',
      { RestApiId: ref('Api'), StageName: 'prod', DeploymentId: ref('Deployment'), Variables: second ? { b: '1' } : { a: '1' } },
    ],
    Handle: ['CloudFormation::WaitConditionHandle', {}],
    Account: ['ApiGateway::Account', {}],
    Repository: ['ECR::Repository', { RepositoryName: 'images' }],
    Metadata: ['CDK::Metadata', {}],
  }
  const resource = ([type, Properties, DependsOn]: [string, object, string?]) => ({
    Type: `AWS::${type}`,
    Properties,
    ...(DependsOn && { DependsOn }),
  })
  return Object.fromEntries(Object.entries(declared).map(([id, each]) => [id, resource(each)]))
}

function functionOf(second: boolean): object {
  const code = { Runtime: 'nodejs24.x', Handler: 'index.handler', Code: { ZipFile: `exports.handler = async () => ${second}` } }
  return {
    ...code,
    Role: att('Role', 'Arn'),
    MemorySize: second ? '256' : '128',
    Timeout: '5',
    ...(!second && { Environment: { Variables: { AA: '1' } } }),
  }
}

function openTo(Action: string, second: boolean): object {
  const Principal = { Service: second ? 's3.amazonaws.com' : 'sns.amazonaws.com' }
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action, Resource: '*' }] }
}

function bucketPolicy(second: boolean): object {
  const Resource = { 'Fn::Sub': ['${arn}/*', { arn: att('Bucket', 'Arn') }] }
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: second ? 's3:GetObject' : 's3:PutObject', Resource }],
  }
}

function ttl(second: boolean): object {
  return second ? { TimeToLiveSpecification: { AttributeName: 'until', Enabled: true } } : {}
}

it('every type is made, changed as its template changes, and taken away with nothing left', async () => {
  const world = await lambdaWorld()
  const call = (operation: string, input: object) => world.call('cloudformation', operation, input)
  const known = new Set(Object.values(everything(false)).map(({ Type }) => Type))
  const elsewhere = [
    'AWS::Lambda::LayerVersion',
    'AWS::Lambda::LayerVersionPermission',
    'AWS::CloudFormation::WaitCondition',
    'AWS::CloudFormation::Stack',
  ]
  expect(Object.keys(resourceTypes).filter(type => !known.has(type))).toEqual(elsewhere)
  const template = (second: boolean) => ({
    TemplateBody: JSON.stringify({ Resources: everything(second) }),
    Capabilities: ['CAPABILITY_IAM'],
  })
  const end = async (StackName: string): Promise<string> => {
    for (;;) {
      const { StackStatus } = (await call('DescribeStacks', { StackName })).Stacks[0]
      if (!StackStatus.endsWith('_IN_PROGRESS')) return StackStatus
      await new Promise(resolve => setTimeout(resolve, 5))
    }
  }
  const problems = async (StackName: string): Promise<string[]> => {
    const found: string[] = []
    for (let NextToken: string | undefined; ; ) {
      const page = await call('DescribeStackEvents', { StackName, NextToken })
      for (const { ResourceStatus, LogicalResourceId, ResourceStatusReason } of page.StackEvents) {
        if (/FAILED|ROLLBACK/.test(ResourceStatus)) found.push(`${LogicalResourceId} ${ResourceStatus}: ${ResourceStatusReason}`)
      }
      NextToken = page.NextToken
      if (NextToken === undefined) return found
    }
  }
  const { StackId } = await call('CreateStack', { StackName: 'all', ...template(false) })
  const created = await end(StackId)
  expect(await problems(StackId)).toEqual([])
  expect(created).toBe('CREATE_COMPLETE')
  await call('UpdateStack', { StackName: 'all', ...template(true) })
  const updated = await end(StackId)
  expect(await problems(StackId)).toEqual([])
  expect(updated).toBe('UPDATE_COMPLETE')
  const { Description, LogConfig } = await world.call('events', 'DescribeEventBus', { Name: 'shop' })
  expect([Description, LogConfig]).toEqual(['two', undefined])
  const again = await call('UpdateStack', { StackName: 'all', ...template(true) }).catch((error: Error) => error.message)
  expect(again).toBe('No updates are to be performed.')
  await call('UpdateStack', { StackName: 'all', ...template(false), Tags: [{ Key: 'team', Value: 'a' }] })
  expect([await end(StackId), await problems(StackId)]).toEqual(['UPDATE_COMPLETE', []])
  // All that has tags, with nothing else to change.
  await call('UpdateStack', { StackName: 'all', ...template(false), Tags: [] })
  expect([await end(StackId), await problems(StackId)]).toEqual(['UPDATE_COMPLETE', []])
  await call('DeleteStack', { StackName: 'all' })
  const deleted = await end(StackId)
  expect(await problems(StackId)).toEqual([])
  expect(deleted).toBe('DELETE_COMPLETE')
  const left = {
    ...(await world.call('lambda', 'ListFunctions', {})),
    ...(await world.call('states', 'ListStateMachines', {})),
    ...(await world.call('dynamodb', 'ListTables', {})),
    ...(await world.call('s3', 'ListBuckets', {})),
    ...(await world.call('apigatewayv2', 'GetApis', {})),
    ...(await world.call('sns', 'ListTopics', {})),
    roles: (await world.call('iam', 'ListRoles', {})).Roles.map(({ RoleName }: { RoleName: string }) => RoleName),
  }
  expect(left).toMatchObject({ Functions: [], stateMachines: [], TableNames: [], Buckets: [], Items: [], Topics: [], roles: ['functions'] })
}, 60_000)

it('a permission for the URL of a function is that in a stack, too', async () => {
  const world = await lambdaWorld()
  await world.create('f')
  const granted = { FunctionName: 'f', Action: 'lambda:InvokeFunction', Principal: '*', InvokedViaFunctionUrl: 'true' }
  const Resources = { P: { Type: 'AWS::Lambda::Permission', Properties: granted } }
  await world.call('cloudformation', 'CreateStack', { StackName: 'p', TemplateBody: JSON.stringify({ Resources }) })
  const policy = () => world.call('lambda', 'GetPolicy', { FunctionName: 'f' }).catch(() => ({ Policy: '{}' }))
  const bound = { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } }
  await expect.poll(async () => JSON.parse((await policy()).Policy).Statement).toMatchObject([{ Principal: '*', Condition: bound }])
})

it('a version of a layer is published from an object, anew where that is another one, and taken away', async () => {
  const world = await lambdaWorld()
  await world.call('s3', 'CreateBucket', { Bucket: 'layers' })
  for (const Key of ['one.zip', 'two.zip']) await world.call('s3', 'PutObject', { Bucket: 'layers', Key, Body: Buffer.from(`PK ${Key}`) })
  const settled = async (operation: string, input: object) => {
    await world.call('cloudformation', operation, { StackName: 'l', ...input })
    for (;;) {
      const { Stacks } = await world
        .call('cloudformation', 'DescribeStacks', { StackName: 'l' })
        .catch(() => ({ Stacks: [{ StackStatus: 'GONE' }] }))
      if (!Stacks[0].StackStatus.endsWith('_IN_PROGRESS')) return Stacks[0]
      await new Promise(resolve => setTimeout(resolve, 5))
    }
  }
  const template = (S3Key: string) => ({
    TemplateBody: JSON.stringify({
      Resources: {
        Layer: { Type: 'AWS::Lambda::LayerVersion', Properties: { LayerName: 'shared', Content: { S3Bucket: 'layers', S3Key } } },
        Grant: {
          Type: 'AWS::Lambda::LayerVersionPermission',
          Properties: { LayerVersionArn: ref('Layer'), Action: 'lambda:GetLayerVersion', Principal: '210987654321' },
        },
      },
      Outputs: { Arn: { Value: ref('Layer') } },
    }),
  })
  const versions = async () => {
    const { LayerVersions } = await world.call('lambda', 'ListLayerVersions', { LayerName: 'shared' })
    return LayerVersions.map(({ Version }: { Version: number }) => Version)
  }
  expect((await settled('CreateStack', template('one.zip'))).Outputs[0].OutputValue).toMatch(/:layer:shared:1$/)
  expect((await settled('UpdateStack', template('two.zip'))).Outputs[0].OutputValue).toMatch(/:layer:shared:2$/)
  const { Policy } = await world.call('lambda', 'GetLayerVersionPolicy', { LayerName: 'shared', VersionNumber: 2 })
  expect(JSON.parse(Policy).Statement).toMatchObject([{ Principal: { AWS: 'arn:aws:iam::210987654321:root' } }])
  expect(await versions()).toEqual([2])
  await settled('DeleteStack', {})
  expect(await versions()).toEqual([])
})
