import { ApiError } from '@pasos/wire'

/** SQS's errors, in its words. Codes with a shape in the model are the shape's name; the others have none, there as here. */

export function queueDoesNotExist(): ApiError {
  return new ApiError('QueueDoesNotExist', 'The specified queue does not exist.')
}

export function queueNameExists(attribute: string): ApiError {
  return new ApiError('QueueNameExists', `A queue already exists with the same name and a different value for attribute ${attribute}`)
}

/** `value` is the one sent; `reason` ends in a full stop. */
export function invalidValue(value: unknown, parameter: string, reason: string): ApiError {
  return invalidParameter(`Value ${String(value)} for parameter ${parameter} is invalid. Reason: ${reason}`)
}

export function invalidParameter(message: string): ApiError {
  return new ApiError('InvalidParameterValue', message)
}

export function missingParameter(parameter: string): ApiError {
  return new ApiError('MissingParameter', `The request must contain the parameter ${parameter}.`)
}

export function invalidAttributeName(name: string): ApiError {
  return new ApiError('InvalidAttributeName', `Unknown Attribute ${name}.`)
}

export function invalidAttributeValue(name: string): ApiError {
  return new ApiError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`)
}

export function invalidMessageContents(): ApiError {
  return new ApiError(
    'InvalidMessageContents',
    'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
  )
}

export function receiptHandleIsInvalid(handle: string): ApiError {
  return new ApiError('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`)
}

export function receiptHandleHasExpired(handle: string): ApiError {
  return invalidValue(handle, 'ReceiptHandle', 'The receipt handle has expired.')
}

export function messageNotInFlight(): ApiError {
  return new ApiError('MessageNotInflight', 'The specified message is not in flight.')
}

export function purgeQueueInProgress(name: string): ApiError {
  return new ApiError('PurgeQueueInProgress', `Only one PurgeQueue operation on ${name} is allowed every 60 seconds.`)
}

export function emptyBatch(entry: string): ApiError {
  return new ApiError('EmptyBatchRequest', `There should be at least one ${entry} in the request.`)
}

export function tooManyEntries(count: number): ApiError {
  return new ApiError('TooManyEntriesInBatchRequest', `Maximum number of entries per request are 10. You have sent ${count}.`)
}

export function idsNotDistinct(id: string): ApiError {
  return new ApiError('BatchEntryIdsNotDistinct', `Id ${id} repeated.`)
}

export function invalidBatchEntryId(): ApiError {
  return new ApiError(
    'InvalidBatchEntryId',
    'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
  )
}

export function batchTooLong(limit: number, bytes: number): ApiError {
  return new ApiError('BatchRequestTooLong', `Batch requests cannot be longer than ${limit} bytes. You have sent ${bytes} bytes.`)
}

/** AWS: what KMS refuses has names of its own here. */
export const keyRefusals = {
  denied: (message: string): ApiError => new ApiError('KmsAccessDenied', message),
  disabled: (message: string): ApiError => new ApiError('KmsDisabled', message),
  invalidState: (message: string): ApiError => new ApiError('KmsInvalidState', message),
  notFound: (message: string): ApiError => new ApiError('KmsNotFound', message),
}

export function overLimit(message: string): ApiError {
  return new ApiError('OverLimit', message)
}

export function resourceNotFound(message: string): ApiError {
  return new ApiError('ResourceNotFoundException', message)
}

export function unsupportedOperation(message: string): ApiError {
  return new ApiError('UnsupportedOperation', message)
}
