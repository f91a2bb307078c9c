import type { JsonObject } from '@pasos/asl'
import {
  ExtraneousKey,
  hasChanged,
  nameOf,
  only,
  type ResourceContext,
  type ResourceType,
  removed,
  retaggedList,
  tagList,
  textOf,
  textsOf,
} from './resource-type.ts'
import { policyType } from './sqs.ts'

/** Attributes in the order in which a topic takes them; what is empty is as if it had never been said. */
const topicTexts = [
  ...['DisplayName', 'KmsMasterKeyId', 'FifoTopic', 'ContentBasedDeduplication', 'FifoThroughputScope', 'SignatureVersion'],
  ...['TracingConfig', 'DeliveryPolicy', 'ArchivePolicy'],
]
const loggedProtocols: Record<string, string> = {
  'http/s': 'HTTP',
  sqs: 'SQS',
  lambda: 'Lambda',
  firehose: 'Firehose',
  application: 'Application',
}
const logged = ['SuccessFeedbackRoleArn', 'SuccessFeedbackSampleRate', 'FailureFeedbackRoleArn']

/** A topic's attributes as its properties say them. */
function topicAttributes(properties: JsonObject): Record<string, string> {
  const logging = ((properties['DeliveryStatusLogging'] ?? []) as JsonObject[]).map(({ Protocol, ...settings }) => {
    const kind = loggedProtocols[String(Protocol)] ?? String(Protocol)
    const strange = Object.keys(settings).find(name => !logged.includes(name))
    if (strange !== undefined) throw new ExtraneousKey('#/DeliveryStatusLogging', strange)
    return Object.fromEntries(Object.entries(textsOf(settings, logged)).map(([name, value]) => [`${kind}${name}`, value]))
  })
  return Object.assign(textsOf(properties, topicTexts), ...logging)
}

const topic: ResourceType = {
  properties: [...topicTexts, 'DataProtectionPolicy', 'DeliveryStatusLogging', 'Subscription', 'Tags', 'TopicName'],
  replacedBy: ['TopicName', 'FifoTopic'],
  async create(context, properties) {
    const isFifo = String(properties['FifoTopic']) === 'true'
    const name = nameOf(context, properties, 'TopicName', 251)
    const Name = isFifo && !name.endsWith('.fifo') ? `${name}.fifo` : name
    const { DataProtectionPolicy } = textsOf(properties, ['DataProtectionPolicy'])
    const { TopicArn } = await context.call('sns', 'CreateTopic', {
      ...{ Name, Attributes: topicAttributes(properties), Tags: tagList(context, properties['Tags']) },
      ...(DataProtectionPolicy !== undefined && { DataProtectionPolicy }),
    })
    context.begun(TopicArn)
    for (const each of subscribed(properties)) await context.call('sns', 'Subscribe', { TopicArn, ...each })
    return { id: TopicArn, attributes: { TopicArn, TopicName: Name } }
  },
  async update(context, TopicArn, properties, before) {
    const [wanted, present] = [topicAttributes(properties), topicAttributes(before)]
    const protection = textsOf(properties, ['DataProtectionPolicy'])
    const nothing = Object.fromEntries(Object.keys(present).map(name => [name, name === 'ContentBasedDeduplication' ? 'false' : '']))
    for (const [AttributeName, AttributeValue] of Object.entries({ ...nothing, ...wanted, ...protection })) {
      if (AttributeName === 'FifoTopic' || AttributeValue === present[AttributeName]) continue
      await context.call('sns', 'SetTopicAttributes', { TopicArn, AttributeName, AttributeValue })
    }
    for (const each of subscribed(properties)) await context.call('sns', 'Subscribe', { TopicArn, ...each })
    await dropSubscriptions(context, TopicArn, subscribed(before), subscribed(properties))
    await retaggedList(context, { scope: 'sns', named: { ResourceArn: TopicArn } }, tagList(context, properties['Tags']))
    return { id: TopicArn, attributes: { TopicArn, TopicName: TopicArn.split(':').at(-1)! } }
  },
  remove: (context, TopicArn) => removed(context.call('sns', 'DeleteTopic', { TopicArn })),
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

const place = ['TopicArn', 'Protocol', 'Endpoint']
const subscriptionTexts = [
  ...['DeliveryPolicy', 'FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery', 'RedrivePolicy', 'ReplayPolicy'],
  'SubscriptionRoleArn',
]

const subscription: ResourceType = {
  // The region is told to be without effect: the topic's ARN says as much.
  properties: [...place, ...subscriptionTexts, 'Region'],
  replacedBy: place,
  async create(context, properties) {
    const input = { ...only(properties, place), Attributes: textsOf(properties, subscriptionTexts), ReturnSubscriptionArn: true }
    const { SubscriptionArn } = await context.call('sns', 'Subscribe', input)
    return { id: SubscriptionArn, attributes: { Arn: SubscriptionArn } }
  },
  async update(context, SubscriptionArn, properties, before) {
    const changed = subscriptionTexts.filter(name => hasChanged(name, properties, before))
    for (const AttributeName of changed) {
      const given = properties[AttributeName]
      const AttributeValue = given === undefined ? (AttributeName === 'RawMessageDelivery' ? 'false' : '') : textOf(given)
      await context.call('sns', 'SetSubscriptionAttributes', { SubscriptionArn, AttributeName, AttributeValue })
    }
    return { id: SubscriptionArn, attributes: { Arn: SubscriptionArn } }
  },
  remove: (context, SubscriptionArn) => removed(context.call('sns', 'Unsubscribe', { SubscriptionArn })),
}

// Without a document the topic lets in whom it let in from the beginning.
const topicPolicy = policyType('Topics', context => (TopicArn, AttributeValue) => {
  return context.call('sns', 'SetTopicAttributes', { TopicArn, AttributeName: 'Policy', AttributeValue })
})

export const snsTypes: Record<string, ResourceType> = {
  'AWS::SNS::Topic': topic,
  'AWS::SNS::Subscription': subscription,
  'AWS::SNS::TopicPolicy': topicPolicy,
}
