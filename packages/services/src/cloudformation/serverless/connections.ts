/** One statement that a connection needs. In resources `{Arn}` and `{Name}` stand for those of what is read or written. */
export interface ConnectionGrant {
  actions: readonly string[]
  resources: readonly string[]
}

/** How a connection is permitted, by `Read` and `Write`. */
export interface Connection {
  /** Where the permission stands: with the role of one end, or with what is called. */
  of: 'source' | 'destination' | 'function' | 'queue' | 'topic'
  Read?: readonly ConnectionGrant[]
  Write?: readonly ConnectionGrant[]
}

const grant = (service: string, actions: string, ...resources: string[]): ConnectionGrant => ({
  actions: actions.split(' ').map(each => `${service}:${each}`),
  resources: resources.length === 0 ? ['{Arn}'] : resources,
})
const machine = 'AWS::StepFunctions::StateMachine'
const executions = 'arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:{Name}:*'
const ruleOfSync = 'arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule'

/** What functions and state machines may do at other resources. */
const worked: Readonly<Record<string, Omit<Connection, 'of'>>> = {
  'AWS::DynamoDB::Table': {
    Read: [grant('dynamodb', 'GetItem Query Scan BatchGetItem ConditionCheckItem PartiQLSelect', '{Arn}', '{Arn}/index/*')],
    Write: [
      grant('dynamodb', 'PutItem UpdateItem DeleteItem BatchWriteItem PartiQLDelete PartiQLInsert PartiQLUpdate', '{Arn}', '{Arn}/index/*'),
    ],
  },
  'AWS::S3::Bucket': {
    Read: [
      grant(
        's3',
        'GetObject GetObjectAcl GetObjectLegalHold GetObjectRetention GetObjectTorrent GetObjectVersion GetObjectVersionAcl ' +
          'GetObjectVersionForReplication GetObjectVersionTorrent ListBucket ListBucketMultipartUploads ListBucketVersions ListMultipartUploadParts',
        ...['{Arn}', '{Arn}/*'],
      ),
    ],
    Write: [
      grant(
        's3',
        'AbortMultipartUpload DeleteObject DeleteObjectVersion PutObject PutObjectLegalHold PutObjectRetention RestoreObject',
        ...['{Arn}', '{Arn}/*'],
      ),
    ],
  },
  'AWS::SNS::Topic': { Write: [grant('sns', 'Publish')] },
  'AWS::Events::EventBus': { Write: [grant('events', 'PutEvents')] },
  'AWS::Lambda::Function': { Write: [grant('lambda', 'InvokeAsync InvokeFunction')] },
}

const ofMachines = {
  Read: [
    grant('states', 'DescribeStateMachine ListExecutions'),
    grant('states', 'DescribeExecution DescribeStateMachineForExecution GetExecutionHistory', executions),
  ],
  Write: [grant('states', 'StartExecution StartSyncExecution'), grant('states', 'StopExecution', executions)],
}

const fromWorkers = (source: string): [string, Connection][] =>
  Object.entries(worked).map(([destination, connection]) => [`${source} ${destination}`, { of: 'source', ...connection }])

const toFunctions = ['AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api', 'AWS::Events::Rule', 'AWS::S3::Bucket', 'AWS::SNS::Topic']
const invoked: Connection = { of: 'function', Write: [] }

/**
 * The connections between kinds of resources, as they are once SAM's own have become CloudFormation's, by `SOURCE DESTINATION`:
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/reference-sam-connector.html
 */
export const connections: ReadonlyMap<string, Connection> = new Map<string, Connection>([
  ...fromWorkers('AWS::Lambda::Function'),
  ...fromWorkers(machine),
  [
    'AWS::Lambda::Function AWS::SQS::Queue',
    {
      of: 'source',
      Read: [grant('sqs', 'ReceiveMessage GetQueueAttributes')],
      Write: [grant('sqs', 'DeleteMessage SendMessage ChangeMessageVisibility PurgeQueue')],
    },
  ],
  [`${machine} AWS::SQS::Queue`, { of: 'source', Write: [grant('sqs', 'SendMessage')] }],
  [`AWS::Lambda::Function ${machine}`, { of: 'source', ...ofMachines }],
  [
    `${machine} ${machine}`,
    {
      of: 'source',
      Read: [grant('states', 'DescribeExecution', executions), grant('events', 'DescribeRule', ruleOfSync)],
      Write: [
        ...[grant('states', 'StartExecution'), grant('states', 'StopExecution', executions)],
        grant('events', 'PutTargets PutRule', ruleOfSync),
      ],
    },
  ],
  ['AWS::Events::Rule AWS::Events::EventBus', { of: 'source', Write: [grant('events', 'PutEvents')] }],
  [`AWS::Events::Rule ${machine}`, { of: 'source', Write: [grant('states', 'StartExecution')] }],
  ['AWS::Events::Rule AWS::SNS::Topic', { of: 'topic', Write: [grant('sns', 'Publish')] }],
  ['AWS::Events::Rule AWS::SQS::Queue', { of: 'queue', Write: [grant('sqs', 'SendMessage')] }],
  ['AWS::SNS::Topic AWS::SQS::Queue', { of: 'queue', Write: [grant('sqs', 'SendMessage')] }],
  [
    'AWS::DynamoDB::Table AWS::Lambda::Function',
    { of: 'destination', Read: [grant('dynamodb', 'DescribeStream GetRecords GetShardIterator ListStreams', '{Arn}/stream/*')] },
  ],
  [
    'AWS::SQS::Queue AWS::Lambda::Function',
    { of: 'destination', Read: [grant('sqs', 'ReceiveMessage GetQueueAttributes')], Write: [grant('sqs', 'DeleteMessage')] },
  ],
  ...toFunctions.map((source): [string, Connection] => [`${source} AWS::Lambda::Function`, invoked]),
])
