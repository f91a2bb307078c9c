import { type ServiceDefinition, TOKEN } from '../definition.ts'

const texts = ['MessageDeduplicationId', 'MessageGroupId', 'MessageStructure', 'PhoneNumber', 'Subject', 'TargetArn', 'TopicArn']

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-sns.html */
export const sns: ServiceDefinition = {
  name: 'sns',
  model: 'sns',
  prefix: 'SNS',
  client: 'AmazonSNS',
  baseException: 'AmazonSNSException',
  hasMetadata: true,
  actions: {
    publish: {
      patterns: TOKEN,
      parameters: { required: ['Message'], optional: ['MessageAttributes', ...texts], texts },
      jsonText: ['Message'],
      iam: [{ actions: ['sns:Publish'], resource: 'arn:aws:sns:*:*:*' }],
    },
  },
}
