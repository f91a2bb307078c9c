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
