import { answerOf } from './answer-of.ts'
import { allPages } from './aws-pages.ts'
import { awsQuery, textIn } from './aws-query.ts'

const call = awsQuery('sns', '2010-03-31')

export interface Subscription {
  arn: string
  protocol: string
  endpoint: string
}

export interface Letter {
  protocol: string
  to: string
  subject?: string
  text: string
  topicArn?: string
  messageId: string
  /** Epoch milliseconds. */
  at: number
}

export const topicName = (arn: string) => arn.split(':').at(-1) ?? arn

/** The topics' ARNs. */
export async function listTopics(): Promise<string[]> {
  return pages('ListTopics', {}, 'Topics > member', member => textIn(member, 'TopicArn') ?? '')
}

export const createTopic = (Name: string) => call('CreateTopic', { Name })

export async function listSubscriptions(TopicArn: string): Promise<Subscription[]> {
  return pages('ListSubscriptionsByTopic', { TopicArn }, 'Subscriptions > member', member => ({
    arn: textIn(member, 'SubscriptionArn') ?? '',
    protocol: textIn(member, 'Protocol') ?? '',
    endpoint: textIn(member, 'Endpoint') ?? '',
  }))
}

function pages<Row>(action: string, input: Record<string, string>, members: string, read: (member: Element) => Row): Promise<Row[]> {
  return allPages(async NextToken => {
    const page = await call(action, { ...input, NextToken })
    return [[...page.querySelectorAll(members)].map(read), textIn(page, 'NextToken')]
  })
}

/** Sends to everybody who has subscribed; answers with the message's id. */
export async function publish(TopicArn: string, Message: string, Subject: string): Promise<string> {
  const isFifo = TopicArn.endsWith('.fifo')
  const fifo = isFifo ? { MessageGroupId: 'console', MessageDeduplicationId: crypto.randomUUID() } : {}
  return textIn(await call('Publish', { TopicArn, Message, Subject: Subject || undefined, ...fifo }), 'MessageId') ?? ''
}

/** Letters and short messages that topics sent to people, newest first: from the server's own records, for nobody carries them. */
export async function readOutbox(): Promise<Letter[]> {
  return (await answerOf<{ entries: Letter[] }>(await fetch('/_pasos/outbox?limit=100'))).entries
}
