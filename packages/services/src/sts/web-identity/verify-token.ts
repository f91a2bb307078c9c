import { createPublicKey, type JsonWebKey, verify } from 'node:crypto'
import { ApiError } from '@pasos/wire'

/** A JSON Web Key as providers publish it. */
export type IssuerKey = JsonWebKey & { kid?: string }

/** The claims that count. */
export interface TokenClaims {
  iss: string
  sub: string
  /** Whom the token was made for: `azp` where there is one. */
  audiences: string[]
  /** All claims, as they came. */
  all: Readonly<Record<string, unknown>>
}

export interface UnverifiedToken {
  header: Readonly<Record<string, unknown>>
  claims: Readonly<Record<string, unknown>>
  signed: Buffer
  signature: Buffer
}

/** Hashes by algorithm, with what else node's `verify` has to know of it. */
const ALGORITHMS: Readonly<Record<string, { kty: 'RSA' | 'EC'; hash: string }>> = {
  RS256: { kty: 'RSA', hash: 'sha256' },
  RS384: { kty: 'RSA', hash: 'sha384' },
  RS512: { kty: 'RSA', hash: 'sha512' },
  ES256: { kty: 'EC', hash: 'sha256' },
  ES384: { kty: 'EC', hash: 'sha384' },
  ES512: { kty: 'EC', hash: 'sha512' },
}

export function invalidToken(message: string): ApiError {
  return new ApiError('InvalidIdentityTokenException', message)
}

/** Takes a JSON Web Token apart, believing nothing of it. @throws ApiError InvalidIdentityToken */
export function readToken(text: string): UnverifiedToken {
  const parts = text.split('.')
  const [header = '', claims = '', signature = ''] = parts
  if (parts.length !== 3)
    throw invalidToken('The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)')
  return {
    header: object(header),
    claims: object(claims),
    signed: Buffer.from(`${header}.${claims}`),
    signature: Buffer.from(signature, 'base64url'),
  }
}

function object(part: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // Not JSON: said below.
  }
  throw invalidToken('The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)')
}

/** Whether one of the issuer's keys signed the token. The algorithm is the key's business too: an RSA key verifies no other kind. */
export function isSignedBy({ header, signed, signature }: UnverifiedToken, keys: readonly IssuerKey[]): boolean {
  const { alg: named } = header
  const algorithm = typeof named === 'string' && Object.hasOwn(ALGORITHMS, named) ? ALGORITHMS[named] : undefined
  // Extensions that a verifier must understand: we understand none.
  if (algorithm === undefined || 'crit' in header) return false
  const fitting = keys.filter(
    ({ kty, kid, alg, use }) =>
      kty === algorithm.kty &&
      (header['kid'] === undefined || kid === header['kid']) &&
      (alg === undefined || alg === header['alg']) &&
      (use === undefined || use === 'sig'),
  )
  return fitting.some(jwk => {
    try {
      const key = createPublicKey({ key: jwk, format: 'jwk' })
      return verify(algorithm.hash, signed, { key, dsaEncoding: 'ieee-p1363' }, signature)
    } catch {
      // A key that is none verifies nothing.
      return false
    }
  })
}

/** What a token whose signature is good says. `now` is epoch milliseconds. @throws ApiError InvalidIdentityToken, ExpiredToken */
export function claimsOf({ claims }: UnverifiedToken, now: number): TokenClaims {
  const { iss, sub, exp, iat, nbf, aud, azp } = claims
  if (typeof iss !== 'string') throw invalidToken('Missing a required claim: iss')
  if (typeof sub !== 'string' || sub === '') throw invalidToken('Missing a required claim: sub')
  if (typeof exp !== 'number') throw invalidToken('Missing a required claim: exp')
  if (typeof iat !== 'number') throw invalidToken('Missing a required claim: iat')
  const seconds = Math.floor(now / 1000)
  if (seconds >= exp) {
    const message = `Token expired: current date/time ${seconds} must be before the expiration date/time ${exp}`
    throw new ApiError('ExpiredTokenException', message)
  }
  if (typeof nbf === 'number' && nbf > seconds + 300) throw invalidToken('Token is not yet valid')
  const audiences = typeof azp === 'string' ? [azp] : [aud].flat().filter(one => typeof one === 'string')
  if (audiences.length === 0) throw invalidToken('Missing a required claim: aud')
  return { iss, sub, audiences, all: claims }
}
