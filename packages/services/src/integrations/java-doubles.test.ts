import type { JsonObject } from '@pasos/asl'
import { expect, test } from 'vitest'
import { spellDoubles } from './java-doubles.ts'

function spelled(service: string, operation: string, names: 'sdk' | 'api', output: JsonObject): string {
  spellDoubles(output, { service, operation, names })
  return JSON.stringify(output)
}

test('doubles of an answer have a point as in Java, in lists, maps and structures; whole numbers have none', () => {
  const capacity = { CapacityUnits: 1, TableName: 't', GlobalSecondaryIndexes: { i: { CapacityUnits: 0.5 }, j: { CapacityUnits: 2e7 } } }
  expect(spelled('dynamodb', 'Query', 'api', { ConsumedCapacity: capacity, Count: 1, Items: [{ n: { N: '1' } }] })).toBe(
    '{"ConsumedCapacity":{"CapacityUnits":1.0,"TableName":"t","GlobalSecondaryIndexes":{"i":{"CapacityUnits":0.5},"j":{"CapacityUnits":2.0E7}}},"Count":1,"Items":[{"n":{"N":"1"}}]}',
  )
  const points = [{ Average: 3, SampleCount: 0 }, { Average: -0.25 }]
  expect(spelled('cloudwatch', 'GetMetricStatistics', 'sdk', { Datapoints: points, Label: 'l' })).toBe(
    '{"Datapoints":[{"Average":3.0,"SampleCount":0.0},{"Average":-0.25}],"Label":"l"}',
  )
  expect(spelled('cloudwatch', 'GetMetricData', 'sdk', { MetricDataResults: [{ Values: [1, 2.5, 12_345_678] }] })).toBe(
    '{"MetricDataResults":[{"Values":[1.0,2.5,1.2345678E7]}]}',
  )
})

test('members go by the names that a state sees', () => {
  const run = { MaxConcurrency: 2, ToleratedFailurePercentage: 5 }
  expect(spelled('sfn', 'DescribeMapRun', 'sdk', { ...run })).toBe('{"MaxConcurrency":2,"ToleratedFailurePercentage":5.0}')
})

test('an answer without doubles, and one of an operation that no model knows, are left alone', () => {
  expect(spelled('sqs', 'SendMessage', 'api', { MessageId: 'm', n: 1 })).toBe('{"MessageId":"m","n":1}')
  expect(spelled('none', 'Foo', 'sdk', { n: 1 })).toBe('{"n":1}')
})

test('values that are not of their shape stay as they are', () => {
  const odd = { ConsumedCapacity: { CapacityUnits: '1' }, Attributes: null, ItemCollectionMetrics: { SizeEstimateRangeGB: [null, 1] } }
  expect(spelled('dynamodb', 'PutItem', 'api', odd)).toBe(
    '{"ConsumedCapacity":{"CapacityUnits":"1"},"Attributes":null,"ItemCollectionMetrics":{"SizeEstimateRangeGB":[null,1.0]}}',
  )
})
