import type { WireError } from '../protocol/protocol.ts'
import type { AuthenticationFailure } from '../signature/authenticate.ts'

type Family = 'json' | 'query' | 'rest' | 'cbor'

/** What can go wrong before or around an operation, in the codes each protocol family has for it. */
export type Fault =
  | AuthenticationFailure
  | 'unknown-operation'
  | 'undecodable'
  | 'missing-member'
  | 'access-denied'
  | 'too-large'
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
  'missing-member': {
    json: ['ValidationException', 400],
    query: ['ValidationError', 400],
    rest: ['ValidationException', 400],
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
  internal: {
    json: ['InternalFailure', 500],
    query: ['InternalFailure', 500],
    rest: ['ServiceException', 500],
  },
}

export function faultError(fault: Fault, message: string, family: Family): WireError {
  const [code, status] = codes[fault][family === 'cbor' ? 'json' : family]
  return { code, status, message, fault: status >= 500 ? 'server' : 'client', members: {} }
}
