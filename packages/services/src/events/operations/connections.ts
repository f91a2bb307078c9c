import { partitionOf } from '@pasos/asl'

import type { eventbridge, Operation, OperationContext } from '@pasos/wire'
import type { EventsDependencies } from '../dependencies.ts'
import { connectionExists, connectionNotFound, validation } from '../errors.ts'
import {
  type ConnectionParameters,
  type ConnectionRecord,
  connectionKey,
  connectionKind,
  findConnection,
} from '../records/connection-record.ts'
import { pageOf } from '../records/pages.ts'

/** Authorized at once: whether a user or a key is good shows when it is used, as on AWS. */
export function createConnection(
  deps: EventsDependencies,
): Operation<eventbridge.CreateConnectionRequest, eventbridge.CreateConnectionResponse> {
  const { catalog, clock, ids } = deps
  return async (input, place) => {
    const { Name: name = '', Description: description, AuthorizationType: type = '' } = input
    refuseUnserved(type, input)
    const parameters = parametersOf(type, input.AuthParameters)
    const [id, now] = [ids.uuid(), clock.now()]
    const key = connectionKey(place, name)
    const record: ConnectionRecord = {
      ...{ arn: `${key}/${id}`, secretArn: secretArn(place, name, id, ids.uuid()), name, type, state: 'AUTHORIZED', parameters },
      ...(description !== undefined && { description }),
      ...{ createdAt: now, modifiedAt: now, authorizedAt: now },
    }
    await catalog.update<ConnectionRecord, void>(connectionKind, key, current => {
      if (current) throw connectionExists(name)
      return { next: record, result: undefined }
    })
    return changeAnswer(record)
  }
}

/** What is not given stays; a new kind of authorization brings its own parameters. */
export function updateConnection(
  deps: EventsDependencies,
): Operation<eventbridge.UpdateConnectionRequest, eventbridge.UpdateConnectionResponse> {
  return (input, place) =>
    change(deps, place, input.Name, current => {
      const { Description: description, AuthParameters } = input
      const type = input.AuthorizationType ?? current.type
      refuseUnserved(type, input)
      const known = type === current.type ? current.parameters : undefined
      const parameters = parametersOf(type, {
        InvocationHttpParameters: current.parameters?.InvocationHttpParameters,
        ...known,
        ...given(),
      })
      const now = deps.clock.now()
      return {
        ...{ ...current, ...(description !== undefined && { description }), type, parameters },
        ...{ state: 'AUTHORIZED', modifiedAt: now, authorizedAt: now },
      }

      function given(): ConnectionParameters {
        const { ApiKeyAuthParameters: key, BasicAuthParameters: basic, InvocationHttpParameters: http } = AuthParameters ?? {}
        return {
          ...(key && { ApiKeyAuthParameters: { ...known?.ApiKeyAuthParameters, ...key } as ConnectionParameters['ApiKeyAuthParameters'] }),
          ...(basic && { BasicAuthParameters: { ...known?.BasicAuthParameters, ...basic } as ConnectionParameters['BasicAuthParameters'] }),
          ...(http && { InvocationHttpParameters: http }),
        }
      }
    })
}

/** Forgets what it signs in with. */
export function deauthorizeConnection(
  deps: EventsDependencies,
): Operation<eventbridge.DeauthorizeConnectionRequest, eventbridge.DeauthorizeConnectionResponse> {
  return (input, place) =>
    change(deps, place, input.Name, ({ parameters: _, ...current }) => ({
      ...{ ...current, state: 'DEAUTHORIZED', modifiedAt: deps.clock.now() },
    }))
}

export function deleteConnection({
  catalog,
}: EventsDependencies): Operation<eventbridge.DeleteConnectionRequest, eventbridge.DeleteConnectionResponse> {
  return async (input, place) => {
    const deleted = await catalog.update<ConnectionRecord, ConnectionRecord>(
      connectionKind,
      connectionKey(place, input.Name ?? ''),
      current => {
        if (!current) throw connectionNotFound('delete', input.Name ?? '')
        return { next: undefined, result: current }
      },
    )
    return { ...changeAnswer(deleted), ConnectionState: 'DELETING' }
  }
}

async function change(
  { catalog }: EventsDependencies,
  place: OperationContext,
  name = '',
  next: (current: ConnectionRecord) => ConnectionRecord,
): Promise<eventbridge.UpdateConnectionResponse> {
  return changeAnswer(
    await catalog.update<ConnectionRecord, ConnectionRecord>(connectionKind, connectionKey(place, name), current => {
      if (!current) throw connectionNotFound('update', name)
      const changed = next(current)
      return { next: changed, result: changed }
    }),
  )
}

