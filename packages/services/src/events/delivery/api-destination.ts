import { isJsonObject, parseJson, rememberAs } from '@pasos/asl'
import type { Catalog, Clock } from '@pasos/engine'
import type { eventbridge } from '@pasos/wire'
import type { HttpRequest } from '../../http-task/build-request.ts'
import type { RoleAuthorizer } from '../../iam/authorizer.ts'
import { sourceKeys } from '../../iam/trust.ts'
import type { Attempt } from '../../retried-delivery/retried-deliveries.ts'
import type { Connections, SignIn } from '../connections/connections.ts'
import { type ApiDestinationRecord, apiDestinationByArn } from '../records/api-destination-record.ts'
import { connectionByArn } from '../records/connection-record.ts'
import type { EventDelivery } from './delivery.ts'

/** AWS waits 5 s for an answer. */
const limits = { timeoutMs: 5_000, longestAnswerBytes: 4_096 }
/** For longer than this nobody waits for a place; the delivery is tried again later. */
const longestWaitMs = 1_000

export interface ApiDestinationPorts {
  catalog: Catalog
  clock: Clock
  authorizer: Pick<RoleAuthorizer, 'authorize' | 'trusts'>
  connections: Pick<Connections, 'exchange'>
}

/** Calls API destinations as their targets' roles, none more often than it may be called. */
export function apiDestinationCaller({ catalog, clock, authorizer, connections }: ApiDestinationPorts) {
  /** When the next call of a destination may be, by ARN. */
  const nextCall = new Map<string, number>()

  /** Resolves when it is the caller's turn; whether it is to come. */
  async function turn({ arn, ratePerSecond }: ApiDestinationRecord): Promise<boolean> {
    const now = clock.now()
    const at = Math.max(now, nextCall.get(arn) ?? now)
    if (at - now > longestWaitMs) return false
    nextCall.set(arn, at + 1000 / ratePerSecond)
    if (at > now) await new Promise<void>(resolve => void clock.at(at, resolve))
    return true
  }

  return async ({ target, input, ruleArn }: EventDelivery): Promise<Attempt> => {
    const final = (failed: string): Attempt => ({ failed, isFinal: true })
    const arn = target.Arn ?? ''
    const destination = apiDestinationByArn(catalog, arn)
    const connection = destination && connectionByArn(catalog, destination.connectionArn)
    if (!destination || !connection) return final('NO_RESOURCE')
    const role = target.RoleArn ?? ''
    const call = { principalArn: role, action: 'events:InvokeApiDestination', resource: arn }
    if (!authorizer.trusts(role, 'events.amazonaws.com', sourceKeys(ruleArn)) || !authorizer.authorize(call).allowed)
      return final('NO_PERMISSIONS')
    if (!(await turn(destination))) return { failed: 'RATE_EXCEEDED', isFinal: false }
    try {
      const { status } = await connections.exchange(connection, signIn => requestOf(destination, target, input, signIn), limits)
      if (status < 400) return 'arrived'
      // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html
      return { failed: `HTTP_${status}`, isFinal: status < 500 && ![401, 407, 409, 429].includes(status) }
    } catch (error) {
      return { failed: (error as Error).message, isFinal: false }
    }
  }
}

/** What the connection adds wins, as in HTTP tasks. */
function requestOf(destination: ApiDestinationRecord, target: eventbridge.Target, input: string, signIn: SignIn): HttpRequest {
  const { HeaderParameters = {}, PathParameterValues = [], QueryStringParameters = {} } = target.HttpParameters ?? {}
  const added = signIn.InvocationHttpParameters ?? {}
  const headers: Record<string, string> = { 'content-type': 'application/json; charset=utf-8' }
  for (const [name, value] of Object.entries(HeaderParameters)) headers[name.toLowerCase()] = value
  headers['user-agent'] = 'Amazon/EventBridge/ApiDestinations'
  for (const { Key = '', Value = '' } of added.HeaderParameters ?? []) headers[Key.toLowerCase()] = Value
  const { ApiKeyAuthParameters: key, BasicAuthParameters: basic, authorization } = signIn
  if (key) headers[String(key.ApiKeyName).toLowerCase()] = key.ApiKeyValue ?? ''
  if (basic) headers['authorization'] = `Basic ${Buffer.from(`${basic.Username}:${basic.Password}`).toString('base64')}`
  if (authorization !== undefined) headers['authorization'] = authorization
  const values = [...PathParameterValues]
  const url = new URL(destination.endpoint.replaceAll('*', () => encodeURIComponent(values.shift() ?? '')))
  for (const [name, value] of Object.entries(QueryStringParameters)) url.searchParams.set(name, value)
  for (const { Key = '', Value = '' } of added.QueryStringParameters ?? []) url.searchParams.set(Key, Value)
  const hasBody = !['GET', 'HEAD', 'OPTIONS'].includes(destination.method)
  return { url: url.href, method: destination.method, headers, ...(hasBody && { body: bodyOf(input, added.BodyParameters ?? []) }) }
}

function bodyOf(input: string, added: readonly eventbridge.ConnectionBodyParameter[]): string {
  if (added.length === 0) return input
  try {
    const value = parseJson(input)
    if (isJsonObject(value))
      return JSON.stringify(rememberAs(value, { ...value, ...Object.fromEntries(added.map(({ Key = '', Value = '' }) => [Key, Value])) }))
  } catch {
    // What is no JSON goes as it is.
  }
  return input
}
