import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printedValues } from './printed-values.ts'

test.each([
  [
    ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'],
    ['SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING'],
  ],
  [
    ['AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER', 'TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP'],
    ['AFTER_SEQUENCE_NUMBER', 'LATEST', 'AT_TIMESTAMP', 'AT_SEQUENCE_NUMBER', 'TRIM_HORIZON'],
  ],
  [
    ['NONE', 'ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW'],
    ['ALL_NEW', 'UPDATED_OLD', 'ALL_OLD', 'NONE', 'UPDATED_NEW'],
  ],
  [
    ['EQ', 'NE', 'IN', 'LE', 'LT', 'GE', 'GT', 'BETWEEN', 'NOT_NULL', 'NULL', 'CONTAINS', 'NOT_CONTAINS', 'BEGINS_WITH'],
    ['IN', 'NULL', 'BETWEEN', 'LT', 'NOT_CONTAINS', 'EQ', 'GT', 'NOT_NULL', 'NE', 'LE', 'BEGINS_WITH', 'GE', 'CONTAINS'],
  ],
  [
    ['S', 'N', 'B'],
    ['B', 'N', 'S'],
  ],
  [
    ['String', 'StringList', 'SecureString'],
    ['SecureString', 'StringList', 'String'],
  ],
  [
    ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'],
    ['Maximum', 'SampleCount', 'Sum', 'Minimum', 'Average'],
  ],
  [
    ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
    ['CAPABILITY_AUTO_EXPAND', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_IAM'],
  ],
  [
    // 28 of OpenSearch's instance types: more than three quarters of the buckets, and the set does not grow.
    // biome-ignore format: a list
    [
      'm3.large', 'm4.large', 'm4.4xlarge', 'm5.large', 'm5.4xlarge', 'r5.large', 'r5.24xlarge', 't3.micro', 't3.xlarge', 'ultrawarm1.xlarge',
      't2.micro', 'r3.xlarge', 'i2.2xlarge', 'd2.2xlarge', 'r4.large', 'r4.xlarge', 'r4.8xlarge', 'r4.16xlarge', 'i3.2xlarge', 'i3.4xlarge',
      'r6g.large', 'r6g.8xlarge', 'r6g.12xlarge', 'm6g.xlarge', 'm6g.12xlarge', 'r6gd.xlarge', 'r6gd.12xlarge', 'r6gd.16xlarge',
    ].map(type => `${type}.search`),
    // biome-ignore format: a list
    [
      'r6gd.16xlarge', 'd2.2xlarge', 't3.micro', 'm5.large', 'm6g.12xlarge', 'r4.16xlarge', 't2.micro', 'm4.large', 'm6g.xlarge', 'i3.4xlarge',
      'm3.large', 't3.xlarge', 'r6gd.12xlarge', 'i3.2xlarge', 'ultrawarm1.xlarge', 'm5.4xlarge', 'r6gd.xlarge', 'r6g.8xlarge', 'r6g.large',
      'i2.2xlarge', 'r3.xlarge', 'r5.24xlarge', 'r5.large', 'm4.4xlarge', 'r6g.12xlarge', 'r4.8xlarge', 'r4.xlarge', 'r4.large',
    ].map(type => `${type}.search`),
  ],
])('%j is printed as AWS prints it', (declared, printed) => {
  expect(printedValues(declared)).toEqual(printed)
})

test('no value is lost or made up, however many there are', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { maxLength: 100 }), values => {
      expect(printedValues(values).sort()).toEqual([...values].sort())
    }),
  )
})
