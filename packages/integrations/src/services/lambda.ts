import { type ServiceDefinition, TOKEN } from '../definition.ts'

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html */
export const lambda: ServiceDefinition = {
  name: 'lambda',
  model: 'lambda',
  prefix: 'Lambda',
  client: 'AWSLambda',
  baseException: 'AWSLambdaException',
  hasMetadata: true,
  actions: {
    invoke: {
      patterns: TOKEN,
      parameters: {
        required: ['FunctionName'],
        optional: ['ClientContext', 'InvocationType', 'LogType', 'Payload', 'Qualifier'],
        texts: ['FunctionName', 'ClientContext', 'InvocationType', 'LogType', 'Qualifier'],
      },
      iam: [{ actions: ['lambda:InvokeFunction'], resource: '*' }],
    },
  },
}
