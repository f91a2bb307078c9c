import { type ServiceDefinition, TOKEN } from '../definition.ts'

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-api-gateway.html */
export const apigateway: ServiceDefinition = {
  name: 'apigateway',
  model: 'apigateway',
  prefix: 'ApiGateway',
  client: 'AmazonApiGateway',
  baseException: 'AmazonApiGatewayException',
  hasMetadata: false,
  actions: {
    invoke: {
      patterns: TOKEN,
      operation: null,
      parameters: {
        required: ['ApiEndpoint', 'Method'],
        optional: ['Headers', 'Stage', 'Path', 'QueryParameters', 'RequestBody', 'AllowNullValues', 'AuthType'],
        texts: ['ApiEndpoint', 'Method', 'Stage', 'Path', 'AuthType'],
        lists: ['Headers', 'QueryParameters'],
        words: {
          Method: ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'],
          AuthType: ['NO_AUTH', 'IAM_ROLE', 'RESOURCE_POLICY'],
        },
      },
      iam: [{ actions: ['execute-api:Invoke'], resource: 'arn:aws:execute-api:*:*:*' }],
    },
  },
}
