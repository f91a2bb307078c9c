import { ApiError } from '@pasos/wire'

/** The refusals of the Lambda API, in AWS's words. */
const user = { members: { Type: 'User' } }

export const functionNotFound = (arn: string): ApiError => new ApiError('ResourceNotFoundException', `Function not found: ${arn}`, user)
export const functionExists = (name: string): ApiError => new ApiError('ResourceConflictException', `Function already exist: ${name}`, user)
export const aliasNotFound = (arn: string): ApiError => new ApiError('ResourceNotFoundException', `Cannot find alias arn: ${arn}`, user)
export const aliasExists = (arn: string): ApiError => new ApiError('ResourceConflictException', `Alias already exists: ${arn}`, user)
export const notFound = (message: string): ApiError => new ApiError('ResourceNotFoundException', message, user)
export const conflict = (message: string): ApiError => new ApiError('ResourceConflictException', message, user)
export const invalidParameter = (message: string): ApiError => new ApiError('InvalidParameterValueException', message, user)
export const preconditionFailed = (): ApiError =>
  new ApiError(
    'PreconditionFailedException',
    'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
    user,
  )
export const roleNotAssumable = (): ApiError => invalidParameter('The role defined for the function cannot be assumed by Lambda.')
export const policyNotFound = (): ApiError => notFound('The resource you requested does not exist.')
export const policyTooLong = (bytes: number, most: number): ApiError =>
  new ApiError('PolicyLengthExceededException', `The final policy size (${bytes}) is bigger than the limit (${most}).`, user)
export const tooManyRequests = (): ApiError =>
  new ApiError('TooManyRequestsException', 'Rate Exceeded.', {
    members: { Type: 'User', Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
  })
export const requestTooLarge = (limit: number): ApiError =>
  new ApiError('RequestEntityTooLargeException', `Request must be smaller than ${limit} bytes for the InvokeFunction operation`, {
    members: { Type: 'User' },
    httpStatus: 413,
  })
export const badRequestContent = (message: string): ApiError => new ApiError('InvalidRequestContentException', message, user)

/** `findings`: what AWS's front end says of each member. */
export function validation(findings: readonly string[]): ApiError {
  const count = `${findings.length} validation error${findings.length === 1 ? '' : 's'} detected`
  return new ApiError('ValidationException', `${count}: ${findings.join('; ')}`, { httpStatus: 400 })
}
