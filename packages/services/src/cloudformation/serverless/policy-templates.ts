import type { Json, JsonObject } from '@pasos/asl'
import { awsManagedPolicies } from '../../iam/aws-managed-policies.ts'
import { validationError } from '../errors.ts'

type Statement = (parameters: JsonObject) => { actions: string[]; resources: Json[] }

const arn = (service: string, rest: string, name: Json): Json => ({
  'Fn::Sub': [`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${rest}`, { name }],
})
const bucketArn = (name: Json, rest: string): Json => ({ 'Fn::Sub': [`arn:\${AWS::Partition}:s3:::\${name}${rest}`, { name }] })

function named(service: string, rest: string, parameter: string, actions: readonly string[]): Statement {
  return parameters => ({
    actions: actions.map(each => `${service}:${each}`),
    resources: [arn(service, rest, parameters[parameter] ?? '')],
  })
}

function onTable(actions: readonly string[]): Statement {
  return ({ TableName = '' }) => ({
    actions: actions.map(each => `dynamodb:${each}`),
    resources: [arn('dynamodb', 'table/${name}', TableName), arn('dynamodb', 'table/${name}/index/*', TableName)],
  })
}

function onBucket(actions: readonly string[]): Statement {
  return ({ BucketName = '' }) => ({
    actions: actions.map(each => `s3:${each}`),
    resources: [bucketArn(BucketName, ''), bucketArn(BucketName, '/*')],
  })
}

function onArn(parameter: string, actions: readonly string[]): Statement {
  return parameters => ({ actions: [...actions], resources: [parameters[parameter] ?? ''] })
}

const tableReads = ['GetItem', 'Scan', 'Query', 'BatchGetItem', 'DescribeTable']
const tableWrites = ['PutItem', 'UpdateItem', 'BatchWriteItem']
const bucketReads = ['GetObject', 'ListBucket', 'GetBucketLocation', 'GetObjectVersion', 'GetLifecycleConfiguration']
const bucketWrites = ['PutObject', 'PutObjectAcl', 'PutLifecycleConfiguration']

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html, as far as services here go. */
const templates: Readonly<Record<string, Statement>> = {
  SQSSendMessagePolicy: named('sqs', '${name}', 'QueueName', ['SendMessage*']),
  SQSPollerPolicy: named('sqs', '${name}', 'QueueName', [
    ...['ChangeMessageVisibility', 'ChangeMessageVisibilityBatch', 'DeleteMessage', 'DeleteMessageBatch', 'GetQueueAttributes'],
    'ReceiveMessage',
  ]),
  LambdaInvokePolicy: named('lambda', 'function:${name}*', 'FunctionName', ['InvokeFunction']),
  SNSPublishMessagePolicy: named('sns', '${name}', 'TopicName', ['Publish']),
  SNSCrudPolicy: named('sns', '${name}*', 'TopicName', [
    'ListSubscriptionsByTopic',
    'CreateTopic',
    'SetTopicAttributes',
    'Subscribe',
    'Publish',
  ]),
  StepFunctionsExecutionPolicy: named('states', 'stateMachine:${name}', 'StateMachineName', ['StartExecution']),
  EventBridgePutEventsPolicy: named('events', 'event-bus/${name}', 'EventBusName', ['PutEvents']),
  SSMParameterReadPolicy: named('ssm', 'parameter/${name}', 'ParameterName', ['GetParameters', 'GetParameter', 'GetParametersByPath']),
  KMSDecryptPolicy: named('kms', 'key/${name}', 'KeyId', ['Decrypt']),
  KMSEncryptPolicy: named('kms', 'key/${name}', 'KeyId', ['Encrypt']),
  DynamoDBReadPolicy: onTable(tableReads),
  DynamoDBWritePolicy: onTable(tableWrites),
  DynamoDBCrudPolicy: onTable([...tableReads, ...tableWrites, 'DeleteItem', 'ConditionCheckItem']),
  S3ReadPolicy: onBucket(bucketReads),
  S3WritePolicy: onBucket(bucketWrites),
  S3CrudPolicy: onBucket([...bucketReads, ...bucketWrites, 'DeleteObject']),
  S3FullAccessPolicy: onBucket(['*']),
  AWSSecretsManagerGetSecretValuePolicy: onArn('SecretArn', ['secretsmanager:GetSecretValue']),
  CloudWatchPutMetricPolicy: () => ({ actions: ['cloudwatch:PutMetricData'], resources: ['*'] }),
}

export interface Grants {
  ManagedPolicyArns: Json[]
  Policies: Json[]
}

/** What `Policies` of a function or a state machine of SAM come to: names, ARNs, documents, statements and templates. */
export function grantsOf(id: string, policies: Json | undefined): Grants {
  const grants: Grants = { ManagedPolicyArns: [], Policies: [] }
  for (const [index, policy] of [policies ?? []].flat().entries()) {
    const PolicyName = `${id}RolePolicy${index}`
    if (typeof policy === 'string') grants.ManagedPolicyArns.push(managed(policy))
    else if (isFunction(policy)) grants.ManagedPolicyArns.push(policy)
    else grants.Policies.push({ PolicyName, PolicyDocument: documentOf(id, policy as JsonObject) })
  }
  return grants
}

/** AWS: a name stands for the policy of that name, whatever its path is. */
function managed(name: string): Json {
  if (name.startsWith('arn:')) return name
  const path = [...awsManagedPolicies('aws').values()].find(({ policyName }) => policyName === name)?.path ?? '/'
  return { 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy${path}${name}` }
}

function isFunction(policy: Json): boolean {
  const [only, ...others] = Object.keys(policy as JsonObject)
  return others.length === 0 && only !== undefined && /^(Ref|Fn::)/.test(only)
}

function documentOf(id: string, policy: JsonObject): Json {
  if ('Statement' in policy) return { Version: '2012-10-17', ...policy }
  const [name = '', ...others] = Object.keys(policy)
  const template = others.length === 0 && Object.hasOwn(templates, name) ? templates[name] : undefined
  if (!template)
    throw validationError(
      `Transform AWS::Serverless-2016-10-31 failed with: Resource with id [${id}] is invalid. The policy template ${name} is not served here.`,
    )
  const { actions, resources } = template((policy[name] ?? {}) as JsonObject)
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: resources }] }
}
