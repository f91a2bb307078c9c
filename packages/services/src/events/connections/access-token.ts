import type { OutgoingHttp } from '../../declaration/service.ts'
import type { HttpRequest } from '../../http-task/build-request.ts'
import type { ConnectionParameters } from '../records/connection-record.ts'

export interface AccessToken {
  /** The value of the `Authorization` header. */
  authorization: string
  /** Epoch milliseconds before which to ask for another; nothing where the endpoint does not say. */
  renewAt?: number
}

/** The authorization endpoint does not let the client in. Says nothing of what was sent. */
export class TokenRefused extends Error {}

const longestMs = 30_000
const longestAnswerBytes = 65_536
/** AWS renews a token that is about to expire. */
const marginMs = 60_000

/**
 * Exchanges the client's id and secret for a token, as OAuth 2.0 has it (RFC 6749, 4.4): what the connection adds wins.
 * @throws TokenRefused; other errors when the endpoint cannot be reached
 */
export async function fetchToken(
  outgoing: Pick<OutgoingHttp, 'exchange'>,
  oauth: NonNullable<ConnectionParameters['OAuthParameters']>,
  now: number,
): Promise<AccessToken> {
  const { status, body } = await outgoing.exchange({
    ...tokenRequest(oauth),
    ...{ timeoutMs: longestMs, longestAnswerBytes, needsTls: true },
  })
  if (status >= 400) throw new TokenRefused(`The authorization endpoint answered ${status}.`)
  const answer = parsed(body)
  const { access_token: token, token_type: type, expires_in: seconds } = answer
  if (typeof token !== 'string' || token === '') throw new TokenRefused('The authorization endpoint answered without an access token.')
  const scheme = typeof type === 'string' && type.toLowerCase() !== 'bearer' ? type : 'Bearer'
  const lifetimeMs = Number(seconds) * 1000
  return {
    authorization: `${scheme} ${token}`,
    ...(lifetimeMs > 0 && { renewAt: now + Math.max(lifetimeMs - marginMs, lifetimeMs / 2) }),
  }
}

function tokenRequest(oauth: NonNullable<ConnectionParameters['OAuthParameters']>): HttpRequest {
  const { AuthorizationEndpoint = '', HttpMethod: method = 'POST', ClientParameters: client, OAuthHttpParameters: added = {} } = oauth
  const headers: Record<string, string> = { accept: 'application/json' }
  for (const { Key = '', Value = '' } of added.HeaderParameters ?? []) headers[Key.toLowerCase()] = Value
  const url = new URL(AuthorizationEndpoint)
  const fields = new URLSearchParams({
    grant_type: 'client_credentials',
    ...{ client_id: client?.ClientID ?? '', client_secret: client?.ClientSecret ?? '' },
  })
  for (const { Key = '', Value = '' } of added.BodyParameters ?? []) fields.set(Key, Value)
  if (method === 'GET') for (const [name, value] of fields) url.searchParams.set(name, value)
  for (const { Key = '', Value = '' } of added.QueryStringParameters ?? []) url.searchParams.set(Key, Value)
  if (method === 'GET') return { url: url.href, method, headers }
  headers['content-type'] ??= 'application/x-www-form-urlencoded'
  const isJson = headers['content-type'].startsWith('application/json')
  return { url: url.href, method, headers, body: isJson ? JSON.stringify(Object.fromEntries(fields)) : fields.toString() }
}

function parsed(body: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString())
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
