import type { Service } from '@pasos/models'
import { SerializationError } from '../codec/serialization-error.ts'
import { ApiError } from '../operation.ts'
import type { ServerProtocol, WireError } from '../protocol/protocol.ts'
import { AuthenticationError, type AuthenticationFailure } from './authenticate.ts'

type Family = ServerProtocol['family']

/** What can go wrong before or around an operation, in the codes each protocol family has for it. */
export type Fault =
  | AuthenticationFailure
  | 'unknown-operation'
  | 'undecodable'
  | 'access-denied'
  | 'too-large'
  | 'incomplete-body'
  | 'internal'

interface Codes {
  /** awsJson and CBOR. */
  json: [code: string, status: number]
  query: [code: string, status: number]
  rest: [code: string, status: number]
}

// AWS: common errors of the query APIs, and what the JSON services answer in their place.
const codes: Record<Fault, Codes> = {
  'missing-token': {
    json: ['MissingAuthenticationTokenException', 400],
    query: ['MissingAuthenticationToken', 403],
    rest: ['MissingAuthenticationTokenException', 403],
  },
  incomplete: {
    json: ['IncompleteSignatureException', 400],
    query: ['IncompleteSignature', 400],
    rest: ['IncompleteSignatureException', 403],
  },
  malformed: {
    json: ['IncompleteSignatureException', 400],
    query: ['IncompleteSignature', 400],
    rest: ['IncompleteSignatureException', 403],
  },
  mismatch: {
    json: ['InvalidSignatureException', 400],
    query: ['SignatureDoesNotMatch', 403],
    rest: ['InvalidSignatureException', 403],
  },
  expired: {
    json: ['InvalidSignatureException', 400],
    query: ['SignatureDoesNotMatch', 403],
    rest: ['InvalidSignatureException', 403],
  },
  'unknown-key': {
    json: ['UnrecognizedClientException', 400],
    query: ['InvalidClientTokenId', 403],
    rest: ['UnrecognizedClientException', 403],
  },
  'expired-token': {
    json: ['ExpiredTokenException', 400],
    query: ['ExpiredToken', 403],
    rest: ['ExpiredTokenException', 403],
  },
  'unknown-operation': {
    json: ['UnknownOperationException', 400],
    query: ['InvalidAction', 400],
    rest: ['UnknownOperationException', 404],
  },
  undecodable: {
    json: ['SerializationException', 400],
    query: ['MalformedInput', 400],
    rest: ['SerializationException', 400],
  },
  'access-denied': {
    json: ['AccessDeniedException', 400],
    query: ['AccessDenied', 403],
    rest: ['AccessDeniedException', 403],
  },
  'too-large': {
    json: ['RequestEntityTooLargeException', 413],
    query: ['RequestEntityTooLarge', 413],
    rest: ['RequestTooLargeException', 413],
  },
  'incomplete-body': {
    json: ['RequestTimeoutException', 408],
    query: ['RequestTimeout', 408],
    rest: ['RequestTimeoutException', 408],
  },
  internal: {
    json: ['InternalFailure', 500],
    query: ['InternalFailure', 500],
    rest: ['ServiceException', 500],
  },
}

/** The failure of a request at the wire, before or around its operation. */
export class WireFault extends Error {
  readonly fault: Fault

  constructor(fault: Fault, message: string) {
    super(message)
    this.fault = fault
  }
}

/** What the caller is told of whatever a stage or an operation has thrown. Of our own defects: that there was one, and no more. */
export function wireError(thrown: unknown, service: Service | undefined, family: Family): WireError {
  if (thrown instanceof WireFault) return faultError(thrown.fault, thrown.message, family)
  if (thrown instanceof AuthenticationError) return faultError(thrown.failure, thrown.message, family)
  if (thrown instanceof SerializationError) return faultError('undecodable', thrown.message, family)
  if (thrown instanceof ApiError) return modelledError(thrown, service)
  return faultError('internal', 'The request processing has failed because of an unknown error, exception or failure.', family)
}

function faultError(fault: Fault, message: string, family: Family): WireError {
  const [code, status] = codes[fault][family === 'cbor' ? 'json' : family]
  return { code, status, message, fault: status >= 500 ? 'server' : 'client', members: {} }
}

function modelledError(thrown: ApiError, service: Service | undefined): WireError {
  const shape = service?.error(thrown.code)
  const status = thrown.httpStatus ?? shape?.error?.status ?? 400
  return {
    code: thrown.code,
    message: thrown.message,
    status,
    fault: shape?.error?.fault ?? (status >= 500 ? 'server' : 'client'),
    members: thrown.members,
    ...(shape === undefined ? {} : { shape }),
  }
}
