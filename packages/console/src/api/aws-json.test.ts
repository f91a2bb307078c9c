import { expect, it } from 'vitest'
import { ApiError, isMissing } from './aws-json.ts'

it('knows each service’s word for what is not there, and no failure among them', () => {
  const error = (name: string, message = '') => isMissing(new ApiError(name, message, undefined))
  for (const name of [
    'ResourceNotFoundException',
    'NoSuchEntity',
    'NoSuchBucket',
    'QueueDoesNotExist',
    'AWS.SimpleQueueService.NonExistentQueue',
    'ExecutionDoesNotExist',
  ])
    expect(error(name), name).toBe(true)
  expect(error('ValidationError', 'Stack with id shop does not exist')).toBe(true)
  expect(error('AccessDeniedException', 'not authorized to perform')).toBe(false)
  expect(error('ValidationException', 'Invalid ARN')).toBe(false)
  expect(isMissing(new TypeError('Failed to fetch'))).toBe(false)
  expect(isMissing(undefined)).toBe(false)
})
