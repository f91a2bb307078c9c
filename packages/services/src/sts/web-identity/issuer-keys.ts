import type { Clock } from '@pasos/engine'
import { ApiError } from '@pasos/wire'
import type { OutgoingHttp } from '../../declaration/service.ts'
import type { IssuerKey } from './verify-token.ts'

/** Keys of issuers that the operator gave: they are not asked for theirs. */
export type GivenKeys = ReadonlyMap<string, readonly IssuerKey[]>

interface Ports {
  given: GivenKeys
  outgoing: Pick<OutgoingHttp, 'exchange'>
  clock: Clock
}

const timeoutMs = 5_000
const longestAnswerBytes = 200_000
/** Providers change keys now and then; a token with a new one is good at once, at the price of one more look. */
const keepMs = 15 * 60_000
const leastBetweenLooksMs = 10_000

/**
 * The keys of an issuer, by its address: given ones, or what it publishes (OpenID Connect Discovery). `anew` after a token that none
 * of them verifies. Only https, and no address inside unless the operator allowed it.
 * @returns keys. @throws ApiError IDPCommunicationError
 */
export function createIssuerKeys({ given, outgoing, clock }: Ports): (issuer: string, anew?: boolean) => Promise<readonly IssuerKey[]> {
  const known = new Map<string, { at: number; keys: Promise<readonly IssuerKey[]> }>()

  async function look(issuer: string): Promise<readonly IssuerKey[]> {
    const settings = await get(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
    if (typeof settings['jwks_uri'] !== 'string') throw notReached()
    const { keys } = await get(settings['jwks_uri'])
    return Array.isArray(keys) ? (keys.filter(key => typeof key === 'object' && key !== null) as IssuerKey[]) : []
  }

  async function get(url: string): Promise<Record<string, unknown>> {
    try {
      const asked = { url, method: 'GET', headers: { accept: 'application/json' }, timeoutMs, longestAnswerBytes, needsTls: true }
      const { status, body } = await outgoing.exchange(asked)
      const value: unknown = status === 200 ? JSON.parse(Buffer.from(body).toString('utf8')) : undefined
      if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
    } catch {
      // Not reached, not allowed or not JSON: all the same to the caller.
    }
    throw notReached()
  }

  return async (issuer, anew = false) => {
    const own = given.get(issuer.replace(/\/$/, ''))
    if (own !== undefined) return own
    const now = clock.now()
    const before = known.get(issuer)
    const goodForMs = anew ? leastBetweenLooksMs : keepMs
    if (before !== undefined && now < before.at + goodForMs) return before.keys
    const keys = look(issuer)
    known.set(issuer, { at: now, keys })
    // Those from before stay: a token that nobody signed must not take them from everybody else while the issuer is not to be reached.
    keys.catch(() => (before ? known.set(issuer, before) : known.delete(issuer)))
    return keys
  }
}

function notReached(): ApiError {
  const message =
    "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements"
  return new ApiError('IDPCommunicationErrorException', message)
}
