import { type IamNeed, type ParameterList, RR, type ServiceDefinition, type Value, type Values } from '../definition.ts'

const common = ['ReturnConsumedCapacity', 'ExpressionAttributeNames'] as const
const writes = [
  ...common,
  ...['ConditionalOperator', 'ConditionExpression', 'Expected', 'ExpressionAttributeValues', 'ReturnItemCollectionMetrics', 'ReturnValues'],
] as const
const texts = ['TableName', 'ReturnConsumedCapacity', 'ConditionExpression', 'ProjectionExpression', 'UpdateExpression', 'ReturnValues']

function parameters(required: readonly string[], optional: readonly string[]): ParameterList {
  return { required, optional, texts: texts.filter(name => required.includes(name) || optional.includes(name)) }
}

/** AWS: a text where an attribute's value belongs is that value, as the SDK for Java v1 makes one of a text; in lists of values too. */
function withValues(parameters: Values): Values {
  const asked = { ...parameters }
  for (const name of ['Key', 'Item', 'ExpressionAttributeValues']) {
    const values = asked[name] ?? null
    if (isObject(values)) asked[name] = attributeValues(values)
  }
  return asked
}

function attributeValues(attributes: Values): Values {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, attributeValue(value)]))
}

function attributeValue(value: Value): Value {
  if (typeof value === 'string') return { S: value }
  if (!isObject(value)) return value
  const { L = null, M = null } = value
  return { ...value, ...(Array.isArray(L) && { L: L.map(attributeValue) }), ...(isObject(M) && { M: attributeValues(M) }) }
}

function isObject(value: Value): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
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
      request: withValues,
      parameters: parameters(['Key', 'TableName'], [...common, 'AttributesToGet', 'ConsistentRead', 'ProjectionExpression']),
      iam: need('GetItem'),
    },
    putItem: { patterns: RR, request: withValues, parameters: parameters(['Item', 'TableName'], writes), iam: need('PutItem') },
    deleteItem: { patterns: RR, request: withValues, parameters: parameters(['Key', 'TableName'], writes), iam: need('DeleteItem') },
    updateItem: {
      patterns: RR,
      request: withValues,
      parameters: parameters(['Key', 'TableName'], [...writes, 'AttributeUpdates', 'UpdateExpression']),
      iam: need('UpdateItem'),
    },
  },
}
