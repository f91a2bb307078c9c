import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CreateEventBusCommand, EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn'
import { CreateTopicCommand, SetTopicAttributesCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { machineArn } from '../machines.ts'

const account = '123456789012'
const arn = (service: string, name: string): string => `arn:aws:${service}:us-east-1:${account}:${name}`
export const queueUrl = (name: string): string => `http://127.0.0.1/${account}/${name}`
export const table = 'counts'
export const bucket = 'torture-objects'

/** Where messages come out: what each queue must hold of every execution is one message, whatever died. */
export const queues = {
  direct: 'sqs:sendMessage',
  published: 'sns:publish to a subscribed queue',
  matched: 'events:putEvents, through a rule',
  republished: 'events:putEvents, through a rule and a topic',
  forwarded: 'events:putEvents, through a rule and another bus',
  asked: 'sqs:sendMessage.waitForTaskToken',
} as const
export type QueueName = keyof typeof queues

/** Machines that the sender starts: under a name, without one through both integrations, by a rule. Each once for every execution. */
export const started = ['named', 'unnamed', 'sdk', 'ruled'] as const

const text = { 'execution.$': '$$.Execution.Name' }
const task = (resource: string, parameters: object, next?: string): object => ({
  ...{ Type: 'Task', Resource: `arn:aws:states:::${resource}`, Parameters: parameters, ResultPath: null },
  ...(next === undefined ? { End: true } : { Next: next }),
})

/** Every kind of call whose repetition somebody would notice. */
export const sender = {
  StartAt: 'Send',
  States: {
    Send: task('sqs:sendMessage', { QueueUrl: queueUrl('direct'), MessageBody: text }, 'Publish'),
    Publish: task('sns:publish', { TopicArn: arn('sns', 'news'), Message: text }, 'Put'),
    Put: task('events:putEvents', { Entries: [{ Source: 'torture', DetailType: 'Sent', Detail: text }] }, 'Named'),
    Named: task('states:startExecution', { StateMachineArn: machineArn('named'), 'Name.$': '$$.Execution.Name', Input: text }, 'Unnamed'),
    Unnamed: task('states:startExecution', { StateMachineArn: machineArn('unnamed'), Input: text }, 'Sdk'),
    Sdk: task('aws-sdk:sfn:startExecution', { StateMachineArn: machineArn('sdk'), Input: text }, 'Count'),
    Count: task(
      'dynamodb:updateItem',
      {
        TableName: table,
        Key: { id: { 'S.$': '$$.Execution.Name' } },
        UpdateExpression: 'ADD calls :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
      },
      'Keep',
    ),
    Keep: task('aws-sdk:s3:putObject', { Bucket: bucket, 'Key.$': '$$.Execution.Name', Body: text }, 'Ask'),
    Ask: task('sqs:sendMessage.waitForTaskToken', {
      QueueUrl: queueUrl('asked'),
      MessageBody: { ...text, 'token.$': '$$.Task.Token' },
    }),
  },
}

const pass = { StartAt: 'Pass', States: { Pass: { Type: 'Pass', End: true } } }

/** Deploys the sender and all that it calls through the front door. */
export async function deployNeighbours(endpoint: string): Promise<void> {
  const options = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }
  const [iam, sqs, sns, events] = [new IAMClient(options), new SQSClient(options), new SNSClient(options), new EventBridgeClient(options)]
  const document = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements })
  const everybody = (Action: string) => document({ Effect: 'Allow', Principal: '*', Action, Resource: '*' })
  const Principal = { Service: ['states.amazonaws.com', 'events.amazonaws.com'] }
  const trust = document({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal })
  const role = await iam.send(new CreateRoleCommand({ RoleName: 'sender', AssumeRolePolicyDocument: trust }))
  const PolicyDocument = document({ Effect: 'Allow', Action: '*', Resource: '*' })
  await iam.send(new PutRolePolicyCommand({ RoleName: 'sender', PolicyName: 'all', PolicyDocument }))
  const roleArn = role.Role!.Arn!

  for (const QueueName of Object.keys(queues)) {
    const Attributes = { Policy: everybody('sqs:*'), VisibilityTimeout: '5' }
    await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))
  }
  for (const [Name, queue] of [
    ['news', 'published'],
    ['ruled', 'republished'],
  ] as const) {
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name }))
    const policy = { AttributeName: 'Policy', AttributeValue: everybody('sns:Publish') }
    await sns.send(new SetTopicAttributesCommand({ TopicArn, ...policy }))
    const raw = { Attributes: { RawMessageDelivery: 'true' } }
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: arn('sqs', queue), ...raw }))
  }

  const sfn = new SFNClient({ ...options, disableHostPrefix: true })
  for (const name of started) await sfn.send(new CreateStateMachineCommand({ name, roleArn, definition: JSON.stringify(pass) }))
  await sfn.send(new CreateStateMachineCommand({ name: 'sender', roleArn, definition: JSON.stringify(sender) }))

  await events.send(new CreateEventBusCommand({ Name: 'other' }))
  const InputPath = '$.detail'
  const rules = [
    ['matched', undefined, { Arn: arn('sqs', 'matched'), InputPath }],
    ['republished', undefined, { Arn: arn('sns', 'ruled'), InputPath }],
    ['forwarded', undefined, { Arn: arn('events', 'event-bus/other') }],
    ['ruled', undefined, { Arn: machineArn('ruled'), RoleArn: roleArn, InputPath }],
    ['from-other', 'other', { Arn: arn('sqs', 'forwarded'), InputPath }],
  ] as const
  for (const [Name, EventBusName, target] of rules) {
    await events.send(new PutRuleCommand({ Name, EventBusName, EventPattern: '{"source":["torture"]}' }))
    await events.send(new PutTargetsCommand({ Rule: Name, EventBusName, Targets: [{ Id: '1', ...target }] }))
  }

  const key = {
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' as const }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
  }
  await new DynamoDBClient(options).send(new CreateTableCommand({ TableName: table, BillingMode: 'PAY_PER_REQUEST', ...key }))
  const s3 = new S3Client({ ...options, forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: bucket }))
  await s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }))
}
