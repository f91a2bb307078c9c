import type { Service } from '@pasos/models'
import { SerializationError } from '../codec/serialization-error.ts'
import { ApiError } from '../operation.ts'
import type { ServerProtocol, WireError } from '../protocol/protocol.ts'
import { ChunkMismatch } from '../signature/chunk-signatures.ts'
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
  ec2: [code: string, status: number]
  rest: [code: string, status: number]
  /** S3's; others that speak XML have none of their own. */
  restXml: [code: string, status: number]
}

// AWS: common errors of the query APIs, and what the JSON services answer in their place; error codes of EC2 and of S3. S3 has 501 for what
// it does not implement, which clients take for a failure of the server and try again.
const codes: Record<Fault, Codes> = {
  'missing-token': {
    json: ['MissingAuthenticationTokenException', 400],
    query: ['MissingAuthenticationToken', 403],
    ec2: ['MissingAuthenticationToken', 403],
    rest: ['MissingAuthenticationTokenException', 403],
    restXml: ['AccessDenied', 403],
  },
  incomplete: {
    json: ['IncompleteSignatureException', 400],
    query: ['IncompleteSignature', 400],
    ec2: ['IncompleteSignature', 400],
    rest: ['IncompleteSignatureException', 403],
    restXml: ['AuthorizationHeaderMalformed', 400],
  },
  malformed: {
    json: ['IncompleteSignatureException', 400],
    query: ['IncompleteSignature', 400],
    ec2: ['IncompleteSignature', 400],
    rest: ['IncompleteSignatureException', 403],
    restXml: ['AuthorizationHeaderMalformed', 400],
  },
  mismatch: {
    json: ['InvalidSignatureException', 400],
    query: ['SignatureDoesNotMatch', 403],
    ec2: ['SignatureDoesNotMatch', 403],
    rest: ['InvalidSignatureException', 403],
    restXml: ['SignatureDoesNotMatch', 403],
  },
  expired: {
    json: ['InvalidSignatureException', 400],
    query: ['SignatureDoesNotMatch', 403],
    ec2: ['RequestExpired', 400],
    rest: ['InvalidSignatureException', 403],
    restXml: ['RequestTimeTooSkewed', 403],
  },
  ended: {
    json: ['InvalidSignatureException', 400],
    query: ['SignatureDoesNotMatch', 403],
    ec2: ['RequestExpired', 400],
    rest: ['InvalidSignatureException', 403],
    restXml: ['AccessDenied', 403],
  },
  'unknown-key': {
    json: ['UnrecognizedClientException', 400],
    query: ['InvalidClientTokenId', 403],
    ec2: ['AuthFailure', 401],
    rest: ['UnrecognizedClientException', 403],
    restXml: ['InvalidAccessKeyId', 403],
  },
  'expired-token': {
    json: ['ExpiredTokenException', 400],
    query: ['ExpiredToken', 403],
    ec2: ['ExpiredToken', 400],
    rest: ['ExpiredTokenException', 403],
    restXml: ['ExpiredToken', 400],
  },
  'unknown-operation': {
    json: ['UnknownOperationException', 400],
    query: ['InvalidAction', 400],
    ec2: ['InvalidAction', 400],
    rest: ['UnknownOperationException', 404],
    restXml: ['NotImplemented', 400],
  },
  undecodable: {
    json: ['SerializationException', 400],
    query: ['MalformedInput', 400],
    ec2: ['InvalidParameterValue', 400],
    rest: ['SerializationException', 400],
    restXml: ['MalformedXML', 400],
  },
  'access-denied': {
    json: ['AccessDeniedException', 400],
    query: ['AccessDenied', 403],
    ec2: ['UnauthorizedOperation', 403],
    rest: ['AccessDeniedException', 403],
    restXml: ['AccessDenied', 403],
  },
  'too-large': {
    json: ['RequestEntityTooLargeException', 413],
    query: ['RequestEntityTooLarge', 413],
    ec2: ['RequestEntityTooLarge', 413],
    rest: ['RequestTooLargeException', 413],
    restXml: ['EntityTooLarge', 400],
  },
  'incomplete-body': {
    json: ['RequestTimeoutException', 408],
    query: ['RequestTimeout', 408],
    ec2: ['RequestTimeout', 408],
    rest: ['RequestTimeoutException', 408],
    restXml: ['RequestTimeout', 400],
  },
  internal: {
    json: ['InternalFailure', 500],
    query: ['InternalFailure', 500],
    ec2: ['InternalError', 500],
    rest: ['ServiceException', 500],
    restXml: ['InternalError', 500],
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
  if (thrown instanceof WireFault && thrown.fault === 'access-denied') return denial(thrown.message, service, family)
  if (thrown instanceof WireFault) return faultError(thrown.fault, thrown.message, family)
  if (thrown instanceof AuthenticationError) return faultError(thrown.failure, thrown.message, family)
  if (thrown instanceof ChunkMismatch) return faultError('mismatch', thrown.message, family)
  if (thrown instanceof SerializationError) return faultError('undecodable', thrown.message, family)
  if (thrown instanceof ApiError) return modelledError(thrown, service)
  return faultError('internal', 'The request processing has failed because of an unknown error, exception or failure.', family)
}

function faultError(fault: Fault, message: string, family: Family): WireError {
  const [code, status] = codes[fault][family === 'cbor' ? 'json' : family]
  return { code, status, message, fault: status >= 500 ? 'server' : 'client', members: {} }
}

/**
 * AWS: SNS has an error of its own for it, and what answers in JSON or CBOR with the codes that it had in the Query protocol has that
 * protocol's status too (SQS, CloudWatch).
 */
function denial(message: string, service: Service | undefined, family: Family): WireError {
  const own = service?.error('AuthorizationError')
  if (own?.error !== undefined) return modelledError(new ApiError('AuthorizationError', message), service)
  return faultError('access-denied', message, service?.model.queryCompatible === true ? 'query' : family)
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
