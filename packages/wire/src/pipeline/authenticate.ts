import { timingSafeEqual } from 'node:crypto'
import type { Caller, WireRequest } from '../operation.ts'
import { type PolicySignature, verifyPolicySignature } from '../signature/policy-signature.ts'
import { IncompleteSignatureError, readSignature, type Signature } from '../signature/signature.ts'
import { type Refusal, verifySignature } from '../signature/verify.ts'

/** Credentials the server knows: configured ones, or temporary ones that STS gave out. */
export interface KnownCredential {
  secretAccessKey: string
  sessionToken?: string
  /** Epoch milliseconds. */
  expiresAt?: number
  caller: Omit<Caller, 'accessKeyId'>
}

export interface AuthenticationOptions {
  /**
   * `trust` (the sender is the owner of this machine): credentials the server does not know are taken for the root of the account that a
   * 12-digit access key id names, of the default account otherwise, and unsigned requests too. `verify`: they are refused.
   * Credentials that the server knows are verified either way, and temporary ones (`ASIA…`) that it does not know nobody may use: they
   * were given to somebody once.
   */
  mode: 'trust' | 'verify'
  defaultAccountId: string
  defaultRegion: string
  /** The partition of a region, for the ARNs of roots. */
  partition: (region: string) => string
  credential: (accessKeyId: string) => KnownCredential | undefined
  /** Epoch milliseconds. */
  now: () => number
}

export interface Authenticated {
  caller: Caller
  region: string
  /** The service the signature is for; `undefined` when the request is not signed. */
  scope: string | undefined
  /** Nobody has signed, and the caller is made up: other operations would have been refused. */
  isAnonymous?: true
  /** What the request was verified with; nothing where nobody knows the secret. */
  verified?: { signature: Signature; secret: string }
}

export type AuthenticationFailure = Refusal['reason'] | 'missing-token' | 'incomplete' | 'unknown-key' | 'expired-token'

export class AuthenticationError extends Error {
  override readonly name = 'AuthenticationError'
  readonly failure: AuthenticationFailure

  constructor(failure: AuthenticationFailure, message: string) {
    super(message)
    this.failure = failure
  }
}

/** Who calls. @throws AuthenticationError with AWS's message. */
export function authenticate(request: WireRequest, query: URLSearchParams, options: AuthenticationOptions): Authenticated {
  const signature = read(request, query)
  if (signature === undefined) {
    if (isFormInAddress(request)) throw missingToken()
    if (options.mode === 'verify') throw missingToken()
    return { caller: rootOf(options.defaultAccountId, '', options.defaultRegion, options), region: options.defaultRegion, scope: undefined }
  }
  const region = signature.region === '' ? options.defaultRegion : signature.region
  return { ...callerOf(request, { ...signature, region }, options), region, scope: signature.service }
}

/** An operation that nobody need sign, unsigned: also by a link in a letter, which says all that it needs. */
export function unsignedCaller(request: WireRequest, _query: URLSearchParams, options: AuthenticationOptions): Authenticated {
  const { defaultAccountId, defaultRegion, mode } = options
  const caller = rootOf(defaultAccountId, '', defaultRegion, options)
  const isAnonymous = mode === 'verify' || isFormInAddress(request)
  return { caller, region: defaultRegion, scope: undefined, ...(isAnonymous && { isAnonymous }) }
}

function read(request: WireRequest, query: URLSearchParams): Signature | undefined {
  try {
    return readSignature(request, query)
  } catch (error) {
    if (error instanceof IncompleteSignatureError) throw new AuthenticationError('incomplete', error.message)
    throw error
  }
}

function callerOf(request: WireRequest, signature: Signature, options: AuthenticationOptions): Pick<Authenticated, 'caller' | 'verified'> {
  const known = options.credential(signature.accessKeyId)
  // A link or an image can carry a signature that nobody can verify: what it could change wants one that was made with a secret.
  if (known === undefined && options.mode === 'trust' && isFormInAddress(request)) throw missingToken()
  const caller = whoSigned(signature, known, options, secret => verifySignature(request, signature, secret, options.now()))
  return known === undefined ? { caller } : { caller, verified: { signature, secret: known.secretAccessKey } }
}

type Signed = Pick<Signature, 'accessKeyId' | 'region' | 'sessionToken'>

function whoSigned(
  { accessKeyId, region, sessionToken }: Signed,
  known: KnownCredential | undefined,
  options: AuthenticationOptions,
  verify: (secret: string) => Refusal | undefined,
): Caller {
  if (known === undefined) {
    if (options.mode === 'verify' || /^ASIA/i.test(accessKeyId)) throw invalidToken()
    const accountId = /^\d{12}$/.test(accessKeyId) ? accessKeyId : options.defaultAccountId
    return rootOf(accountId, accessKeyId, region, options)
  }
  if (known.sessionToken !== undefined && !sameText(known.sessionToken, sessionToken ?? '')) throw invalidToken()
  const refusal = verify(known.secretAccessKey)
  if (refusal !== undefined) throw new AuthenticationError(refusal.reason, refusal.message)
  if (known.expiresAt !== undefined && known.expiresAt <= options.now()) {
    throw new AuthenticationError('expired-token', 'The security token included in the request is expired')
  }
  return { ...known.caller, accessKeyId }
}

/**
 * Who made a browser's form, by the policy in it. `signed` is nothing where the form has none.
 * @throws AuthenticationError with AWS's message.
 */
export function authenticatePolicy(
  signed: PolicySignature | undefined,
  options: AuthenticationOptions,
): Pick<Authenticated, 'caller' | 'region'> {
  const region = signed?.region || options.defaultRegion
  if (signed === undefined) {
    if (options.mode === 'verify') throw new AuthenticationError('missing-token', 'Access Denied')
    return { caller: rootOf(options.defaultAccountId, '', region, options), region }
  }
  const known = options.credential(signed.accessKeyId)
  return { caller: whoSigned({ ...signed, region }, known, options, secret => verifyPolicySignature(signed, secret)), region }
}

/** `GET /?Action=…`: what a page anywhere can make a browser send, and what no client sends without a signature. */
function isFormInAddress({ method, url }: WireRequest): boolean {
  return (method === 'GET' || method === 'HEAD') && /[?&]Action=/.test(url)
}

function missingToken(): AuthenticationError {
  return new AuthenticationError('missing-token', 'Missing Authentication Token')
}

function invalidToken(): AuthenticationError {
  return new AuthenticationError('unknown-key', 'The security token included in the request is invalid.')
}

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}

function rootOf(accountId: string, accessKeyId: string, region: string, { partition }: AuthenticationOptions): Caller {
  return { accountId, accessKeyId, arn: rootArn(partition(region), accountId), userId: accountId }
}

/** Nearly all requests are of one account; an ARN that is the same text each time is flattened and hashed once, wherever it is looked up. */
function rootArn(partition: string, accountId: string): string {
  if (lastRoot.partition !== partition || lastRoot.accountId !== accountId)
    lastRoot = { partition, accountId, arn: `arn:${partition}:iam::${accountId}:root` }
  return lastRoot.arn
}

let lastRoot = { partition: '', accountId: '', arn: '' }
