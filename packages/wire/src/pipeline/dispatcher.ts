import { randomUUID } from 'node:crypto'
import type { LiftedBody } from '../codec/blob-lifter.ts'
import {
  ApiError,
  type Caller,
  type IncomingRequest,
  type ServiceOperations,
  type WhyDenied,
  type WireRequest,
  type WireResponse,
} from '../operation.ts'
import { type Match, type ParsedRequest, parseRequest, withBody, withLifted } from '../protocol/protocol.ts'
import { isPresigned } from '../signature/signature.ts'
import { arrivalOf } from './arrival-of.ts'
import { type AuthenticationOptions, authenticate, type KnownCredential, unsignedCaller } from './authenticate.ts'
import { bodyLimit, boundBody } from './bound-body.ts'
import type { Gates } from './call.ts'
import { type Claim, claim, claimedOperation } from './claim.ts'
import { decode } from './decode.ts'
import { openDesks } from './desk.ts'
import { FORM_OPERATION, uploadForm } from './form-upload/form-upload.ts'
import { isFormUpload } from './form-upload/is-form-upload.ts'
import { blobPlaces, liftBody } from './lift-body.ts'
import { begin, outputOf } from './run.ts'
import { streamBody, streamedMember } from './stream-body.ts'
import { isCompressed, uncompressBody } from './uncompress-body.ts'
import { WireFault, wireError } from './wire-faults.ts'

/** One request as it went, for logs and metrics. */
export interface RequestNotice {
  requestId: string
  service: string | undefined
  operation: string | undefined
  /** Who called, once the signature was looked at. */
  caller: Caller | undefined
  status: number
  errorCode?: string
  /** Of a refusal: what decided. */
  whyDenied?: WhyDenied
  durationMs: number
}

export interface DispatcherOptions extends Gates {
  services: readonly ServiceOperations[]
  /** For requests whose sender the listener does not name; default `trust`: see {@link AuthenticationOptions}. */
  mode?: AuthenticationOptions['mode']
  /** Default `123456789012`. */
  defaultAccountId?: string
  /** For requests that nobody signed. Default `us-east-1`. */
  defaultRegion?: string
  /** The partition of a region; default `aws` for all. */
  partition?: (region: string) => string
  /** Credentials the server knows; STS has them. */
  credential?: (accessKeyId: string) => KnownCredential | undefined
  /** Services that are elsewhere, by their scope, and who answers their requests. */
  forward?: {
    reaches(scope: string): boolean
    /** `isAnonymous`: what nobody has signed is not signed on its way either. */
    pass(scope: string, request: WireRequest, at: { region: string; isAnonymous?: true }): Promise<WireResponse>
  }
  logger: { error(message: string, details: Record<string, unknown>): void }
  onRequest?: (notice: RequestNotice) => void
  /** Epoch milliseconds. */
  now?: () => number
  requestId?: () => string
}

const NOTHING = new Uint8Array(0)

function headOf({ method, url, headers, signal }: IncomingRequest): WireRequest {
  return { method, url, headers, body: NOTHING, signal }
}

/** A request on its way, and what was found out about it so far. */
interface Passage {
  requestId: string
  parsed: ParsedRequest
  claimed: Claim
  match: Match | undefined
  caller: Caller | undefined
  /** What decided the last refusal. */
  whyDenied: WhyDenied | undefined
  lifted?: LiftedBody
}

/**
 * The whole way of a request: claim → bound the body → authenticate → decode → validate → authorize → throttle → run → encode.
 * Never rejects: whatever happens is an answer in the caller's protocol, 4xx when the caller is wrong and 500 when we are.
 */
