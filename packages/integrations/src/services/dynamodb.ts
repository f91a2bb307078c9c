import { type IamNeed, type ParameterList, RR, type ServiceDefinition } from '../definition.ts'

const common = ['ReturnConsumedCapacity', 'ExpressionAttributeNames'] as const
const writes = [
  ...common,
  ...['ConditionalOperator', 'ConditionExpression', 'Expected', 'ExpressionAttributeValues', 'ReturnItemCollectionMetrics', 'ReturnValues'],
] as const
const texts = ['TableName', 'ReturnConsumedCapacity', 'ConditionExpression', 'ProjectionExpression', 'UpdateExpression', 'ReturnValues']

function parameters(required: readonly string[], optional: readonly string[]): ParameterList {
  return { required, optional, texts: texts.filter(name => required.includes(name) || optional.includes(name)) }
}

const need = (action: string): IamNeed[] => [{ actions: [`dynamodb:${action}`], resource: 'arn:aws:dynamodb:*:*:table/*' }]

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-ddb.html */
export const dynamodb: ServiceDefinition = {
  name: 'dynamodb',
  model: 'dynamodb',
  prefix: 'DynamoDB',
  client: 'AmazonDynamoDBv2',
  baseException: 'AmazonDynamoDBException',
  hasMetadata: true,
  actions: {
    getItem: {
      patterns: RR,
      parameters: parameters(['Key', 'TableName'], [...common, 'AttributesToGet', 'ConsistentRead', 'ProjectionExpression']),
      iam: need('GetItem'),
    },
    putItem: { patterns: RR, parameters: parameters(['Item', 'TableName'], writes), iam: need('PutItem') },
    deleteItem: { patterns: RR, parameters: parameters(['Key', 'TableName'], writes), iam: need('DeleteItem') },
    updateItem: {
      patterns: RR,
      parameters: parameters(['Key', 'TableName'], [...writes, 'AttributeUpdates', 'UpdateExpression']),
      iam: need('UpdateItem'),
    },
  },
}
