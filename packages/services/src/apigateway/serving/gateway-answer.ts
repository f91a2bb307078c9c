import type { ApiAnswer } from './api-request.ts'

/** Answers of API Gateway itself, in its words. */

/** `Missing Authentication Token` is what AWS says of a path or method that is not there. */
export function gatewayError(status: number, message: string, errorType: string, member = 'message'): ApiAnswer {
  return jsonAnswer(status, JSON.stringify({ [member]: message }), [['x-amzn-ErrorType', errorType]])
}

export function notThere(): ApiAnswer {
  return gatewayError(403, 'Missing Authentication Token', 'MissingAuthenticationTokenException')
}

export function internalError(status = 500): ApiAnswer {
  return gatewayError(status, 'Internal server error', 'InternalServerErrorException')
}

export function timedOut(): ApiAnswer {
  return gatewayError(504, 'Endpoint request timed out', 'InternalServerErrorException')
}

export function jsonAnswer(status: number, body: string, headers: [name: string, value: string][] = []): ApiAnswer {
  return { status, headers: [['Content-Type', 'application/json'], ...headers], body: Buffer.from(body) }
}
