import { type ServiceDefinition, TOKEN } from '../definition.ts'

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-sqs.html */
export const sqs: ServiceDefinition = {
  name: 'sqs',
  model: 'sqs',
  prefix: 'SQS',
  client: 'AmazonSQS',
  baseException: 'AmazonSQSException',
  hasMetadata: true,
  actions: {
    sendMessage: {
      patterns: TOKEN,
      parameters: {
        required: ['QueueUrl', 'MessageBody'],
        optional: ['DelaySeconds', 'MessageAttributes', 'MessageDeduplicationId', 'MessageGroupId', 'MessageSystemAttributes'],
        texts: ['QueueUrl', 'MessageDeduplicationId', 'MessageGroupId'],
      },
      jsonText: ['MessageBody'],
      // The SDK calls the host of the queue's URL; one without a path is no queue's, and nobody is there.
      deadEnd: ({ QueueUrl }) => (typeof QueueUrl === 'string' ? /^https?:\/\/([^/:]+)(?::\d+)?\/?$/.exec(QueueUrl)?.[1] : undefined),
      iam: [{ actions: ['sqs:SendMessage'], resource: 'arn:aws:sqs:*:*:*' }],
    },
  },
}
