import { isJsonObject, type JsonObject } from '@pasos/asl'
import { ApiError } from '@pasos/wire'
import { isSignedBy, readToken, type UnverifiedToken } from '../../../sts/web-identity/verify-token.ts'
import type { JwtAuthorizer } from '../../records/http-api-record.ts'
import { type FoundHttpRequest, parameterScope } from '../admitted-request.ts'
import type { HttpServingPorts } from '../http-serving-ports.ts'
import { answers } from '../integrations.ts'
import { parameterValue } from '../parameter-mapping.ts'
import type { Authorization, Refused } from './authorize-route.ts'

/**
 * A token of the authorizer's issuer, for its audience, in its time, with one of the route's scopes where it has any.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export async function checkToken(
  ports: Pick<HttpServingPorts, 'issuerKeys' | 'clock'>,
  found: FoundHttpRequest,
  { identitySource, issuer, audience }: JwtAuthorizer,
): Promise<Authorization | Refused> {
  const given = parameterValue(identitySource[0] ?? '', parameterScope(found))
  if (typeof given !== 'string' || given === '') return { refused: answers.unauthorized('Bearer'), error: 'missing token' }
  const wanted = found.route.authorizationScopes ?? []
  const refused = (error: string, description: string, answer = answers.unauthorized): Refused => ({
    refused: answer(`Bearer scope="${wanted.join(' ')}" error="${error}" error_description="${description}"`),
    error: description,
  })
  const token = tokenIn(given)
  if (!token) return refused('invalid_token', 'the token could not be parsed')
  const problem = await problemOf(ports, token, { issuer, audience })
  if (problem !== undefined) return refused('invalid_token', problem)
  const scopes = scopesOf(token.claims)
  if (wanted.length > 0 && !wanted.some(scope => scopes.includes(scope))) {
    return refused('insufficient_scope', 'the token does not have sufficient scope', answers.forbidden)
  }
  return {
    kind: 'jwt',
    claims: plainClaims(token.claims),
    scopes: wanted.length > 0 ? wanted.filter(scope => scopes.includes(scope)) : null,
  }
}

function tokenIn(text: string): UnverifiedToken | undefined {
  try {
    return readToken(text.replace(/^Bearer +/i, '').trim())
  } catch (error) {
    if (error instanceof ApiError) return undefined
    throw error
  }
}

/** What is wrong with a token, in the words of the answer's header. */
async function problemOf(
  { issuerKeys, clock }: Pick<HttpServingPorts, 'issuerKeys' | 'clock'>,
  token: UnverifiedToken,
  { issuer, audience }: Pick<JwtAuthorizer, 'issuer' | 'audience'>,
): Promise<string | undefined> {
  const { iss, aud, client_id: client, exp, nbf, iat } = token.claims
  // AWS knows the algorithms of RSA alone.
  const { alg } = token.header
  if (typeof alg !== 'string' || !/^RS(?:256|384|512)$/.test(alg)) return `signing method ${printable(alg)} is invalid`
  if (iss !== issuer) return 'the token has an invalid issuer'
  try {
    if (!isSignedBy(token, await issuerKeys(issuer)) && !isSignedBy(token, await issuerKeys(issuer, true))) {
      return 'the token signature is invalid'
    }
  } catch (error) {
    if (error instanceof ApiError) return 'OIDC discovery endpoint communication error'
    throw error
  }
  const seconds = Math.floor(clock.now() / 1_000)
  if (typeof exp !== 'number' || exp <= seconds) return 'the token has expired'
  if (typeof nbf === 'number' && nbf > seconds) return 'the token is not yet valid'
  if (typeof iat === 'number' && iat > seconds) return 'the token is not yet valid'
  const audiences = aud === undefined ? [client] : [aud].flat()
  return audiences.some(one => typeof one === 'string' && audience.includes(one)) ? undefined : 'the token does not have a valid audience'
}

function printable(value: unknown): string {
  return typeof value === 'string' ? value.replace(/[^\w-]/g, '').slice(0, 20) : typeof value
}

function scopesOf({ scope, scp }: UnverifiedToken['claims']): string[] {
  const given = scope ?? scp
  return typeof given === 'string' ? given.split(' ').filter(Boolean) : Array.isArray(given) ? given.map(String) : []
}

/** Claims as functions are told them: everything is text, lists in brackets. */
function plainClaims(claims: UnverifiedToken['claims']): JsonObject {
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => {
      if (Array.isArray(value)) return [name, `[${value.map(String).join(' ')}]`]
      return [name, isJsonObject(value as JsonObject) ? JSON.stringify(value) : String(value)]
    }),
  )
}
