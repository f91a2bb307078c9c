import { ApiError } from '@pasos/wire'

/** EventBridge's errors, in its words. */

export function busNotFound(name: string): ApiError {
  return new ApiError('ResourceNotFoundException', `Event bus ${name} does not exist.`)
}

export function ruleNotFound(name: string, bus: string): ApiError {
  return new ApiError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${bus}.`)
}

export function busExists(name: string): ApiError {
  return new ApiError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`)
}

export function validation(message: string): ApiError {
  return new ApiError('ValidationException', message)
}

export function invalidPattern(reason: string): ApiError {
  return new ApiError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`)
}

export function limitExceeded(message: string): ApiError {
  return new ApiError('LimitExceededException', message)
}

export function connectionExists(name: string): ApiError {
  return new ApiError('ResourceAlreadyExistsException', `Connection ${name} already exists.`)
}

export function connectionNotFound(action: 'describe' | 'update' | 'delete', name: string): ApiError {
  return new ApiError('ResourceNotFoundException', `Failed to ${action} the connection(s). Connection '${name}' does not exist.`)
}

export function apiDestinationExists(name: string): ApiError {
  return new ApiError('ResourceAlreadyExistsException', `An api-destination '${name}' already exists.`)
}

export function apiDestinationNotFound(action: 'describe' | 'update' | 'delete', name: string): ApiError {
  return new ApiError(
    'ResourceNotFoundException',
    `Failed to ${action} the api-destination(s). An api-destination '${name}' does not exist.`,
  )
}

export function archiveExists(name: string): ApiError {
  return new ApiError('ResourceAlreadyExistsException', `Archive ${name} already exists.`)
}

export function archiveNotFound(name: string): ApiError {
  return new ApiError('ResourceNotFoundException', `Archive ${name} does not exist.`)
}

export function replayExists(name: string): ApiError {
  return new ApiError('ResourceAlreadyExistsException', `Replay ${name} already exists.`)
}

export function replayNotFound(name: string): ApiError {
  return new ApiError('ResourceNotFoundException', `Replay ${name} does not exist.`)
}

export function illegalReplayStatus(name: string): ApiError {
  return new ApiError('IllegalStatusException', `Replay ${name} is not in a valid state for this operation.`)
}
