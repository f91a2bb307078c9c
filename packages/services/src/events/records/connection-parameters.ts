import type { eventbridge } from '@pasos/wire'
import { validation } from '../errors.ts'
import type { ConnectionParameters } from './connection-record.ts'

type Given = eventbridge.UpdateConnectionAuthRequestParameters
type OAuth = NonNullable<ConnectionParameters['OAuthParameters']>

/** What the type needs, complete, and no more than that. @throws ApiError ValidationException when something is not there */
export function parametersOf(type: string, given: Given = {}): ConnectionParameters {
  const { ApiKeyAuthParameters: key, BasicAuthParameters: basic, OAuthParameters: oauth, InvocationHttpParameters } = given
  const http = InvocationHttpParameters && { InvocationHttpParameters }
  if (type === 'BASIC' && basic?.Username !== undefined && basic.Password !== undefined) {
    return { BasicAuthParameters: { Username: basic.Username, Password: basic.Password }, ...http }
  }
  if (type === 'API_KEY' && key?.ApiKeyName !== undefined && key.ApiKeyValue !== undefined) {
    return { ApiKeyAuthParameters: { ApiKeyName: key.ApiKeyName, ApiKeyValue: key.ApiKeyValue }, ...http }
  }
  if (type === 'OAUTH_CLIENT_CREDENTIALS' && oauth && isComplete(oauth)) return { OAuthParameters: oauth, ...http }
  throw validation(`The AuthParameters do not fit the AuthorizationType ${type}.`)
}

function isComplete(oauth: NonNullable<Given['OAuthParameters']>): oauth is OAuth {
  const { AuthorizationEndpoint, HttpMethod, ClientParameters: client } = oauth
  return [AuthorizationEndpoint, HttpMethod, client?.ClientID, client?.ClientSecret].every(value => value !== undefined)
}

/** What is not given stays; a new kind of authorization brings its own parameters. @throws ApiError ValidationException */
export function updatedParameters(
  before: { type: string; parameters: ConnectionParameters },
  type: string,
  { ApiKeyAuthParameters: key, BasicAuthParameters: basic, OAuthParameters: oauth, InvocationHttpParameters: http }: Given = {},
): ConnectionParameters {
  const known: Given = type === before.type ? before.parameters : {}
  const client = { ...known.OAuthParameters?.ClientParameters, ...oauth?.ClientParameters }
  return parametersOf(type, {
    ...{ InvocationHttpParameters: before.parameters.InvocationHttpParameters, ...known },
    ...(key && { ApiKeyAuthParameters: { ...known.ApiKeyAuthParameters, ...key } }),
    ...(basic && { BasicAuthParameters: { ...known.BasicAuthParameters, ...basic } }),
    ...(oauth && { OAuthParameters: { ...known.OAuthParameters, ...oauth, ClientParameters: client } as OAuth }),
    ...(http && { InvocationHttpParameters: http }),
  })
}

/** What may be answered. */
export function withoutSecrets({
  ApiKeyAuthParameters: key,
  BasicAuthParameters: basic,
  OAuthParameters: oauth,
  InvocationHttpParameters: http,
}: ConnectionParameters): eventbridge.ConnectionAuthResponseParameters {
  return {
    ...(key && { ApiKeyAuthParameters: { ApiKeyName: key.ApiKeyName } }),
    ...(basic && { BasicAuthParameters: { Username: basic.Username } }),
    ...(oauth && {
      OAuthParameters: {
        ClientParameters: { ClientID: oauth.ClientParameters?.ClientID },
        ...{ AuthorizationEndpoint: oauth.AuthorizationEndpoint, HttpMethod: oauth.HttpMethod },
        ...(oauth.OAuthHttpParameters && { OAuthHttpParameters: openHttp(oauth.OAuthHttpParameters) }),
      },
    }),
    ...(http && { InvocationHttpParameters: openHttp(http) }),
  } as eventbridge.ConnectionAuthResponseParameters
}

function openHttp(http: eventbridge.ConnectionHttpParameters): eventbridge.ConnectionHttpParameters {
  const shown = <P extends { IsValueSecret?: boolean | undefined; Value?: string | undefined }>(parameters: P[] | undefined) =>
    parameters?.map(({ Value, ...rest }) => (rest.IsValueSecret ? rest : { ...rest, Value }))
  return {
    HeaderParameters: shown(http.HeaderParameters),
    QueryStringParameters: shown(http.QueryStringParameters),
    BodyParameters: shown(http.BodyParameters),
  }
}
