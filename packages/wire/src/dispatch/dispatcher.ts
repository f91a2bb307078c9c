import { randomUUID } from 'node:crypto'
import { findMissing } from '../codec/required.ts'
import { SerializationError } from '../codec/serialization-error.ts'
import type { Values } from '../codec/tree.ts'
import { loadService, type OperationShape, type Service } from '../model/service.ts'
import {
  ApiError,
  type Operation,
  type OperationContext,
  type ServiceOperations,
  type WireRequest,
  type WireResponse,
} from '../operation.ts'
import { type ParsedRequest, parseRequest, type ServerProtocol, type WireError } from '../protocol/protocol.ts'
import { type Authenticated, AuthenticationError, authenticate, type KnownCredential } from '../signature/authenticate.ts'
import { claimProtocol, guessProtocol } from './claim.ts'
import { type Fault, faultError } from './wire-faults.ts'

/** One request as it went, for logs and metrics. */
export interface RequestNotice {
  requestId: string
  service: string | undefined
  operation: string | undefined
  status: number
  errorCode?: string
  durationMs: number
}

export interface DispatcherOptions {
  services: readonly ServiceOperations[]
  /** Default `trust`: see {@link import('../signature/authenticate.ts').AuthenticationOptions}. */
  mode?: 'trust' | 'verify'
  /** Default `123456789012`. */
  defaultAccountId?: string
  /** For requests that nobody signed. Default `us-east-1`. */
  defaultRegion?: string
  /** Credentials the server knows; STS has them. */
  credential?: (accessKeyId: string) => KnownCredential | undefined
  /** Answers the message of the refusal, or nothing when the caller may do it. */
  authorizeCaller?: (context: OperationContext, input: Values) => string | undefined
  /** Bytes; default 1 MiB, and 70 MiB for `lambda`, whose code comes in the body. The listener should cut earlier. */
  maxBodyBytes?: (scope: string) => number
  logger: { error(message: string, details: Record<string, unknown>): void }
  onRequest?: (notice: RequestNotice) => void
  /** Epoch milliseconds. */
  now?: () => number
  requestId?: () => string
}

interface Desk {
  service: Service
  operations: Record<string, Operation>
}

/** The failure of a request at the wire, before or around its operation. */
export class WireFault extends Error {
  readonly fault: Fault

  constructor(fault: Fault, message: string) {
    super(message)
    this.fault = fault
  }
}

const mebibyte = 1024 * 1024

function defaultMaxBodyBytes(scope: string): number {
  return scope === 'lambda' ? 70 * mebibyte : mebibyte
}

/**
 * The whole way of a request: find service and protocol, authenticate, decode, check required members, authorize, run, encode.
 * Never rejects: whatever happens is an answer in the caller's protocol, 4xx when the caller is wrong and 500 when we are.
 */
export function createDispatcher(options: DispatcherOptions): (request: WireRequest) => Promise<WireResponse> {
  const now = options.now ?? Date.now
  const maxBodyBytes = options.maxBodyBytes ?? defaultMaxBodyBytes
  const desks = new Map<string, Desk>()
  for (const { scope, operations } of options.services) desks.set(scope, { service: loadService(scope), operations })
  const authentication = {
    mode: options.mode ?? ('trust' as const),
    defaultAccountId: options.defaultAccountId ?? '123456789012',
    defaultRegion: options.defaultRegion ?? 'us-east-1',
    credential: options.credential ?? (() => undefined),
    now,
  }

  return async function dispatch(request) {
    const started = performance.now()
    const requestId = options.requestId?.() ?? randomUUID()
    const parsed = parseRequest(request)
    const trail: Trail = { protocol: guessProtocol(parsed), service: undefined, operation: undefined }
    let response: WireResponse
    let errorCode: string | undefined
    try {
      response = await answer(parsed, requestId, trail)
    } catch (thrown) {
      const error = wireError(thrown, trail)
      errorCode = error.code
      if (error.fault === 'server' && !request.signal.aborted) {
        options.logger.error('request failed', {
          requestId,
          service: trail.service?.model.scope,
          operation: trail.operation,
          error: thrown,
        })
      }
      response = await trail.protocol.writeError(error, parsed, trail.service, requestId)
    }
    options.onRequest?.({
      requestId,
      service: trail.service?.model.scope,
      operation: trail.operation,
      status: response.status,
      ...(errorCode === undefined ? {} : { errorCode }),
      durationMs: performance.now() - started,
    })
    return response
  }

  async function answer(parsed: ParsedRequest, requestId: string, trail: Trail): Promise<WireResponse> {
    const { request } = parsed
    const scope = claimedScope(parsed)
    const desk = scope === undefined ? undefined : desks.get(scope)
    if (desk !== undefined) {
      trail.service = desk.service
      trail.protocol = claimProtocol(desk.service.model.protocols, parsed)
    }
    if (request.body.length > maxBodyBytes(scope ?? '')) throw new WireFault('too-large', 'Request size exceeded the limit')
    const authenticated = authenticate(request, parsed.query, authentication)
    if (desk === undefined) throw new WireFault('unknown-operation', `The service ${scope ?? 'of this request'} is not available here.`)
    const match = trail.protocol.match(parsed, desk.service)
    if (match === undefined) throw unknownOperation(parsed, desk.service)
    trail.operation = match.operation
    const shape = desk.service.operation(match.operation)
    if (shape === undefined) throw unknownOperation(parsed, desk.service, match.operation)
    const operation = Object.hasOwn(desk.operations, shape.name) ? desk.operations[shape.name] : undefined
    if (operation === undefined) throw new WireFault('unknown-operation', `The operation ${shape.name} is not implemented here.`)
    const input = await trail.protocol.readInput(shape, parsed, match)
    checkRequired(shape, input)
    const context = contextOf(authenticated, desk.service, shape, requestId, request.signal)
    const refusal = options.authorizeCaller?.(context, input)
    if (refusal !== undefined) throw new WireFault('access-denied', refusal)
    const output = ((await operation(input, context)) ?? {}) as Values
    return trail.protocol.writeOutput(shape, output, desk.service, requestId)
  }

  /** The scope of the signature, or what else tells the service when nobody signed. */
  function claimedScope(parsed: ParsedRequest): string | undefined {
    const signed = scopeOfSignature(parsed)
    if (signed !== undefined) return signed
    const target = parsed.request.headers['x-amz-target']?.split('.')[0] ?? /^\/service\/([^/]+)\//.exec(parsed.path)?.[1]
    const version = trimmedVersion(parsed)
    for (const [scope, { service }] of desks) {
      if (target !== undefined ? service.model.targetPrefix === target : version !== undefined && service.model.version === version)
        return scope
    }
    return target === undefined && version === undefined && desks.has('lambda') ? 'lambda' : undefined
  }
}

