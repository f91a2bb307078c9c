import type { Json, JsonObject } from '@pasos/asl'
import { mapIn, notServed } from './refusals.ts'

/** What an event says of who may call its route, and of how it is answered: properties of the method and of its integration. */
export interface RouteAccess {
  method: JsonObject
  integration: JsonObject
}

const served = ['ApiKeyRequired', 'Authorizer', 'InvokeRole', 'OverrideApiAuth']

/**
 * `Auth` and `TimeoutInMillis` of an Api event. With AWS_IAM the API calls the function by the function's own policy, where AWS does so as the caller
 * unless `InvokeRole` says otherwise.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-apifunctionauth.html
 *
 * @throws ApiError ValidationError for what is not served
 */
export function readAccess(id: string, event: string, properties: JsonObject): RouteAccess {
  const { Auth, TimeoutInMillis, ResponseTransferMode = 'BUFFERED' } = properties
  if (ResponseTransferMode !== 'BUFFERED') throw notServed(id, `ResponseTransferMode ${String(ResponseTransferMode)} of the event ${event}`)
  const { method, role } =
    Auth === undefined ? { method: {}, role: undefined } : readAuth(id, event, mapIn(id, `Events.${event}.Properties.Auth`, Auth))
  return {
    method,
    integration: { ...(role !== undefined && { Credentials: role }), ...(TimeoutInMillis !== undefined && { TimeoutInMillis }) },
  }
}

function readAuth(id: string, event: string, auth: JsonObject): { method: JsonObject; role: Json | undefined } {
  const { Authorizer = 'NONE', ApiKeyRequired, InvokeRole } = auth
  const other = Object.keys(auth).find(name => !served.includes(name))
  if (other !== undefined) throw notServed(id, `${other} in Auth of the event ${event}`)
  if (Authorizer !== 'NONE' && Authorizer !== 'AWS_IAM') throw notServed(id, `The authorizer ${String(Authorizer)} of the event ${event}`)
  const isOwn = InvokeRole === undefined || InvokeRole === 'NONE' || InvokeRole === 'CALLER_CREDENTIALS'
  return {
    method: { ...(Authorizer === 'AWS_IAM' && { AuthorizationType: Authorizer }), ...(ApiKeyRequired !== undefined && { ApiKeyRequired }) },
    role: isOwn ? undefined : InvokeRole,
  }
}
