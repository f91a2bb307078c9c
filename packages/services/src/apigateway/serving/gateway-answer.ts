import type { GatewayResponseType } from '../records/gateway-response-record.ts'
import type { ApiAnswer } from './api-request.ts'

/** Answers of API Gateway itself, in its words. */

interface GatewayError {
  /** None of what no API says anything of. */
  type?: GatewayResponseType
  message: string
  errorType: string
  /** What the body calls the message. */
  member?: string
}

/** `Missing Authentication Token` is what AWS says of a path or method that is not there. */
export function gatewayError(status: number, { type, message, errorType, member = 'message' }: GatewayError): ApiAnswer {
  const answer = jsonAnswer(status, JSON.stringify({ [member]: message }), [['x-amzn-ErrorType', errorType]])
  return type === undefined ? answer : { ...answer, gateway: { type, message } }
}

export function notThere(): ApiAnswer {
  return gatewayError(403, {
    type: 'MISSING_AUTHENTICATION_TOKEN',
    ...{ message: 'Missing Authentication Token', errorType: 'MissingAuthenticationTokenException' },
  })
}

export function internalError(): ApiAnswer {
  return gatewayError(500, { type: 'API_CONFIGURATION_ERROR', message: 'Internal server error', errorType: 'InternalServerErrorException' })
}

/** What a function answered is no answer to a client. */
export function malformedAnswer(): ApiAnswer {
  return gatewayError(502, { type: 'DEFAULT_5XX', message: 'Internal server error', errorType: 'InternalServerErrorException' })
}

export function badBody(message: string): ApiAnswer {
  return gatewayError(400, { type: 'BAD_REQUEST_BODY', message, errorType: 'BadRequestException' })
}

export function timedOut(): ApiAnswer {
  return gatewayError(504, {
    type: 'INTEGRATION_TIMEOUT',
    message: 'Endpoint request timed out',
    errorType: 'InternalServerErrorException',
  })
}

export function jsonAnswer(status: number, body: string, headers: [name: string, value: string][] = []): ApiAnswer {
  return { status, headers: [['Content-Type', 'application/json'], ...headers], body: Buffer.from(body) }
}
