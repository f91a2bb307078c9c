import { hash, timingSafeEqual } from 'node:crypto'
import type { WireRequest } from '../operation.ts'
import { canonicalRequest } from './canonical-request.ts'
import { fromBasic, type Signature, toBasic } from './signature.ts'
import { isSignedByVersion2 } from './version-2.ts'

export type Refusal =
  | { reason: 'mismatch'; message: string }
  | { reason: 'expired'; message: string }
  /** An address of S3 that was good once. */
  | { reason: 'ended'; message: string }
  | { reason: 'malformed'; message: string }

const allowedSkewMinutes = 15
const week = 7 * 24 * 3600

export const mismatchMessage =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'

const ended: Refusal = { reason: 'ended', message: 'Request has expired' }

const mismatch: Refusal = { reason: 'mismatch', message: mismatchMessage }

/**
 * Signs the request again with the secret and compares in constant time.
 * `now` is epoch milliseconds; requests older or newer than 15 minutes, and presigned ones after their end, are refused.
 */
export function verifySignature(request: WireRequest, signature: Signature, secret: string, now: number): Refusal | undefined {
  if (signature.endsAt !== undefined) {
    if (!(now <= signature.endsAt * 1000)) return ended
    return isSignedByVersion2(request, signature.signature, secret) ? undefined : mismatch
  }
  return checkForm(request, signature) ?? checkTime(signature, now) ?? checkHash(request, signature, secret)
}

/** What steers the request must be signed, or else anybody on the way could steer it elsewhere. */
function checkForm(request: WireRequest, signature: Signature): Refusal | undefined {
  const signed = new Set(signature.signedHeaders)
  if (!signed.has('host'))
    return { reason: 'malformed', message: "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization." }
  if (request.headers['x-amz-target'] !== undefined && !signed.has('x-amz-target')) return mismatch
  if (signature.timestamp === '') {
    const message = `Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=AWS4-HMAC-SHA256`
    return { reason: 'malformed', message }
  }
  if (!signature.timestamp.startsWith(signature.date)) {
    return {
      reason: 'mismatch',
      message: `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${signature.date}' != '${signature.timestamp.slice(0, 8)}', from '${signature.timestamp}'.`,
    }
  }
  return undefined
}

function checkTime(signature: Signature, now: number): Refusal | undefined {
  const signedAt = fromBasic(signature.timestamp)
  if (Number.isNaN(signedAt))
    return { reason: 'malformed', message: `Date must be in ISO-8601 'basic format'. Got '${signature.timestamp}'.` }
  const skew = allowedSkewMinutes * 60_000
  if (signedAt > now + skew) {
    const message = `Signature not yet current: ${signature.timestamp} is still later than ${toBasic(now + skew)} (${toBasic(now)} + ${allowedSkewMinutes} min.)`
    return { reason: 'expired', message }
  }
  if (signature.expires !== undefined) {
    if (!(signature.expires >= 0 && signature.expires <= week)) {
      return { reason: 'malformed', message: `X-Amz-Expires must be between 0 and ${week} seconds` }
    }
    const end = signedAt + signature.expires * 1000
    if (now > end && signature.service === 's3') return ended
    return now <= end ? undefined : { reason: 'expired', message: `Signature expired: ${toBasic(end)} is now earlier than ${toBasic(now)}` }
  }
  if (signedAt < now - skew) {
    const message = `Signature expired: ${signature.timestamp} is now earlier than ${toBasic(now - skew)} (${toBasic(now)} - ${allowedSkewMinutes} min.)`
    return { reason: 'expired', message }
  }
  return undefined
}

function checkHash(request: WireRequest, signature: Signature, secret: string): Refusal | undefined {
  const expected = signatureOf(canonicalRequest(request, signature.signedHeaders, signature.service), signature, secret)
  const given = Buffer.from(signature.signature, 'hex')
  return given.length === expected.length && timingSafeEqual(given, expected) ? undefined : mismatch
}

type Place = Pick<Signature, 'date' | 'region' | 'service' | 'timestamp'>

/** The signature of a canonical request. */
export function signatureOf(canonical: string, place: Place, secret: string): Buffer {
  return signText('AWS4-HMAC-SHA256', hash('sha256', canonical, 'hex'), place, secret)
}

/** The signature of what follows the scope in a text to sign; `algorithm` is its first line. */
export function signText(algorithm: string, signed: string, place: Place, secret: string): Buffer {
  const scope = `${place.date}/${place.region}/${place.service}/aws4_request`
  return hmac(signingKey(secret, place), `${algorithm}\n${place.timestamp}\n${scope}\n${signed}`)
}

/** The signature of a text that stands for itself: a form's policy. */
export function signPolicy(policy: string, place: Pick<Signature, 'date' | 'region' | 'service'>, secret: string): Buffer {
  return hmac(signingKey(secret, place), policy)
}

/** A key as HMAC uses it (RFC 2104): a block of 64 bytes for the inner hash and one for the outer. */
interface HmacKey {
  inner: Uint8Array
  outer: Uint8Array
}

const BLOCK = 64

function hmacKey(key: Uint8Array): HmacKey {
  const block = new Uint8Array(BLOCK)
  block.set(key.length > BLOCK ? hash('sha256', key, 'buffer') : key)
  return { inner: block.map(byte => byte ^ 0x36), outer: block.map(byte => byte ^ 0x5c) }
}

/** HMAC-SHA256 by two hashes of one call each. `createHmac` makes key objects anew, which took 43 % of the time of a verification. */
function hmac({ inner, outer }: HmacKey, text: string): Buffer {
  const first = hash('sha256', Buffer.concat([inner, Buffer.from(text)]), 'buffer')
  return hash('sha256', Buffer.concat([outer, first]), 'buffer')
}

const maxKeys = 1000
const keys = new Map<string, HmacKey>()

/** Derived keys live for a day; deriving one costs eight hashes, so the last thousand are kept. */
function signingKey(secret: string, { date, region, service }: Pick<Signature, 'date' | 'region' | 'service'>): HmacKey {
  const name = `${secret}/${date}/${region}/${service}`
  const known = keys.get(name)
  if (known !== undefined) return known
  let key = hmacKey(Buffer.from(`AWS4${secret}`))
  for (const part of [date, region, service, 'aws4_request']) key = hmacKey(hmac(key, part))
  if (keys.size >= maxKeys) keys.clear()
  keys.set(name, key)
  return key
}
