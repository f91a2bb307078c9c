import type { Catalog, Clock } from '@pasos/engine'
import type { HttpExchange, HttpExchanged, OutgoingHttp } from '../../declaration/service.ts'
import type { HttpRequest } from '../../http-task/build-request.ts'
import { type ConnectionParameters, type ConnectionRecord, changeUnchanged, connectionKind } from '../records/connection-record.ts'
import { type AccessToken, fetchToken, TokenRefused } from './access-token.ts'
import type { ConnectionSecrets } from './connection-secrets.ts'

/** What a connection adds to a request: `authorization` where it has got a token. */
export interface SignIn extends ConnectionParameters {
  authorization?: string
}

/** A connection cannot be used. `kind` is the end of the task's error: `Events.ConnectionResource.…`. */
export class ConnectionProblem extends Error {
  readonly kind: 'InvalidConnectionState' | 'AuthInProgress' | 'InternalError'

  constructor(kind: ConnectionProblem['kind'], message: string) {
    super(message)
    this.kind = kind
  }
}

/** Requests signed in by connections. */
export interface Connections {
  /**
   * Sends what `build` makes; where a token was not good (401, 407), once more with another.
   * @throws ConnectionProblem, what `build` throws, and what outgoing HTTP does
   */
  exchange(record: ConnectionRecord, build: (signIn: SignIn) => HttpRequest, limits: ExchangeLimits): Promise<HttpExchanged>
  /** Gets the first token of a connection that is AUTHORIZING, which is then AUTHORIZED or DEAUTHORIZED. */
  authorize(record: ConnectionRecord): Promise<void>
  /** The same for all that a former process left so. */
  resume(): void
  secrets: ConnectionSecrets
}

export type ExchangeLimits = Pick<HttpExchange, 'timeoutMs' | 'longestAnswerBytes'>

interface ConnectionPorts {
  catalog: Catalog
  clock: Pick<Clock, 'now'>
  outgoing: Pick<OutgoingHttp, 'exchange'>
  secrets: ConnectionSecrets
  logger: { error(message: string, details: Record<string, unknown>): void }
}

export function openConnections({ catalog, clock, outgoing, secrets, logger }: ConnectionPorts): Connections {
  /** By ARN, in memory alone; of a connection that was changed the sealed parameters are others. */
  const tokens = new Map<string, { sealed: string | undefined; token: Promise<AccessToken> }>()

  /** One request at a time for all who need the same token. */
  async function tokenOf(record: ConnectionRecord, oauth: NonNullable<ConnectionParameters['OAuthParameters']>): Promise<string> {
    const known = tokens.get(record.arn)
    if (known && known.sealed === record.sealed) {
      const { authorization, renewAt = Number.POSITIVE_INFINITY } = await known.token
      if (clock.now() < renewAt) return authorization
      // Of those who waited, the first asks for another; the rest wait for that one.
      if (tokens.get(record.arn) !== known) return tokenOf(record, oauth)
    }
    const entry = { sealed: record.sealed, token: fetchToken(outgoing, oauth, clock.now()) }
    tokens.set(record.arn, entry)
    try {
      return (await entry.token).authorization
    } catch (error) {
      if (tokens.get(record.arn) === entry) tokens.delete(record.arn)
      throw error
    }
  }

  async function signInOf(record: ConnectionRecord): Promise<SignIn> {
    if (record.state === 'AUTHORIZING') throw new ConnectionProblem('AuthInProgress', `The connection ${record.arn} is being authorized.`)
    const parameters = record.state === 'AUTHORIZED' ? await secrets.open(record) : undefined
    if (!parameters) throw new ConnectionProblem('InvalidConnectionState', `The connection ${record.arn} is not authorized.`)
    if (!parameters.OAuthParameters) return parameters
    try {
      return { ...parameters, authorization: await tokenOf(record, parameters.OAuthParameters) }
    } catch (error) {
      if (!(error instanceof TokenRefused)) throw new ConnectionProblem('InternalError', (error as Error).message)
      await settle(record, 'DEAUTHORIZED', error.message)
      throw new ConnectionProblem('InvalidConnectionState', `The connection ${record.arn} is not authorized: ${error.message}`)
    }
  }

  async function settle({ stateReason: _, ...record }: ConnectionRecord, state: string, stateReason?: string): Promise<void> {
    const times = { modifiedAt: clock.now(), ...(state === 'AUTHORIZED' && { authorizedAt: clock.now() }) }
    await changeUnchanged(catalog, record, { ...record, state, ...times, ...(stateReason !== undefined && { stateReason }) })
  }

  async function authorize(record: ConnectionRecord): Promise<void> {
    const oauth = (await secrets.open(record))?.OAuthParameters
    try {
      if (oauth) await tokenOf(record, oauth)
    } catch (error) {
      return settle(record, 'DEAUTHORIZED', (error as Error).message)
    }
    await settle(record, 'AUTHORIZED')
  }

  return {
    secrets,
    authorize,
    resume() {
      for (const record of catalog.list<ConnectionRecord>(connectionKind)) {
        if (record.state !== 'AUTHORIZING') continue
        authorize(record).catch((error: unknown) => logger.error('a connection could not be authorized', { error, arn: record.arn }))
      }
    },
    async exchange(record, build, { timeoutMs, longestAnswerBytes }) {
      const deadline = clock.now() + timeoutMs
      const send = async (signIn: SignIn): Promise<HttpExchanged> => {
        const left = Math.max(1, deadline - clock.now())
        return outgoing.exchange({ ...build(signIn), timeoutMs: left, longestAnswerBytes, needsTls: true })
      }
      const signIn = await signInOf(record)
      const answer = await send(signIn)
      const isRefused = answer.status === 401 || answer.status === 407
      if (signIn.authorization === undefined || !isRefused) return answer
      // Another may have got a new one meanwhile.
      const known = tokens.get(record.arn)
      if (known && (await known.token.catch(() => undefined))?.authorization === signIn.authorization) tokens.delete(record.arn)
      return send(await signInOf(record))
    },
  }
}
