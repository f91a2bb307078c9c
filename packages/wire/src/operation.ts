/** Who calls, as the signature says. */
export interface Caller {
  accountId: string
  accessKeyId: string
  arn: string
  userId: string
}

/** What decided that a call is not allowed. Policies and statements are those of the caller's own account. */
export interface WhyDenied {
  decision: 'explicitDeny' | 'implicitDeny'
  action: string
  resource: string
  /** Which kind of policy denies it, or does not allow it. */
  policyType: string
  /** Of an explicit deny: the policy. */
  policy?: string
  /** The statement in it: its Sid, or which one it is, from 1. */
  statement?: string
  /** Of an implicit one: the policies that were asked. */
  asked?: string[]
}

/** How a request came to the server. */
export interface Arrival {
  /** The client's address, where it is known. */
  sourceIp?: string
  /** Whether nobody could read it on its way. */
  isSecure: boolean
}

/** What an operation may know of its request besides the input. */
export interface OperationContext {
  requestId: string
  service: string
  operation: string
  region: string
  accountId: string
  caller: Caller
  /** Nobody has signed, where only an operation that anybody may call is to be had so; the caller is made up. */
  isAnonymous?: true
  /** Aborted when the client goes away. */
  signal: AbortSignal
  /** The client has sent this request before, as its SDK says, and has got no answer that it could use. */
  isRetry?: true
  /** The trace that the request belongs to, as X-Ray's header has it. */
  traceHeader?: string
  /** Told of every refusal, in the pipeline or within the operation, what decided; nothing where that is not the caller's to know. */
  noteDenied?: (why: WhyDenied | undefined) => void
  /** Of a request from outside; a call that the server makes itself has none. */
  arrival?: Arrival & { userAgent?: string; referer?: string }
  /** A browser's form brought the object. */
  isForm?: true
  /** The services through which a caller's call has come, the first one first: `cloudformation.amazonaws.com`. */
  calledVia?: readonly string[]
  /** The execution whose task calls, where one does. */
  executionArn?: string
  /** Present when a task calls: an operation may leave its writes to the turn that takes the task's report. */
  deferred?: DeferredWrites
}

/** Where an operation leaves what it would have written, with what is to happen once it is on disk or was given up. */
export interface DeferredWrites {
  add(writes: readonly object[], settle: (committed: boolean) => void): void
}

/** One API operation. Input and output are the SDK's types: Date for timestamps, Uint8Array for blobs. */
// biome-ignore lint/suspicious/noExplicitAny: the table of operations is heterogeneous; each file types its own.
export interface Operation<I = any, O = any> {
  (input: I, context: OperationContext): O | Promise<O>
  /**
   * For a task whose turn is not on disk yet: what does it without waiting for anything, all that it writes being left (`deferred`). Nothing
   * where it would have to wait: it only looks, so that nothing has been asked, prepared or counted then. What it throws is the refusal of the
   * call, of whose permission is asked before either is used.
   */
  atOnce?(input: I, context: OperationContext): (() => O) | undefined
}

/** A service: its operations by AWS's name, e.g. `CreateStateMachine`. What is missing is answered 4xx as not implemented. */
export interface ServiceOperations {
  /** The signature's service scope: `states`, `lambda`, `iam`, `sts`, `logs`, `monitoring`. */
  scope: string
  operations: Record<string, Operation>
  /** Bytes that the body of an operation's request may have; of those not named here, 1 MiB. */
  bodyLimits?: Readonly<Record<string, number>>
  /** Operations that nobody need sign, because their input shows who may. */
  unsigned?: readonly string[]
}

/** The caller is wrong: answered with a modelled error. `code` is the error shape's name in the service's model. */
export class ApiError extends Error {
  readonly code: string
  readonly httpStatus: number | undefined
  /** Further members of the error shape, e.g. `resourceName`. */
  readonly members: Record<string, unknown>

  constructor(code: string, message: string, options: { httpStatus?: number; members?: Record<string, unknown> } = {}) {
    super(message)
    this.name = 'ApiError'
    this.code = code
    this.httpStatus = options.httpStatus
    this.members = options.members ?? {}
  }
}

/** A whole request. Header names are lower case. */
export interface WireRequest {
  method: string
  /** Path and query as sent, undecoded. */
  url: string
  headers: Record<string, string | undefined>
  body: Uint8Array
  /** SHA-256 of the body as it came, in hex, where blobs were lifted out of it. */
  bodyHash?: string
  signal: AbortSignal
}

/**
 * A body at hand, or one that is still on its way: reads it to its end, but no further than so many bytes. Given somebody who takes the
 * bytes as they come, it keeps none. Rejects with BodyError when it is larger or does not arrive.
 */
export type BodySource = Uint8Array | ((limitBytes: number, take?: (chunk: Uint8Array) => void) => Promise<Uint8Array>)

/** A request of which nothing but the head needs to be here. */
export type IncomingRequest = Omit<WireRequest, 'body'> & {
  body: BodySource
  /** The body as it comes, for operations that take it so. Throws BodyError beyond the limit, or when it does not come to its end. */
  stream?: (limitBytes: number) => AsyncIterable<Uint8Array>
  /** What the listener knows of who sent it; without it the dispatcher's mode counts. See AuthenticationOptions. */
  sender?: 'owner' | 'stranger'
  /** How it came, as the listener knows it. */
  arrival?: Arrival
}

export interface WireResponse {
  status: number
  headers: Record<string, string>
  body: Uint8Array | string
  /** In place of the body: bytes that are made while they are sent, with their length in the headers. */
  stream?: AsyncIterable<Uint8Array>
}
