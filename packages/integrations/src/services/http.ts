import { RR, type ServiceDefinition } from '../definition.ts'

/** https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html */
export const http: ServiceDefinition = {
  name: 'http',
  model: '',
  prefix: 'Http',
  client: '',
  baseException: '',
  hasMetadata: false,
  actions: {
    invoke: {
      patterns: RR,
      operation: null,
      parameters: {
        required: ['ApiEndpoint', 'Method'],
        optional: ['Authentication', 'InvocationConfig', 'Headers', 'QueryParameters', 'RequestBody', 'Transform'],
        texts: ['ApiEndpoint', 'Method'],
        objects: ['Authentication', 'InvocationConfig', 'Headers', 'QueryParameters', 'Transform'],
        words: { Method: ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'] },
      },
      iam: [
        { actions: ['states:InvokeHTTPEndpoint'], resource: '*' },
        { actions: ['events:RetrieveConnectionCredentials'], resource: 'arn:aws:events:*:*:connection/*' },
        {
          actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
          resource: 'arn:aws:secretsmanager:*:*:secret:events!connection/*',
        },
      ],
    },
  },
}
