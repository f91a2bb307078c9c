import { partitionOf } from '@pasos/asl'
import type { eventbridge, Operation, OperationContext } from '@pasos/wire'
import type { EventsDependencies } from '../dependencies.ts'
import { connectionExists, connectionNotFound, validation } from '../errors.ts'
import { parametersOf, updatedParameters } from '../records/connection-parameters.ts'
import { type ConnectionRecord, changeUnchanged, connectionKey, connectionKind, findConnection } from '../records/connection-record.ts'
import { pageOf } from '../records/pages.ts'

/** Authorized at once: whether a user or a key is good shows when it is used, as on AWS. A client of OAuth first gets a token. */
export function createConnection(
  deps: EventsDependencies,
): Operation<eventbridge.CreateConnectionRequest, eventbridge.CreateConnectionResponse> {
  const { catalog, clock, ids, connections } = deps
  return async (input, place) => {
    const { Name: name = '', Description: description, AuthorizationType: type = '' } = input
    refuseUnserved(input)
    const parameters = parametersOf(type, input.AuthParameters)
    const [id, now] = [ids.uuid(), clock.now()]
    const key = connectionKey(place, name)
    const arn = `${key}/${id}`
    const record: ConnectionRecord = {
      ...{ arn, secretArn: secretArn(place, name, id, ids.uuid()), name, type },
      ...(description !== undefined && { description }),
      ...{ ...(await connections.secrets.seal({ arn }, parameters)), createdAt: now, modifiedAt: now },
      ...firstState(type, now),
    }
    await catalog.update<ConnectionRecord, void>(connectionKind, key, current => {
      if (current) throw connectionExists(name)
      return { next: record, result: undefined }
    })
    begin(deps, record)
    return changeAnswer(record)
  }
}

function firstState(type: string, now: number): Pick<ConnectionRecord, 'state' | 'authorizedAt'> {
  return type === 'OAUTH_CLIENT_CREDENTIALS' ? { state: 'AUTHORIZING' } : { state: 'AUTHORIZED', authorizedAt: now }
}

/** The answer does not wait for the authorization endpoint. */
function begin({ connections, logger }: EventsDependencies, record: ConnectionRecord): void {
  if (record.state !== 'AUTHORIZING') return
  connections.authorize(record).catch((error: unknown) => logger.error('a connection could not be authorized', { error, arn: record.arn }))
}

/** What is not given stays. */
export function updateConnection(
  deps: EventsDependencies,
): Operation<eventbridge.UpdateConnectionRequest, eventbridge.UpdateConnectionResponse> {
  return async (input, place) => {
    refuseUnserved(input)
    for (;;) {
      const current = findConnection(deps.catalog, place, input.Name ?? '')
      if (!current) throw connectionNotFound('update', input.Name ?? '')
      const next = await updated(deps, current, input)
      // What another request has changed meanwhile is read again.
      if (!(await changeUnchanged(deps.catalog, current, next))) continue
      begin(deps, next)
      return changeAnswer(next)
    }
  }
}

async function updated(
  { clock, connections }: EventsDependencies,
  { stateReason: _, parameters: __, authorizedAt: ___, ...current }: ConnectionRecord,
  { Description: description, AuthorizationType, AuthParameters }: eventbridge.UpdateConnectionRequest,
): Promise<ConnectionRecord> {
  const type = AuthorizationType ?? current.type
  const known = { type: current.type, parameters: (await connections.secrets.open(current)) ?? {} }
  const parameters = updatedParameters(known, type, AuthParameters)
  const now = clock.now()
  return {
    ...{ ...current, ...(description !== undefined && { description }), type },
    ...{ ...(await connections.secrets.seal(current, parameters)), ...firstState(type, now), modifiedAt: now },
  }
}

/** Forgets what it signs in with. */
export function deauthorizeConnection({
  catalog,
  clock,
}: EventsDependencies): Operation<eventbridge.DeauthorizeConnectionRequest, eventbridge.DeauthorizeConnectionResponse> {
  return async ({ Name: name = '' }, place) => {
    const changed = await catalog.update<ConnectionRecord, ConnectionRecord>(connectionKind, connectionKey(place, name), current => {
      if (!current) throw connectionNotFound('update', name)
      const { sealed: _, parameters: __, shown: ___, ...rest } = current
      const next = { ...rest, state: 'DEAUTHORIZED', modifiedAt: clock.now() }
      return { next, result: next }
    })
    return changeAnswer(changed)
  }
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
      ...(record.stateReason !== undefined && { StateReason: record.stateReason }),
      AuthParameters: record.shown ?? {},
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

function refuseUnserved({ InvocationConnectivityParameters, KmsKeyIdentifier, AuthParameters }: eventbridge.UpdateConnectionRequest): void {
  if (InvocationConnectivityParameters || AuthParameters?.ConnectivityParameters)
    throw validation('Connections to private APIs are not served here.')
  if (KmsKeyIdentifier) throw validation('Keys of your own for connections are not served here.')
}

function secretArn({ accountId, region }: OperationContext, name: string, id: string, random: string): string {
  return `arn:${partitionOf(region)}:secretsmanager:${region}:${accountId}:secret:events!connection/${name}/${id}-${random.slice(0, 6)}`
}

function changeAnswer({ arn, state, createdAt, modifiedAt, authorizedAt }: ConnectionRecord) {
  return {
    ConnectionArn: arn,
    ConnectionState: state as eventbridge.ConnectionState,
    ...{ CreationTime: new Date(createdAt), LastModifiedTime: new Date(modifiedAt) },
    ...(authorizedAt !== undefined && { LastAuthorizedTime: new Date(authorizedAt) }),
  }
}

function summaryOf(record: ConnectionRecord): eventbridge.Connection {
  return { ...changeAnswer(record), Name: record.name, AuthorizationType: record.type as eventbridge.ConnectionAuthorizationType }
}