export function createDispatcher(options: DispatcherOptions): (request: IncomingRequest) => Promise<WireResponse> {
  const desks = openDesks(options.services)
  const known = {
    defaultAccountId: options.defaultAccountId ?? '123456789012',
    defaultRegion: options.defaultRegion ?? 'us-east-1',
    partition: options.partition ?? (() => 'aws'),
    credential: options.credential ?? (() => undefined),
    now: options.now ?? Date.now,
  }
  const authentications = { trust: { ...known, mode: 'trust' }, verify: { ...known, mode: 'verify' } } as const

  return async function dispatch(incoming) {
    const started = performance.now()
    const parsed = parseRequest(headOf(incoming))
    const requestId = options.requestId?.() ?? randomUUID()
    const passage: Passage = { requestId, parsed, claimed: claim(parsed, desks), match: undefined, caller: undefined, whyDenied: undefined }
    let response: WireResponse
    let errorCode: string | undefined
    let whyDenied: WhyDenied | undefined
    try {
      response = await answer(incoming, passage)
    } catch (thrown) {
      const { service } = passage.claimed.desk ?? {}
      const error = wireError(thrown, service, passage.claimed.protocol.family)
      errorCode = error.code
      // What an operation refuses on purpose is no defect, whosever fault it is.
      if (error.fault === 'server' && !(thrown instanceof ApiError) && !incoming.signal.aborted)
        options.logger.error('request failed', { ...namesOf(passage), error: thrown })
      response = await passage.claimed.protocol.writeError(error, passage.parsed, service, passage.requestId)
      whyDenied = /^(AccessDenied|AuthorizationError|UnauthorizedOperation)/.test(error.code) ? passage.whyDenied : undefined
      if (whyDenied !== undefined) response = { ...response, headers: { ...response.headers, [WHY_DENIED]: headerText(whyDenied) } }
    }
    passage.lifted?.release()
    options.onRequest?.({
      ...namesOf(passage),
      caller: passage.caller,
      status: response.status,
      ...(errorCode === undefined ? {} : { errorCode }),
      ...(whyDenied === undefined ? {} : { whyDenied }),
      durationMs: performance.now() - started,
    })
    return response
  }

  function isElsewhere({ claimed: { scope } }: Passage): boolean {
    return scope !== undefined && options.forward?.reaches(scope) === true
  }

  function authenticationFor({ sender }: IncomingRequest): AuthenticationOptions {
    if (sender === undefined) return authentications[options.mode ?? 'trust']
    return authentications[sender === 'owner' ? 'trust' : 'verify']
  }

  async function answer(incoming: IncomingRequest, passage: Passage): Promise<WireResponse> {
    const { requestId } = passage
    if (isFormUpload(passage.parsed) && !isElsewhere(passage)) return answerForm(incoming, passage, authenticationFor(incoming), options)
    passage.match = claimedOperation(passage.claimed, passage.parsed)
    const isSigned = incoming.headers['authorization'] !== undefined || isPresigned(passage.parsed.query)
    const streamed = streamedMember(passage.claimed, passage.match?.operation)
    const places = isElsewhere(passage) ? undefined : blobPlaces(passage.claimed, passage.match?.operation)
    if (places !== undefined) {
      passage.lifted = await liftBody(incoming, places, { claimed: passage.claimed, operation: passage.match!.operation, isSigned })
      passage.parsed = withLifted(passage.parsed, passage.lifted)
    } else if (!streamed) {
      const body = await boundBody(incoming.body, passage.claimed, passage.match?.operation, isSigned)
      passage.parsed = withBody(passage.parsed, body)
    }
    // A form names its operation, and unsigned its service too, in the body.
    if (passage.match === undefined) {
      passage.claimed = claim(passage.parsed, desks)
      passage.match = claimedOperation(passage.claimed, passage.parsed)
    }
    const { request, query } = passage.parsed
    const who = isSigned || mustBeSigned(passage) ? authenticate : unsignedCaller
    const authenticated = who(request, query, authenticationFor(incoming))
    passage.caller = authenticated.caller
    const { scope } = passage.claimed
    if (isElsewhere(passage)) return options.forward!.pass(scope!, request, authenticated)
    if (!streamed && isCompressed(passage.parsed)) passage.parsed = await uncompressBody(passage.parsed, passage.claimed)
    passage.match ??= claimedOperation(passage.claimed, passage.parsed)
    const { parsed, claimed, match } = passage
    const call = await decode(parsed, claimed, match, authenticated, requestId)
    if (incoming.arrival) call.context.arrival = arrivalOf(incoming.arrival, request.headers)
    call.context.noteDenied = why => {
      passage.whyDenied = why
    }
    if (streamed) {
      const { verified } = authenticated
      streamBody({ incoming, verified, limitBytes: bodyLimit(claimed, match?.operation) }, call.shape, streamed, call.input)
    }
    const output = outputOf(await begin(call, options))
    return claimed.protocol.writeOutput(call.shape, output, call.service, requestId)
  }
}

function answerForm(
  incoming: IncomingRequest,
  passage: Passage,
  authentication: AuthenticationOptions,
  gates: Gates,
): Promise<WireResponse> {
  const { parsed, claimed, requestId } = passage
  if (claimed.desk === undefined) throw new WireFault('unknown-operation', 'The request names no operation.')
  passage.match = { operation: FORM_OPERATION }
  return uploadForm({
    ...{ incoming, parsed, desk: claimed.desk, claimed, requestId, gates, authentication },
    noteCaller: caller => {
      passage.caller = caller
    },
    noteDenied: why => {
      passage.whyDenied = why
    },
  })
}

/** In a header, as the errors of all protocols have room for it there. */
const WHY_DENIED = 'x-pasos-why-denied'

/** JSON in ASCII. */
function headerText(value: unknown): string {
  return JSON.stringify(value).replace(/[^ -~]/g, letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function mustBeSigned({ claimed, match }: Passage): boolean {
  return match === undefined || claimed.desk?.unsigned.has(match.operation) !== true
}

function namesOf({ requestId, claimed, match }: Passage): Pick<RequestNotice, 'requestId' | 'service' | 'operation'> {
  const service = claimed.desk?.service
  // Names that nobody knows are the caller's text and belong in no log.
  const operation = match && service?.operation(match.operation)?.name
  return { requestId, service: service?.model.scope, operation }
}
