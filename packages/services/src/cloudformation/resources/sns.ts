import type { JsonObject } from '@pasos/asl'
import { documentText, nameOf, only, type ResourceContext, type ResourceType, removed, tagList, textOf, textsOf } from './resource-type.ts'
import { policyType } from './sqs.ts'

const topicTexts = [
  'DisplayName',
  'KmsMasterKeyId',
  'FifoTopic',
  'ContentBasedDeduplication',
  'SignatureVersion',
  'TracingConfig',
  'DeliveryPolicy',
  'FifoThroughputScope',
  'ArchivePolicy',
]

const topic: ResourceType = {
  replacedBy: ['TopicName', 'FifoTopic'],
  async create(context, properties) {
    const isFifo = String(properties['FifoTopic']) === 'true'
    const name = nameOf(context, properties, 'TopicName', 251)
    const Name = isFifo && !name.endsWith('.fifo') ? `${name}.fifo` : name
    const Tags = tagList(context, properties['Tags'])
    const Attributes = { ...textsOf(properties, topicTexts), ...feedback(properties) }
    const { DataProtectionPolicy: policy } = properties
    const protection = policy === undefined ? {} : { DataProtectionPolicy: documentText(policy) }
    const { TopicArn } = await context.call('sns', 'CreateTopic', { ...{ Name, Attributes, Tags }, ...protection })
    context.begun(TopicArn)
    for (const each of subscribed(properties)) await context.call('sns', 'Subscribe', { TopicArn, ...only(each, ['Protocol', 'Endpoint']) })
    return { id: TopicArn, attributes: { TopicArn, TopicName: Name } }
  },
  async update(context, TopicArn, properties, before) {
    const changed = topicTexts.filter(name => name !== 'FifoTopic' && properties[name] !== before[name])
    for (const AttributeName of changed) {
      const AttributeValue = textOf(properties[AttributeName] ?? '')
      await context.call('sns', 'SetTopicAttributes', { TopicArn, AttributeName, AttributeValue })
    }
    const [told, former] = [feedback(properties), feedback(before)]
    for (const AttributeName of new Set([...Object.keys(former), ...Object.keys(told)])) {
      if (told[AttributeName] === former[AttributeName]) continue
      await context.call('sns', 'SetTopicAttributes', { TopicArn, AttributeName, AttributeValue: told[AttributeName] ?? '' })
    }
    for (const each of subscribed(properties)) await context.call('sns', 'Subscribe', { TopicArn, ...only(each, ['Protocol', 'Endpoint']) })
    await dropSubscriptions(context, TopicArn, subscribed(before), subscribed(properties))
    const Tags = tagList(context, properties['Tags'])
    const TagKeys = tagList(context, before['Tags']).flatMap(({ Key }) => (Tags.some(tag => tag.Key === Key) ? [] : [Key]))
    if (TagKeys.length > 0) await context.call('sns', 'UntagResource', { ResourceArn: TopicArn, TagKeys })
    if (Tags.length > 0) await context.call('sns', 'TagResource', { ResourceArn: TopicArn, Tags })
    return { id: TopicArn, attributes: { TopicArn, TopicName: TopicArn.split(':').at(-1)! } }
  },
  remove: (context, TopicArn) => removed(context.call('sns', 'DeleteTopic', { TopicArn })),
}

const protocols: Readonly<Record<string, string>> = {
  ...{ 'http/s': 'HTTP', sqs: 'SQS', lambda: 'Lambda', firehose: 'Firehose', application: 'Application' },
}

/** What a topic writes of its deliveries, an attribute for each protocol: https://docs.aws.amazon.com/sns/latest/dg/topics-attrib.html */
function feedback({ DeliveryStatusLogging = [] }: JsonObject): Record<string, string> {
  const members = ['SuccessFeedbackRoleArn', 'SuccessFeedbackSampleRate', 'FailureFeedbackRoleArn']
  const entries = (DeliveryStatusLogging as JsonObject[]).flatMap(each =>
    Object.entries(textsOf(each, members)).map(([name, value]) => [`${protocols[String(each['Protocol'])] ?? ''}${name}`, value]),
  )
  return Object.fromEntries(entries)
}