/** What is known of a request by the time it fails. */
interface Trail {
  protocol: ServerProtocol
  service: Service | undefined
  operation: string | undefined
}

function scopeOfSignature({ request, query }: ParsedRequest): string | undefined {
  const credential = /Credential=([^,\s]*)/.exec(request.headers['authorization'] ?? '')?.[1] ?? query.get('X-Amz-Credential')
  return credential?.split('/')[3]
}

function trimmedVersion(parsed: ParsedRequest): string | undefined {
  const isForm = parsed.query.has('Action') || parsed.request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')
  return isForm ? (parsed.form().get('Version') ?? undefined) : undefined
}

function unknownOperation(parsed: ParsedRequest, service: Service, operation?: string): WireFault {
  if (service.model.protocols.includes('awsQuery') && operation !== undefined) {
    return new WireFault(
      'unknown-operation',
      `Could not find operation ${operation} for version ${parsed.form().get('Version') ?? service.model.version}`,
    )
  }
  return new WireFault('unknown-operation', operation === undefined ? 'The request names no operation.' : `Unknown operation ${operation}.`)
}

/** @throws WireFault naming all required members that are missing, in AWS's words */
export function checkRequired(shape: OperationShape, input: Values) {
  const missing = findMissing(shape.input, input)
  if (missing.length === 0) return
  const findings = missing.map(path => `Value null at '${path}' failed to satisfy constraint: Member must not be null`)
  throw new WireFault(
    'missing-member',
    `${missing.length} validation error${missing.length > 1 ? 's' : ''} detected: ${findings.join('; ')}`,
  )
}

function contextOf(
  { caller, region }: Authenticated,
  { model }: Service,
  { name }: OperationShape,
  requestId: string,
  signal: AbortSignal,
): OperationContext {
  return { requestId, service: model.scope, operation: name, region, accountId: caller.accountId, caller, signal }
}

function wireError(thrown: unknown, { protocol, service }: Trail): WireError {
  const { family } = protocol
  if (thrown instanceof WireFault) return faultError(thrown.fault, thrown.message, family)
  if (thrown instanceof AuthenticationError) return faultError(thrown.failure, thrown.message, family)
  if (thrown instanceof SerializationError) return faultError('undecodable', thrown.message, family)
  if (thrown instanceof ApiError) return modelledError(thrown, service, family)
  return faultError('internal', 'The request processing has failed because of an unknown error, exception or failure.', family)
}

export function modelledError(thrown: ApiError, service: Service | undefined, family: ServerProtocol['family']): WireError {
  const shape = service?.error(thrown.code)
  const modelled = family === 'query' ? shape?.error?.queryStatus : shape?.error?.status
  const status = thrown.httpStatus ?? modelled ?? 400
  return {
    code: thrown.code,
    message: thrown.message,
    status,
    fault: shape?.error?.fault ?? (status >= 500 ? 'server' : 'client'),
    members: thrown.members,
    ...(shape === undefined ? {} : { shape }),
  }
}