export function describeConnection({
  catalog,
}: EventsDependencies): Operation<eventbridge.DescribeConnectionRequest, eventbridge.DescribeConnectionResponse> {
  return (input, place) => {
    const record = findConnection(catalog, place, input.Name ?? '')
    if (!record) throw connectionNotFound('describe', input.Name ?? '')
    return {
      ...summaryOf(record),
      ...(record.description !== undefined && { Description: record.description }),
      SecretArn: record.secretArn,
      AuthParameters: withoutSecrets(record.parameters ?? {}),
    }
  }
}

export function listConnections({
  catalog,
}: EventsDependencies): Operation<eventbridge.ListConnectionsRequest, eventbridge.ListConnectionsResponse> {
  return (input, place) => {
    const found = catalog
      .list<ConnectionRecord>(connectionKind, connectionKey(place, input.NamePrefix ?? ''))
      .filter(({ state }) => (input.ConnectionState ?? state) === state)
    const { items, nextToken } = pageOf(found, input)
    return { Connections: items.map(summaryOf), ...(nextToken === undefined ? {} : { NextToken: nextToken }) }
  }
}

function refuseUnserved(type: string, { InvocationConnectivityParameters }: eventbridge.UpdateConnectionRequest): void {
  if (type === 'OAUTH_CLIENT_CREDENTIALS') throw validation('Connections with OAUTH_CLIENT_CREDENTIALS are not served here.')
  if (InvocationConnectivityParameters) throw validation('Connections to private APIs are not served here.')
}

/** @throws ApiError ValidationException when what the type needs is not there */
function parametersOf(type: string, given: eventbridge.UpdateConnectionAuthRequestParameters = {}): ConnectionParameters {
  const { ApiKeyAuthParameters: key, BasicAuthParameters: basic, InvocationHttpParameters } = given
  const http = InvocationHttpParameters && { InvocationHttpParameters }
  if (type === 'BASIC' && basic?.Username !== undefined && basic.Password !== undefined) {
    return { BasicAuthParameters: { Username: basic.Username, Password: basic.Password }, ...http }
  }
  if (type === 'API_KEY' && key?.ApiKeyName !== undefined && key.ApiKeyValue !== undefined) {
    return { ApiKeyAuthParameters: { ApiKeyName: key.ApiKeyName, ApiKeyValue: key.ApiKeyValue }, ...http }
  }
  throw validation(`The AuthParameters do not fit the AuthorizationType ${type}.`)
}

function withoutSecrets({ ApiKeyAuthParameters: key, BasicAuthParameters: basic, InvocationHttpParameters: http }: ConnectionParameters) {
  const shown = <P extends { IsValueSecret?: boolean | undefined; Value?: string | undefined }>(parameters: P[] | undefined) =>
    parameters?.map(({ Value, ...rest }) => (rest.IsValueSecret ? rest : { ...rest, Value }))
  return {
    ...(key && { ApiKeyAuthParameters: { ApiKeyName: key.ApiKeyName } }),
    ...(basic && { BasicAuthParameters: { Username: basic.Username } }),
    ...(http && {
      InvocationHttpParameters: {
        HeaderParameters: shown(http.HeaderParameters),
        QueryStringParameters: shown(http.QueryStringParameters),
        BodyParameters: shown(http.BodyParameters),
      },
    }),
  } as eventbridge.ConnectionAuthResponseParameters
}

function secretArn({ accountId, region }: OperationContext, name: string, id: string, random: string): string {
  return `arn:${partitionOf(region)}:secretsmanager:${region}:${accountId}:secret:events!connection/${name}/${id}-${random.slice(0, 6)}`
}

function changeAnswer({ arn, state, createdAt, modifiedAt, authorizedAt }: ConnectionRecord) {
  return {
    ConnectionArn: arn,
    ConnectionState: state as eventbridge.ConnectionState,
    ...{ CreationTime: new Date(createdAt), LastModifiedTime: new Date(modifiedAt), LastAuthorizedTime: new Date(authorizedAt) },
  }
}

function summaryOf(record: ConnectionRecord): eventbridge.Connection {
  return { ...changeAnswer(record), Name: record.name, AuthorizationType: record.type as eventbridge.ConnectionAuthorizationType }
}
