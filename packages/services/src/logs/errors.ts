import { ApiError } from '@pasos/wire'

/** The refusals of the CloudWatch Logs API, in AWS's words. */
export const groupNotFound = (): ApiError => new ApiError('ResourceNotFoundException', 'The specified log group does not exist.')
export const streamNotFound = (): ApiError => new ApiError('ResourceNotFoundException', 'The specified log stream does not exist.')
export const groupExists = (): ApiError => new ApiError('ResourceAlreadyExistsException', 'The specified log group already exists')
export const streamExists = (): ApiError => new ApiError('ResourceAlreadyExistsException', 'The specified log stream already exists')
export const policyNotFound = (name: string): ApiError =>
  new ApiError('ResourceNotFoundException', `Policy with name [${name}] does not exist.`)
export const resourceNotFound = (): ApiError => new ApiError('ResourceNotFoundException', 'The specified resource does not exist.')
export const invalidParameter = (message: string): ApiError => new ApiError('InvalidParameterException', message)
export const limitExceeded = (message: string): ApiError => new ApiError('LimitExceededException', message)

/** What AWS's model demands of a member, when it is not met. */
export function unsatisfied(value: unknown, member: string, demand: string): ApiError {
  return invalidParameter(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must ${demand}`,
  )
}

export const keyNotAllowed = (groupArn: string): ApiError =>
  new ApiError('AccessDeniedException', `The specified KMS key does not exist or is not allowed to be used with LogGroup '${groupArn}'`)
