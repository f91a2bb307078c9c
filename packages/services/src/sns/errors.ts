import { ApiError } from '@pasos/wire'

/** SNS's errors, in its words. */

export function invalidParameter(message: string): ApiError {
  return new ApiError('InvalidParameterException', `Invalid parameter: ${message}`)
}

export function topicNotFound(): ApiError {
  return new ApiError('NotFoundException', 'Topic does not exist')
}

export function subscriptionNotFound(): ApiError {
  return new ApiError('NotFoundException', 'Subscription does not exist')
}

export function resourceNotFound(): ApiError {
  return new ApiError('ResourceNotFoundException', 'Resource does not exist')
}

export function tooManyTags(): ApiError {
  return new ApiError('TagLimitExceededException', 'Could not complete request: tag quota of per resource exceeded')
}

export function signatureWanted(): ApiError {
  return new ApiError('AuthorizationErrorException', 'To unsubscribe this endpoint, the request must be signed by the owner of its topic.')
}

/** AWS: what KMS refuses has names of its own here. */
export const keyRefusals = {
  denied: (message: string): ApiError => new ApiError('KMSAccessDeniedException', message),
  disabled: (message: string): ApiError => new ApiError('KMSDisabledException', message),
  invalidState: (message: string): ApiError => new ApiError('KMSInvalidStateException', message),
  notFound: (message: string): ApiError => new ApiError('KMSNotFoundException', message),
}
