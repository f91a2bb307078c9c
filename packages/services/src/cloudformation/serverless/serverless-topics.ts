import { isJsonObject, type JsonObject } from '@pasos/asl'
import { type Additions, attribute, declaration, type EventTarget, permission } from './additions.ts'
import { invalidEvent } from './event-properties.ts'

const ofQueues = ['BatchSize', 'Enabled', 'QueueArn', 'QueuePolicyLogicalId', 'QueueUrl']

/**
 * A topic that tells a function, or a queue that the function reads, which is made where none is named:
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-sns.html
 *
 * @throws ApiError ValidationError
 */
export function addTopicEvent(added: Additions, target: EventTarget, name: string, properties: JsonObject): void {
  const { Topic = '', SqsSubscription = false, ...rest } = properties
  const own = `${target.id}${name}`
  const subscribed = (Protocol: string, more: JsonObject) =>
    declaration('AWS::SNS::Subscription', { Protocol, TopicArn: Topic, ...more, ...rest })
  if (String(SqsSubscription) === 'false') {
    added.resources[own] = subscribed('lambda', { Endpoint: target.arn })
    added.resources[`${own}Permission`] = permission(target.name, 'sns', { SourceArn: Topic })
    return
  }
  if (!isJsonObject(SqsSubscription) && String(SqsSubscription) !== 'true') {
    throw invalidEvent(target.id, name, 'SqsSubscription must be a boolean or an object.')
  }
  const given = isJsonObject(SqsSubscription) ? SqsSubscription : {}
  const other = Object.keys(given).find(each => !ofQueues.includes(each))
  if (other !== undefined) throw invalidEvent(target.id, name, `property ${other} not defined for SqsSubscription`)
  const { QueueArn, QueueUrl, BatchSize = 10, Enabled, QueuePolicyLogicalId = `${own}QueuePolicy` } = given
  if ((QueueArn === undefined) !== (QueueUrl === undefined)) throw invalidEvent(target.id, name, 'No QueueARN or QueueURL provided.')
  if (QueueArn === undefined) added.resources[`${own}Queue`] = declaration('AWS::SQS::Queue', {})
  const queue = QueueArn ?? attribute(`${own}Queue`, 'Arn')
  const Statement = [
    {
      ...{ Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: queue },
      Condition: { ArnEquals: { 'aws:SourceArn': Topic } },
    },
  ]
  added.resources[String(QueuePolicyLogicalId)] = declaration('AWS::SQS::QueuePolicy', {
    ...{ Queues: [QueueUrl ?? { Ref: `${own}Queue` }], PolicyDocument: { Version: '2012-10-17', Statement } },
  })
  added.resources[own] = subscribed('sqs', { Endpoint: queue })
  added.resources[`${own}EventSourceMapping`] = declaration('AWS::Lambda::EventSourceMapping', {
    ...{ FunctionName: target.name, EventSourceArn: queue, BatchSize, ...(Enabled !== undefined && { Enabled }) },
  })
  added.granted.push('AWSLambdaSQSQueueExecutionRole')
}
