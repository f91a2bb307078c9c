import type { Operation } from '@pasos/wire'
import type { SnsDependencies } from './dependencies.ts'
import { createTopic } from './operations/create-topic.ts'
import { publish, publishBatch } from './operations/publish.ts'
import { confirmSubscription, subscribe } from './operations/subscribe.ts'
import {
  getSubscriptionAttributes,
  listSubscriptions,
  listSubscriptionsByTopic,
  setSubscriptionAttributes,
  unsubscribe,
} from './operations/subscriptions.ts'
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts'
import { addPermission, deleteTopic, getTopicAttributes, listTopics, removePermission, setTopicAttributes } from './operations/topics.ts'

export function snsOperations(deps: SnsDependencies & { endpoint(): string }): Record<string, Operation> {
  return {
    AddPermission: addPermission(deps),
    ConfirmSubscription: confirmSubscription(deps),
    CreateTopic: createTopic(deps),
    DeleteTopic: deleteTopic(deps),
    GetSubscriptionAttributes: getSubscriptionAttributes(deps),
    GetTopicAttributes: getTopicAttributes(deps),
    ListSubscriptions: listSubscriptions(deps),
    ListSubscriptionsByTopic: listSubscriptionsByTopic(deps),
    ListTagsForResource: listTagsForResource(deps),
    ListTopics: listTopics(deps),
    Publish: publish(deps),
    PublishBatch: publishBatch(deps),
    RemovePermission: removePermission(deps),
    SetSubscriptionAttributes: setSubscriptionAttributes(deps),
    SetTopicAttributes: setTopicAttributes(deps),
    Subscribe: subscribe(deps),
    TagResource: tagResource(deps),
    Unsubscribe: unsubscribe(deps),
    UntagResource: untagResource(deps),
  }
}
