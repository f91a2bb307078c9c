import { ApiError } from '@pasos/wire'

/** API Gateway's errors, in its words where they are known. */

export function badRequest(message: string): ApiError {
  return new ApiError('BadRequestException', message)
}

export function notFound(message: string): ApiError {
  return new ApiError('NotFoundException', message)
}

export function conflict(message: string): ApiError {
  return new ApiError('ConflictException', message)
}

/** What AWS has and this server has not: said when it is asked for, not when a request comes. */
export function notServed(what: string): ApiError {
  return badRequest(`${what} is not served here.`)
}
