import type { Operation, sns } from '@pasos/wire'
import type { SnsDependencies } from '../dependencies.ts'
import { invalidParameter } from '../errors.ts'
import { pageOf } from '../records/pages.ts'
import { subscriptionKind, subscriptionsOf } from '../records/subscription-record.ts'
import { topicAnswer, withAttribute } from '../records/topic-attributes.ts'
import { changeTopic, checkTopicArn, requireTopic, type TopicRecord, topicArn, topicKind } from '../records/topic-record.ts'

/** The topic and its subscriptions; nothing is wrong when it is gone already. */
export function deleteTopic({ catalog }: SnsDependencies): Operation<sns.DeleteTopicInput, object> {
  return async input => {
    const arn = checkTopicArn(input.TopicArn)
    await catalog.update(topicKind, arn, () => ({ next: undefined, result: undefined }))
    for (const subscription of subscriptionsOf(catalog, arn)) {
      await catalog.update(subscriptionKind, subscription.arn, () => ({ next: undefined, result: undefined }))
    }
    return {}
  }
}

export function listTopics({ catalog }: SnsDependencies): Operation<sns.ListTopicsInput, sns.ListTopicsResponse> {
  return (input, { accountId, region }) => {
    const topics = catalog.list<TopicRecord>(topicKind, topicArn({ accountId, region, name: '' }))
    const { items, nextToken } = pageOf(topics, input.NextToken)
    return { Topics: items.map(({ arn }) => ({ TopicArn: arn })), ...(nextToken === undefined ? {} : { NextToken: nextToken }) }
  }
}

export function getTopicAttributes({ catalog }: SnsDependencies): Operation<sns.GetTopicAttributesInput, sns.GetTopicAttributesResponse> {
  return input => {
    const topic = requireTopic(catalog, input.TopicArn)
    const all = subscriptionsOf(catalog, topic.arn)
    const pending = all.filter(({ token }) => token !== undefined).length
    return { Attributes: topicAnswer(topic, { pending, confirmed: all.length - pending }) }
  }
}

export function setTopicAttributes({ catalog }: SnsDependencies): Operation<sns.SetTopicAttributesInput, object> {
  return async input => {
    await changeTopic(catalog, input.TopicArn, topic => withAttribute(topic, input.AttributeName ?? '', input.AttributeValue ?? ''))
    return {}
  }
}

interface Policy {
  Statement: { Sid?: string }[]
  [member: string]: unknown
}

/** Adds a statement to the topic's policy. */
export function addPermission({ catalog }: SnsDependencies): Operation<sns.AddPermissionInput, object> {
  return async input => {
    const { Label = '', AWSAccountId = [], ActionName = [] } = input
    await changeTopic(catalog, input.TopicArn, topic => {
      const policy = statementsOf(topic)
      if (policy.Statement.some(({ Sid }) => Sid === Label)) throw invalidParameter('Statement already exists')
      const statement = {
        Sid: Label,
        Effect: 'Allow',
        Principal: { AWS: AWSAccountId.map(id => `arn:aws:iam::${id}:root`) },
        Action: ActionName.map(action => `SNS:${action}`),
        Resource: topic.arn,
      }
      return withAttribute(topic, 'Policy', JSON.stringify({ ...policy, Statement: [...policy.Statement, statement] }))
    })
    return {}
  }
}

export function removePermission({ catalog }: SnsDependencies): Operation<sns.RemovePermissionInput, object> {
  return async input => {
    await changeTopic(catalog, input.TopicArn, topic => {
      const policy = statementsOf(topic)
      const left = policy.Statement.filter(({ Sid }) => Sid !== input.Label)
      return withAttribute(topic, 'Policy', left.length === 0 ? '' : JSON.stringify({ ...policy, Statement: left }))
    })
    return {}
  }
}

function statementsOf({ attributes }: TopicRecord): Policy {
  const text = attributes['Policy']
  if (text === undefined) return { Version: '2012-10-17', Statement: [] }
  const policy = JSON.parse(text) as Record<string, unknown>
  const statements = policy['Statement'] as Policy['Statement'] | Policy['Statement'][number]
  return { ...policy, Statement: Array.isArray(statements) ? statements : [statements] }
}
