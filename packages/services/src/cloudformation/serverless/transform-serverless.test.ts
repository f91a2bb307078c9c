import type { JsonObject } from '@pasos/asl'
import { describe, expect, it } from 'vitest'
import { processedTemplate } from '../template/processed-template.ts'

const transformed = (Resources: object, Globals: object = {}) =>
  processedTemplate(JSON.stringify({ Transform: 'AWS::Serverless-2016-10-31', Globals, Resources })).resources
const serverless = (type: string, Properties: object) => ({ Type: `AWS::Serverless::${type}`, Properties })
const code = { Handler: 'i.h', Runtime: 'nodejs24.x', CodeUri: 's3://b/k/x.zip' }

describe('SAM’s transform', () => {
  it('lays what a function says over what Globals say of all', () => {
    const { F } = transformed(
      { F: serverless('Function', { ...code, Environment: { Variables: { B: '2' } } }) },
      { Function: { Timeout: 9, Handler: 'other', Environment: { Variables: { A: '1' } }, Layers: ['l'] } },
    )
    expect(F).toMatchObject({ type: 'AWS::Lambda::Function' })
    expect(F!.properties).toMatchObject({
      ...{ Handler: 'i.h', Timeout: 9, Layers: ['l'], Environment: { Variables: { A: '1', B: '2' } } },
      ...{ Code: { S3Bucket: 'b', S3Key: 'k/x.zip' }, Role: { 'Fn::GetAtt': ['FRole', 'Arn'] } },
    })
  })

  it('makes a role with what policies and events ask for, unless there is one', () => {
    const Policies = ['AmazonS3ReadOnlyAccess', { SQSSendMessagePolicy: { QueueName: 'q' } }, { Statement: [{ Effect: 'Deny' }] }]
    const Events = { Q: { Type: 'SQS', Properties: { Queue: 'arn:q' } } }
    const resources = transformed({
      F: serverless('Function', { ...code, Policies, Events }),
      G: serverless('Function', { ...code, Role: 'arn:r' }),
    })
    expect(Object.keys(resources).sort()).toEqual(['F', 'FQ', 'FRole', 'G'])
    const role = resources['FRole']!.properties as { ManagedPolicyArns: JsonObject[]; Policies: { PolicyDocument: JsonObject }[] }
    expect(role.ManagedPolicyArns.map(each => String(each['Fn::Sub']).split('/').at(-1))).toEqual([
      ...['AWSLambdaBasicExecutionRole', 'AWSLambdaSQSQueueExecutionRole', 'AmazonS3ReadOnlyAccess'],
    ])
    expect(role.Policies.map(({ PolicyDocument }) => PolicyDocument)).toMatchObject([
      { Statement: [{ Effect: 'Allow', Action: ['sqs:SendMessage*'] }] },
      { Version: '2012-10-17', Statement: [{ Effect: 'Deny' }] },
    ])
    expect(resources['G']!.properties['Role']).toBe('arn:r')
  })

  it('grants a function what it is traced, told and kept by, each policy once under its own path', () => {
    const destination = (Type: string, Destination: string) => ({ Type, Destination })
    const F = {
      ...{ ...code, Tracing: 'Active', VpcConfig: { SubnetIds: ['subnet-1'] }, AutoPublishAlias: 'live' },
      DeadLetterQueue: { Type: 'SNS', TargetArn: 'arn:dead' },
      EventInvokeConfig: {
        ...{ MaximumRetryAttempts: 1 },
        DestinationConfig: { OnSuccess: destination('EventBridge', 'arn:bus'), OnFailure: destination('Lambda', 'arn:f') },
      },
      Policies: ['AWSLambdaBasicExecutionRole', 'AWSStepFunctionsFullAccess'],
      FunctionUrlConfig: { AuthType: 'NONE' },
    }
    const resources = transformed({
      F: serverless('Function', F),
      M: serverless('StateMachine', { Definition: {}, Tracing: { Enabled: true } }),
    })
    const arns = (id: string) =>
      (resources[id]!.properties['ManagedPolicyArns'] as JsonObject[]).map(each => String(each['Fn::Sub']).split(':policy/')[1])
    expect(arns('FRole')).toEqual([
      ...['service-role/AWSLambdaBasicExecutionRole', 'AWSStepFunctionsFullAccess', 'AWSXRayDaemonWriteAccess'],
      'service-role/AWSLambdaVPCAccessExecutionRole',
    ])
    expect(arns('MRole')).toEqual(['AWSXRayDaemonWriteAccess'])
    const inline = resources['FRole']!.properties['Policies'] as { PolicyDocument: { Statement: JsonObject[] } }[]
    expect(inline.flatMap(({ PolicyDocument }) => PolicyDocument.Statement).map(({ Action, Resource }) => [Action, Resource])).toEqual([
      ['sns:Publish', 'arn:dead'],
      ['events:PutEvents', 'arn:bus'],
      ['lambda:InvokeFunction', 'arn:f'],
    ])
    expect(resources['FEventInvokeConfig']).toMatchObject({
      dependsOn: ['FAliaslive'],
      properties: {
        ...{ Qualifier: 'live', MaximumRetryAttempts: 1 },
        DestinationConfig: { OnSuccess: { Destination: 'arn:bus' }, OnFailure: { Destination: 'arn:f' } },
      },
    })
    expect(resources['FUrl']).toMatchObject({ dependsOn: ['FAliaslive'], properties: { Qualifier: 'live' } })
    expect(resources['FUrlPublicPermissions']!.properties['FunctionName']).toEqual({ Ref: 'FAliaslive' })
    const unplaced = { F: serverless('Function', { ...code, DeadLetterQueue: { Type: 'SQS' } }) }
    expect(() => transformed(unplaced)).toThrow('A destination of the type SQS without a place is not served here')
  })

  it('makes of events of an API the API, its paths once, and a deployment that changes with them', () => {
    const api = (Path: string, Method: string) => ({ Type: 'Api', Properties: { Path, Method } })
    const F = (Events: object) => transformed({ F: serverless('Function', { ...code, Events }) })
    const resources = F({ A: api('/pets', 'get'), B: api('/pets/{id}', 'any'), C: api('/', 'post') })
    const of = (type: string) => Object.values(resources).filter(each => each.type === `AWS::ApiGateway::${type}`)
    expect(of('Resource').map(({ properties }) => properties['PathPart'])).toEqual(['pets', '{id}'])
    expect(of('Method').map(({ properties }) => properties['HttpMethod'])).toEqual(['GET', 'ANY', 'POST'])
    expect(Object.keys(resources)).toContain('ServerlessRestApiProdStage')
    const deployment = (all: object) => Object.keys(all).find(id => /Deployment/.test(id))
    expect(deployment(resources)).not.toBe(deployment(F({ A: api('/pets', 'get') })))
    expect(deployment(resources)).toBe(deployment(F({ A: api('/pets', 'get'), B: api('/pets/{id}', 'any'), C: api('/', 'post') })))
  })

  it('lets rules and schedules start a state machine with roles of their own', () => {
    const Events = {
      R: { Type: 'EventBridgeRule', Properties: { Pattern: { source: ['s'] }, InputPath: '$.detail' } },
      S: { Type: 'ScheduleV2', Properties: { ScheduleExpression: 'rate(1 day)', Input: '{}' } },
    }
    const resources = transformed({ M: serverless('StateMachine', { DefinitionUri: 's3://b/m.json', Role: 'arn:r', Events }) })
    expect(Object.keys(resources).sort()).toEqual(['M', 'MR', 'MRRole', 'MS', 'MSRole'])
    expect(resources['M']!.properties).toMatchObject({ DefinitionS3Location: { Bucket: 'b', Key: 'm.json' }, RoleArn: 'arn:r' })
    expect(resources['MR']!.properties).toMatchObject({
      EventPattern: { source: ['s'] },
      Targets: [{ Arn: { Ref: 'M' }, InputPath: '$.detail' }],
    })
    expect(resources['MS']!.properties).toMatchObject({ FlexibleTimeWindow: { Mode: 'OFF' }, Target: { Arn: { Ref: 'M' }, Input: '{}' } })
  })

  it('takes all that SAM says of a function, its role and its versions, and nothing else', () => {
    const trust = { Version: '2012-10-17', Statement: [] }
    const F = (more: object) => transformed({ F: serverless('Function', { ...code, AutoPublishAlias: 'live', ...more }) })
    const resources = F({
      ...{ RolePath: '/team/', AssumeRolePolicyDocument: trust, PropagateTags: true, Tags: { a: '1' }, RecursiveLoop: 'Allow' },
      ...{ ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 }, VersionDescription: 'v', VersionDeletionPolicy: 'Delete' },
      DeploymentPreference: { Type: 'Canary10Percent5Minutes' },
    })
    expect(resources['FAliaslive']!.withoutEffect).toEqual(['DeploymentPreference.Type'])
    const Tags = [
      { Key: 'lambda:createdBy', Value: 'SAM' },
      { Key: 'a', Value: '1' },
    ]
    expect(resources['FRole']!.properties).toMatchObject({ Path: '/team/', AssumeRolePolicyDocument: trust, Tags })
    expect(resources['F']!.properties).toMatchObject({ RecursiveLoop: 'Allow', Tags })
    expect(resources['FAliaslive']!.properties).toMatchObject({ ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 } })
    const version = (more: object) => Object.entries(F(more)).find(([id]) => id.startsWith('FVersion'))!
    expect(version({ VersionDescription: 'v', VersionDeletionPolicy: 'Delete' })[1]).toMatchObject({
      ...{ deletionPolicy: 'Delete', properties: { Description: 'v' } },
    })
    expect(version({})[1]).toMatchObject({ deletionPolicy: 'Retain', properties: { FunctionName: { Ref: 'F' } } })
    expect(version({ Timeout: 9 })[0]).toBe(version({})[0])
    const all = { AutoPublishAliasAllProperties: true }
    expect(version({ ...all, Timeout: 9 })[0]).not.toBe(version(all)[0])
    expect(version({ AutoPublishCodeSha256: 'x' })[0]).not.toBe(version({ AutoPublishCodeSha256: 'y' })[0])
    expect(() => F({ Timout: 3 })).toThrow('property Timout not defined for resource of type AWS::Serverless::Function')
    expect(() => transformed({ M: serverless('StateMachine', { Definition: {}, Loging: {} }) })).toThrow('property Loging not defined')
  })

  it('leaves out what stands beside a type of its own, and Globals that a resource ignores', () => {
    const described = { ...serverless('Function', code), Description: 'of this function', IgnoreGlobals: ['Timeout'] }
    const { F } = transformed({ F: described }, { Function: { Timeout: 9, MemorySize: 512 } })
    expect(F!.properties).toMatchObject({ MemorySize: 512 })
    expect(F!.properties).not.toHaveProperty('Timeout')
    const all = transformed({ F: { ...described, IgnoreGlobals: '*' } }, { Function: { Timeout: 9, MemorySize: 512 } })
    expect(all['F']!.properties).not.toHaveProperty('MemorySize')
    expect(() => transformed({ F: described, B: { Type: 'AWS::S3::Bucket', Description: 'x' } })).toThrow(
      "Invalid template resource property 'Description'",
    )
  })

  it('grants what policy templates say, each with its own resources and conditions', () => {
    const statements = (...Policies: object[]) => {
      const { FRole } = transformed({ F: serverless('Function', { ...code, Policies }) })
      const inline = FRole!.properties['Policies'] as { PolicyDocument: { Statement: JsonObject[] } }[]
      return inline.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    }
    const [read, list] = statements({ DynamoDBStreamReadPolicy: { TableName: 't', StreamName: 's' } })
    const table = 'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}'
    expect(read).toEqual({
      ...{ Effect: 'Allow', Action: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'] },
      Resource: { 'Fn::Sub': [`${table}/stream/\${StreamName}`, { TableName: 't', StreamName: 's' }] },
    })
    expect(list).toMatchObject({ Resource: { 'Fn::Sub': [`${table}/stream/*`, { TableName: 't' }] } })
    const full = statements({ S3FullAccessPolicy: { BucketName: 'b' } }).flatMap(({ Action }) => Action)
    expect(full).toContain('s3:PutObjectTagging')
    expect(full).not.toContain('s3:*')
    expect(statements({ RekognitionDetectOnlyPolicy: {} })).toMatchObject([{ Resource: '*' }])
    const [rotated, password] = statements({ AWSSecretsManagerRotationPolicy: { FunctionName: 'f' } })
    expect(rotated!['Condition']).toMatchObject({
      StringEquals: { 'secretsmanager:resource/AllowRotationLambdaArn': { 'Fn::Sub': [expect.any(String), { FunctionName: 'f' }] } },
    })
    expect(password).not.toHaveProperty('Condition')
    expect(() => statements({ DynamoDBStreamReadPolicy: { TableName: 't' } })).toThrow(
      "Must specify valid parameter values for policy template 'DynamoDBStreamReadPolicy'",
    )
  })

  it('asks a bucket of the template to tell the function, once that may be', () => {
    const Events = { U: { Type: 'S3', Properties: { Bucket: { Ref: 'B' }, Events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'] } } }
    const { B } = transformed({ B: { Type: 'AWS::S3::Bucket' }, F: serverless('Function', { ...code, Events }) })
    expect(B!.dependsOn).toEqual(['FUPermission'])
    expect((B!.properties['NotificationConfiguration'] as JsonObject)['LambdaConfigurations']).toHaveLength(2)
  })

  it('makes of events of an HTTP API its routes, and a stage that deploys by itself', () => {
    const http = (Properties: object = {}) => ({ Type: 'HttpApi', Properties })
    const Events = {
      A: http({ Path: '/pets/{id}', Method: 'get' }),
      B: http(),
      C: http({ ApiId: { Ref: 'Own' }, Path: '/', Method: 'POST' }),
    }
    const resources = transformed({
      F: serverless('Function', { ...code, Events }),
      Own: serverless('HttpApi', { StageName: 'v1', CorsConfiguration: true }),
    })
    const of = (type: string) => Object.values(resources).filter(each => each.type === `AWS::ApiGatewayV2::${type}`)
    expect(of('Route').map(({ properties }) => properties['RouteKey'])).toEqual(['POST /', 'GET /pets/{id}', '$default'])
    expect(of('Integration')[0]!.properties).toMatchObject({ PayloadFormatVersion: '2.0', IntegrationUri: { 'Fn::GetAtt': ['F', 'Arn'] } })
    expect(resources['ServerlessHttpApiApiGatewayDefaultStage']!.properties).toMatchObject({ StageName: '$default', AutoDeploy: true })
    expect(resources['Ownv1Stage']!.properties).toMatchObject({ StageName: 'v1' })
    expect(resources['Own']!.properties).toMatchObject({ CorsConfiguration: { AllowOrigins: ['*'] } })
  })

  it('makes the authorizers of an HTTP API, and has its routes ask them', () => {
    const http = (Auth?: object) => ({ Type: 'HttpApi', Properties: { ApiId: { Ref: 'Own' }, ...(Auth && { Auth }) } })
    const on = (path: string, Auth?: object) => ({ ...http(Auth), Properties: { ...http(Auth).Properties, Path: path, Method: 'get' } })
    const Authorizers = {
      Token: { JwtConfiguration: { issuer: 'https://i', audience: ['a'] }, AuthorizationScopes: ['read'] },
      Gate: {
        ...{ FunctionArn: { 'Fn::GetAtt': ['G', 'Arn'] }, AuthorizerPayloadFormatVersion: '2.0', EnableSimpleResponses: true },
        ...{ EnableFunctionDefaultPermissions: true, Identity: { Headers: ['X'], QueryStrings: ['q'], ReauthorizeEvery: 5 } },
      },
    }
    const Events = {
      ...{ A: on('/a'), B: on('/b', { Authorizer: 'Gate' }), C: on('/c', { Authorizer: 'NONE' }), D: on('/d', { Authorizer: 'AWS_IAM' }) },
      E: on('/e', { AuthorizationScopes: ['write'] }),
    }
    const resources = transformed({
      F: serverless('Function', { ...code, Events }),
      Own: serverless('HttpApi', { Auth: { DefaultAuthorizer: 'Token', Authorizers } }),
    })
    expect(resources['OwnTokenAuthorizer']!.properties).toMatchObject({
      ...{
        AuthorizerType: 'JWT',
        IdentitySource: ['$request.header.Authorization'],
        JwtConfiguration: { Issuer: 'https://i', Audience: ['a'] },
      },
    })
    expect(resources['OwnGateAuthorizer']!.properties).toMatchObject({
      ...{ AuthorizerType: 'REQUEST', IdentitySource: ['$request.header.X', '$request.querystring.q'], AuthorizerResultTtlInSeconds: 5 },
    })
    expect(resources['OwnGateAuthorizerPermission']!.type).toBe('AWS::Lambda::Permission')
    const routes = Object.values(resources).filter(({ type }) => type === 'AWS::ApiGatewayV2::Route')
    const asks = Object.fromEntries(
      routes.map(({ properties: { RouteKey, AuthorizationType, AuthorizerId, AuthorizationScopes } }) => [
        ...[RouteKey, [AuthorizationType, (AuthorizerId as JsonObject | undefined)?.['Ref'], AuthorizationScopes]],
      ]),
    )
    expect(asks).toEqual({
      'GET /a': ['JWT', 'OwnTokenAuthorizer', ['read']],
      'GET /b': ['CUSTOM', 'OwnGateAuthorizer', undefined],
      'GET /c': [undefined, undefined, undefined],
      'GET /d': ['AWS_IAM', undefined, undefined],
      'GET /e': ['JWT', 'OwnTokenAuthorizer', ['write']],
    })
  })

  it('takes an HTTP API from its own document, whose routes are those of the events', () => {
    const DefinitionBody = { openapi: '3.0.1', info: { title: 't' }, paths: { '/a': { get: {} } } }
    const event = (Path: string) => ({ E: { Type: 'HttpApi', Properties: { ApiId: { Ref: 'Own' }, Path, Method: 'get' } } })
    const made = (Path: string) =>
      transformed({ F: serverless('Function', { ...code, Events: event(Path) }), Own: serverless('HttpApi', { DefinitionBody }) })
    expect(made('/a')).toMatchObject({ Own: { properties: { Body: DefinitionBody } }, FOwnPermission: {} })
    expect(() => made('/b')).toThrow("An event of GET /b, which the API's own document does not have")
  })

  it('tells events to the alias that is published, whose version is another one for other code', () => {
    const Events = { Q: { Type: 'SQS', Properties: { Queue: 'arn:q' } }, T: { Type: 'SNS', Properties: { Topic: 'arn:t' } } }
    const inline = (text: string) =>
      transformed({ F: serverless('Function', { Handler: 'i.h', InlineCode: text, AutoPublishAlias: 'live', Events }) })
    const resources = inline('one, the first of many lines which end alike')
    expect(resources['FQ']!.properties).toMatchObject({ FunctionName: { Ref: 'FAliaslive' } })
    expect(resources['FT']!.properties).toMatchObject({ Endpoint: { Ref: 'FAliaslive' } })
    expect(resources['FTPermission']!.properties).toMatchObject({ FunctionName: { Ref: 'FAliaslive' } })
    const version = (all: object) => Object.keys(all).find(id => id.startsWith('FVersion'))
    expect(version(resources)).not.toBe(version(inline('two, the first of many lines which end alike')))
  })

  it('publishes a version of each revision of a state machine, and tells its events to the alias where it is to', () => {
    const Events = { S: { Type: 'Schedule', Properties: { Schedule: 'rate(1 day)' } } }
    const published = { Definition: {}, Role: 'arn:r', AutoPublishAlias: 'live', Events }
    const DeploymentPreference = { Type: 'CANARY', Interval: 5, Percentage: 10 }
    const other = transformed({ M: serverless('StateMachine', { ...published, DeploymentPreference }) })
    expect(other['MS']!.properties).toMatchObject({ Targets: [{ Arn: { Ref: 'M' } }] })
    expect(other['MAliaslive']!.properties).toMatchObject({
      DeploymentPreference: { ...DeploymentPreference, StateMachineVersionArn: { Ref: 'MVersion' } },
    })
    const resources = transformed({ M: serverless('StateMachine', { ...published, UseAliasAsEventTarget: true }) })
    expect(resources['MVersion']).toMatchObject({
      ...{ type: 'AWS::StepFunctions::StateMachineVersion', updateReplacePolicy: 'Retain' },
      properties: { StateMachineRevisionId: { 'Fn::GetAtt': ['M', 'StateMachineRevisionId'] } },
    })
    expect(resources['MS']!.properties).toMatchObject({ Targets: [{ Arn: { Ref: 'MAliaslive' } }] })
  })

  it('keeps what a schedule says of retries and of a queue for what could not be told, and makes the queue where there is none', () => {
    const more = { RetryPolicy: { MaximumRetryAttempts: 5 }, DeadLetterConfig: { Type: 'SQS' } }
    const Events = {
      S: { Type: 'Schedule', Properties: { Schedule: 'rate(1 day)', ...more } },
      V: { Type: 'ScheduleV2', Properties: { ScheduleExpression: 'rate(1 day)', ...more } },
      W: { Type: 'ScheduleV2', Properties: { ScheduleExpression: 'rate(1 day)', DeadLetterConfig: { Arn: 'arn:q' } } },
    }
    const resources = transformed({ M: serverless('StateMachine', { Definition: {}, Role: 'arn:r', Events }) })
    const queue = (id: string) => ({ Arn: { 'Fn::GetAtt': [id, 'Arn'] } })
    expect(resources['MS']!.properties).toMatchObject({
      Targets: [{ RetryPolicy: { MaximumRetryAttempts: 5 }, DeadLetterConfig: queue('MSQueue') }],
    })
    expect(resources['MSQueuePolicy']!.properties).toMatchObject({ Queues: [{ Ref: 'MSQueue' }] })
    expect(resources['MV']!.properties).toMatchObject({
      Target: { RetryPolicy: { MaximumRetryAttempts: 5 }, DeadLetterConfig: queue('MVQueue') },
    })
    expect(JSON.stringify(resources['MVRole'])).toContain('sqs:SendMessage')
    expect(resources['MW']!.properties).toMatchObject({ Target: { DeadLetterConfig: { Arn: 'arn:q' } } })
  })

  it('knows what it makes of a resource beside it by the name that templates have for it', () => {
    const named = (value: object) => ({ Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: value } })
    const { resources, outputs } = processedTemplate(
      JSON.stringify({
        Transform: 'AWS::Serverless-2016-10-31',
        Resources: {
          ...{
            F: serverless('Function', { ...code, AutoPublishAlias: 'live' }),
            A: serverless('Api', { StageName: 'v1', DefinitionBody: {} }),
          },
          H: serverless('HttpApi', { DefinitionBody: {} }),
          M: serverless('StateMachine', {
            Definition: {},
            Role: 'r',
            AutoPublishAlias: 'live',
            DefinitionSubstitutions: { F: { Ref: 'F.Alias' } },
          }),
          ...{
            P: named({ 'Fn::Sub': '${F.Alias} ${F.Version.Version} ${F.Arn} ${!F.Alias}' }),
            Q: named({ 'Fn::GetAtt': ['F', 'Version.Version'] }),
          },
          R: named({ 'Fn::Sub': ['${F.Alias} ${X}', { 'F.Alias': 'own', X: { Ref: 'M.Alias' } }] }),
        },
        Outputs: {
          S: { Value: { 'Fn::Join': [' ', [{ Ref: 'A.Stage' }, { Ref: 'H.Stage' }, { Ref: 'F' }]] } },
          D: { Value: { Ref: 'A.Deployment' } },
        },
      }),
    )
    const idOf = (type: string) => Object.keys(resources).find(id => resources[id]!.type === type)!
    const version = idOf('AWS::Lambda::Version')
    expect(resources['M']!.properties['DefinitionSubstitutions']).toEqual({ F: { Ref: 'FAliaslive' } })
    expect(resources['P']!.properties['Value']).toEqual({ 'Fn::Sub': `\${FAliaslive} \${${version}.Version} \${F.Arn} \${!F.Alias}` })
    expect(resources['Q']!.properties['Value']).toEqual({ 'Fn::GetAtt': [version, 'Version'] })
    expect(resources['R']!.properties['Value']).toEqual({ 'Fn::Sub': ['${F.Alias} ${X}', { 'F.Alias': 'own', X: { Ref: 'MAliaslive' } }] })
    const stages = [{ Ref: 'Av1Stage' }, { Ref: 'HApiGatewayDefaultStage' }, { Ref: 'F' }]
    expect(outputs).toEqual({ S: { Value: { 'Fn::Join': [' ', stages] } }, D: { Value: { Ref: idOf('AWS::ApiGateway::Deployment') } } })
  })

  it.each<[string, object]>([
    ['a folder that was not packaged', serverless('Function', { ...code, CodeUri: './src' })],
    ['an HTTP API with a domain', serverless('HttpApi', { Domain: {} })],
    ['an HTTP API with an authorizer that is none', serverless('HttpApi', { Auth: { Authorizers: { A: {} } } })],
    ['an event of another kind', serverless('Function', { ...code, Events: { K: { Type: 'Kinesis', Properties: {} } } })],
    ['a policy template that there is not', serverless('Function', { ...code, Policies: [{ NoSuchPolicy: {} }] })],
    ['code with a key of its own', serverless('Function', { ...code, SourceKMSKeyArn: 'arn:k' })],
    ['an API with authorizers', serverless('Api', { StageName: 'v1', Auth: {} })],
  ])('refuses %s, and says so', (_, resource) => {
    expect(() => transformed({ F: resource })).toThrow(/Transform AWS::Serverless-2016-10-31 failed with: .*is not served here/)
  })
})
