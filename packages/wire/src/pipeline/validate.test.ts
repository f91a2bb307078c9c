import { loadService } from '@pasos/models'
import { expect, test } from 'vitest'
import { ApiError } from '../operation.ts'
import { checkInput } from './validate.ts'

/** Code and message of the refusal, or nothing. */
function refused(service: string, operation: string, input: object): string {
  const model = loadService(service)
  try {
    checkInput(model, model.operation(operation)!, { ...input })
    return ''
  } catch (error) {
    if (error instanceof ApiError) return `${error.code}: ${error.message}`
    throw error
  }
}

function refusal(operation: string, input: object): string {
  return refused('states', operation, input).replace('ValidationException: ', '')
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

test('elements of lists of texts are told together, with all that they must be', () => {
  expect(refusal('UntagResource', { resourceArn: 'a', tagKeys: [''] })).toBe(
    "1 validation error detected: Value '[]' at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: " +
      '[Member must have length less than or equal to 128, Member must have length greater than or equal to 1]',
  )
})

test('every service refuses in its own code', () => {
  expect(refused('logs', 'DescribeLogGroups', { limit: 51 })).toMatch(
    /^InvalidParameterException: 1 validation error detected: Value '51' at 'limit'/,
  )
  expect(refused('lambda', 'ListFunctions', { MaxItems: 10_001 })).toMatch(
    /^ValidationException: 1 validation error detected: Value '10001'/,
  )
  expect(refused('sts', 'AssumeRole', { RoleArn: 'a'.repeat(20), RoleSessionName: 's' })).toMatch(/^ValidationError: 1 validation error/)
  expect(refused('monitoring', 'DescribeAlarms', { MaxRecords: 101 })).toMatch(/^ValidationError: 1 validation error/)
  expect(refused('ec2', 'TerminateInstances', {})).toBe('MissingParameter: The request must contain the parameter InstanceIds')
  expect(refused('iam', 'GetRole', { RoleName: 'a b' })).toBe(
    'ValidationError: The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
  )
})

test('what fits is let through', () => {
  expect(
    refused('iam', 'CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: '{}', Path: '/a/b/', Tags: [{ Key: 'k', Value: '' }] }),
  ).toBe('')
  expect(refused('lambda', 'Invoke', { FunctionName: 'arn:aws:lambda:us-east-1:123456789012:function:f:$LATEST' })).toBe('')
})
