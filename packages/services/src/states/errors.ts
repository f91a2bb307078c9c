import { ApiError } from '@pasos/wire'

/**
 * The catalogue of refusals of the Step Functions API. Texts are AWS's own, as recorded or documented; the code is the error
 * shape's name. Every one is answered with status 400.
 */
export const invalidArn = (reason: string): ApiError => new ApiError('InvalidArn', `Invalid Arn: '${reason}'`)
export const invalidName = (name: string): ApiError => new ApiError('InvalidName', `Invalid Name: '${name}'`)
export const invalidDefinition = (message: string): ApiError => new ApiError('InvalidDefinition', message)
export const invalidToken = (): ApiError => new ApiError('InvalidToken', "Invalid Token: 'Invalid token'")
export const invalidOutput = (reason: string): ApiError => new ApiError('InvalidOutput', `Invalid Output: '${reason}'`)
export const invalidExecutionInput = (reason: string): ApiError =>
  new ApiError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${reason}'`)
export const invalidLogging = (reason: string): ApiError =>
  new ApiError('InvalidLoggingConfiguration', `Invalid Logging Configuration: ${reason}`)
export const invalidEncryption = (reason: string): ApiError =>
  new ApiError('InvalidEncryptionConfiguration', `Invalid Encryption Configuration: ${reason}`)

export const kmsAccessDenied = (message: string): ApiError => new ApiError('KmsAccessDeniedException', message)
export const kmsInvalidState = (message: string, kmsKeyState: string): ApiError =>
  new ApiError('KmsInvalidStateException', message, { members: { kmsKeyState } })

export const stateMachineDoesNotExist = (arn: string): ApiError =>
  new ApiError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`)
export const stateMachineAlreadyExists = (arn: string): ApiError =>
  new ApiError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`)
export const stateMachineDeleting = (arn: string): ApiError =>
  new ApiError('StateMachineDeleting', `State Machine is being deleted: '${arn}'`)
export const stateMachineLimitExceeded = (): ApiError =>
  new ApiError('StateMachineLimitExceeded', 'The maximum number of state machines has been reached.')
export const typeNotSupported = (): ApiError =>
  new ApiError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine')

export const executionDoesNotExist = (arn: string): ApiError => new ApiError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`)
export const executionAlreadyExists = (arn: string): ApiError =>
  new ApiError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`)
export const executionLimitExceeded = (): ApiError =>
  new ApiError('ExecutionLimitExceeded', 'The maximum number of running executions has been reached.')
export const executionNotRedrivable = (reason: string): ApiError => new ApiError('ExecutionNotRedrivable', reason)

export const activityDoesNotExist = (arn: string): ApiError => new ApiError('ActivityDoesNotExist', `Activity Does Not Exist: '${arn}'`)
export const activityAlreadyExists = (arn: string): ApiError => new ApiError('ActivityAlreadyExists', `Activity Already Exists: '${arn}'`)
export const activityLimitExceeded = (): ApiError =>
  new ApiError('ActivityLimitExceeded', 'The maximum number of activities has been reached.')
/** Developer guide, "Service quotas". */
export const tooManyWorkers = (): ApiError =>
  new ApiError('ActivityWorkerLimitExceeded', 'The maximum number of workers concurrently polling for activity tasks has been reached.')
export const taskTimedOut = (): ApiError => new ApiError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'")

export const resourceNotFound = (arn: string): ApiError =>
  new ApiError('ResourceNotFound', `Resource not found: '${arn}'`, { members: { resourceName: arn } })
/** What aliases answer: AWS names no resource there. */
export const unknownResource = (): ApiError => new ApiError('ResourceNotFound', 'Request references a resource that does not exist.')
export const tooManyTags = (arn: string): ApiError =>
  new ApiError('TooManyTags', `Too many tags: '${arn}'`, { members: { resourceName: arn } })
export const conflict = (message: string): ApiError => new ApiError('ConflictException', message)
export const validation = (message: string): ApiError => new ApiError('ValidationException', message)
export const quotaExceeded = (message: string): ApiError => new ApiError('ServiceQuotaExceededException', message)
export const missingUpdate = (): ApiError =>
  new ApiError(
    'MissingRequiredParameter',
    'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
  )
export const roleNotAssumable = (): ApiError =>
  new ApiError(
    'AccessDeniedException',
    'Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.',
  )
export const managedRuleDenied = (roleArn: string): ApiError =>
  new ApiError('AccessDeniedException', `'${roleArn}' is not authorized to create managed-rule.`)
export const logDestinationDenied = (): ApiError =>
  new ApiError('AccessDeniedException', 'The state machine IAM Role is not authorized to access the Log Destination')
