import { expect, test } from 'vitest'
import { checkConstraints } from './constraints.ts'

const refusal = (operation: string, input: object): string => {
  try {
    checkConstraints(operation, input)
    return ''
  } catch (error) {
    return (error as Error).message
  }
}

test('a value out of range is shown with the bound it breaks', () => {
  expect(refusal('ListActivities', { maxResults: 1001 })).toBe(
    "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000",
  )
})

test('several errors are told together', () => {
  expect(refusal('DescribeExecution', { includedData: 'NONE' })).toBe(
    "2 validation errors detected: Value null at 'executionArn' failed to satisfy constraint: Member must not be null; " +
      "Value 'NONE' at 'includedData' failed to satisfy constraint: Member must satisfy enum value set: [ALL_DATA, METADATA_ONLY]",
  )
})

test('elements of lists are numbered from 1', () => {
  expect(refusal('TagResource', { resourceArn: 'a', tags: [{ key: 'a' }, { key: '' }] })).toBe(
    "1 validation error detected: Value '' at 'tags.2.member.key' failed to satisfy constraint: Member must have length greater than or equal to 1",
  )
})

test('structures are printed as Java prints them', () => {
  const item = { stateMachineVersionArn: 'v', weight: 100 }
  expect(refusal('CreateStateMachineAlias', { name: 'a', routingConfiguration: [item, item, item] })).toContain(
    "Value '[RoutingConfigurationListItem(stateMachineVersionArn=v, weight=100), ",
  )
})

test('sensitive values are not repeated, and count in bytes', () => {
  expect(refusal('SendTaskSuccess', { taskToken: 't', output: 'é'.repeat(131_073) })).toBe(
    "1 validation error detected: Value at 'output' failed to satisfy constraint: Member must have length less than or equal to 262144",
  )
  expect(refusal('SendTaskSuccess', { taskToken: 't', output: 'é'.repeat(131_072) })).toBe('')
})
