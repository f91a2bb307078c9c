import { ApiError } from '@pasos/wire'

/** CloudFormation's errors, in its words where they are known. */

export function validationError(message: string): ApiError {
  return new ApiError('ValidationError', message)
}

export function noStack(name: string): ApiError {
  return validationError(`Stack with id ${name} does not exist`)
}

export function noStackNamed(name: string): ApiError {
  return validationError(`Stack [${name}] does not exist`)
}

export function stackExists(name: string): ApiError {
  return new ApiError('AlreadyExistsException', `Stack [${name}] already exists`)
}

export function wrongStackStatus({ stackId, status }: { stackId: string; status: string }): ApiError {
  return validationError(`Stack:${stackId} is in ${status} state and can not be updated.`)
}

export function noTemplate(): ApiError {
  return validationError('Either Template URL or Template Body must be specified.')
}

export function insufficientCapabilities(message: string): ApiError {
  return new ApiError('InsufficientCapabilitiesException', message)
}

export function noChangeSet(name: string): ApiError {
  return new ApiError('ChangeSetNotFound', `ChangeSet [${name}] does not exist`)
}

export function changeSetExists(name: string): ApiError {
  return new ApiError('AlreadyExistsException', `ChangeSet ${name} already exists`)
}

export function wrongChangeSetStatus(message: string): ApiError {
  return new ApiError('InvalidChangeSetStatus', message)
}
