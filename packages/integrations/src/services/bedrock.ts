import { byState, type ServiceDefinition, TOKEN, type Values } from '../definition.ts'

const jobOf = (answer: Values): Values => ({ JobIdentifier: answer['JobArn'] ?? '' })

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-bedrock.html */
export const bedrock: ServiceDefinition = {
  name: 'bedrock',
  model: 'bedrock',
  prefix: 'Bedrock',
  client: 'AmazonBedrock',
  baseException: 'AmazonBedrockException',
  hasMetadata: true,
  actions: {
    invokeModel: {
      patterns: TOKEN,
      model: 'bedrockruntime',
      jsonText: ['Body'],
      unserved: ({ Input, Output }) =>
        Input === undefined && Output === undefined ? undefined : 'Input and Output in S3 are not served here: give the Body.',
      request: ({ Input: _input, Output: _output, ...sent }) => sent,
      jsonResult: ['Body'],
      result: ({ Body = null, ContentType }) => ({ Body, ...(ContentType !== undefined && { ContentType }) }),
      parameters: {
        required: ['ModelId'],
        optional: ['Body', 'Input', 'Output', 'Accept', 'ContentType', 'Trace', 'GuardrailIdentifier', 'GuardrailVersion'],
        texts: ['ModelId', 'Accept', 'ContentType'],
      },
      iam: [{ actions: ['bedrock:InvokeModel'], resource: '*' }],
    },
    createModelCustomizationJob: {
      patterns: ['RR', 'sync', 'waitForTaskToken'],
      sync: {
        poll: { operation: 'GetModelCustomizationJob', input: jobOf },
        ended: byState(['Status'], { done: ['Completed'], failed: ['Failed', 'Stopped'] }),
        cancel: { operation: 'StopModelCustomizationJob', input: jobOf },
      },
      iam: [
        { actions: ['bedrock:CreateModelCustomizationJob'], resource: '*' },
        { actions: ['bedrock:GetModelCustomizationJob', 'bedrock:StopModelCustomizationJob'], resource: '*', pattern: 'sync' },
        { actions: ['iam:PassRole'], resource: '*' },
      ],
    },
  },
}
