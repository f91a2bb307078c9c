import { ApiError } from '@pasos/wire'

/** EventBridge Scheduler's errors, in its words. */

export function scheduleNotFound(name: string): ApiError {
  return new ApiError('ResourceNotFoundException', `Schedule ${name} does not exist.`)
}

export function groupNotFound(name: string): ApiError {
  return new ApiError('ResourceNotFoundException', `Schedule group ${name} does not exist.`)
}

export function scheduleExists(name: string): ApiError {
  return new ApiError('ConflictException', `Schedule ${name} already exists.`)
}

export function groupExists(name: string): ApiError {
  return new ApiError('ConflictException', `Schedule group ${name} already exists.`)
}

export function validation(message: string): ApiError {
  return new ApiError('ValidationException', message)
}