function subscribed({ Subscription = [] }: JsonObject): JsonObject[] {
  return Subscription as JsonObject[]
}

async function dropSubscriptions(
  ...[context, TopicArn, before, wanted]: [ResourceContext, string, JsonObject[], JsonObject[]]
): Promise<void> {
  const isSame = (left: JsonObject, right: JsonObject) => left['Protocol'] === right['Protocol'] && left['Endpoint'] === right['Endpoint']
  const gone = before.filter(each => !wanted.some(other => isSame(each, other)))
  if (gone.length === 0) return
  const { Subscriptions = [] } = await context.call('sns', 'ListSubscriptionsByTopic', { TopicArn })
  for (const present of Subscriptions as JsonObject[]) {
    const { SubscriptionArn } = present
    if (gone.some(each => isSame(each, present))) await removed(context.call('sns', 'Unsubscribe', { SubscriptionArn }))
  }
}

const subscriptionTexts = [
  'DeliveryPolicy',
  'FilterPolicy',
  'FilterPolicyScope',
  'RawMessageDelivery',
  'RedrivePolicy',
  'SubscriptionRoleArn',
]

const subscription: ResourceType = {
  replacedBy: ['TopicArn', 'Protocol', 'Endpoint'],
  async create(context, properties) {
    const place = only(properties, ['TopicArn', 'Protocol', 'Endpoint'])
    const input = { ...place, Attributes: textsOf(properties, subscriptionTexts), ReturnSubscriptionArn: true }
    const { SubscriptionArn } = await context.call('sns', 'Subscribe', input)
    return { id: SubscriptionArn, attributes: { Arn: SubscriptionArn } }
  },
  async update(context, SubscriptionArn, properties, before) {
    const changed = subscriptionTexts.filter(name => JSON.stringify(properties[name]) !== JSON.stringify(before[name]))
    for (const AttributeName of changed) {
      const given = properties[AttributeName]
      const AttributeValue = given === undefined ? (AttributeName === 'RawMessageDelivery' ? 'false' : '') : textOf(given)
      await context.call('sns', 'SetSubscriptionAttributes', { SubscriptionArn, AttributeName, AttributeValue })
    }
    return { id: SubscriptionArn, attributes: { Arn: SubscriptionArn } }
  },
  remove: (context, SubscriptionArn) => removed(context.call('sns', 'Unsubscribe', { SubscriptionArn })),
}

const topicPolicy = policyType('Topics', context => (TopicArn, document) => {
  const own = { Version: '2008-10-17', Statement: [ownerStatement(context, TopicArn)] }
  const AttributeValue = document === '' ? JSON.stringify(own) : document
  return context.call('sns', 'SetTopicAttributes', { TopicArn, AttributeName: 'Policy', AttributeValue })
})

/** What a topic lets its owner do from the beginning. */
function ownerStatement({ accountId }: ResourceContext, TopicArn: string): JsonObject {
  return {
    ...{ Sid: '__default_statement_ID', Effect: 'Allow', Principal: { AWS: '*' }, Resource: TopicArn },
    Action: ['GetTopicAttributes', 'SetTopicAttributes', 'DeleteTopic', 'Subscribe', 'ListSubscriptionsByTopic', 'Publish'].map(
      name => `SNS:${name}`,
    ),
    Condition: { StringEquals: { 'AWS:SourceOwner': accountId } },
  }
}

export const snsTypes: Record<string, ResourceType> = {
  'AWS::SNS::Topic': topic,
  'AWS::SNS::Subscription': subscription,
  'AWS::SNS::TopicPolicy': topicPolicy,
}
