import type { Catalog } from '@pasos/engine'
import type { eventbridge, Operation } from '@pasos/wire'
import type { EventsDependencies } from '../dependencies.ts'
import { apiDestinationExists, apiDestinationNotFound, connectionNotFound, validation } from '../errors.ts'
import { type ApiDestinationRecord, apiDestinationKey, apiDestinationKind } from '../records/api-destination-record.ts'
import { connectionByArn } from '../records/connection-record.ts'
import { pageOf } from '../records/pages.ts'

/** AWS's default, and its most. */
const usualRate = 300

export function createApiDestination({
  catalog,
  clock,
  ids,
}: EventsDependencies): Operation<eventbridge.CreateApiDestinationRequest, eventbridge.CreateApiDestinationResponse> {
  return async (input, place) => {
    const { Name: name = '', Description: description, ConnectionArn: connectionArn = '', InvocationEndpoint: endpoint = '' } = input
    check(catalog, connectionArn, endpoint)
    const [key, now] = [apiDestinationKey(place, name), clock.now()]
    const record: ApiDestinationRecord = {
      ...{ arn: `${key}/${ids.uuid()}`, name, connectionArn, endpoint, method: input.HttpMethod ?? 'POST' },
      ...(description !== undefined && { description }),
      ...{ ratePerSecond: input.InvocationRateLimitPerSecond ?? usualRate, createdAt: now, modifiedAt: now },
    }
    await catalog.update<ApiDestinationRecord, void>(apiDestinationKind, key, current => {
      if (current) throw apiDestinationExists(name)
      return { next: record, result: undefined }
    })
    return changeAnswer(catalog, record)
  }
}

/** @throws ApiError ResourceNotFoundException, ValidationException */
function check(catalog: Catalog, connectionArn: string, endpoint: string): void {
  if (!connectionByArn(catalog, connectionArn)) throw connectionNotFound('describe', connectionArn.split('/')[1] ?? connectionArn)
  // Whether a host may be called without TLS is known when it is.
  if (!/^https?:\/\//.test(endpoint)) throw validation(`Parameter InvocationEndpoint is not valid. Reason: ${endpoint} is no https URL.`)
}

/** What is not given stays. */
export function updateApiDestination({
  catalog,
  clock,
}: EventsDependencies): Operation<eventbridge.UpdateApiDestinationRequest, eventbridge.UpdateApiDestinationResponse> {
  return async (input, place) => {
    const name = input.Name ?? ''
    const record = await catalog.update<ApiDestinationRecord, ApiDestinationRecord>(
      apiDestinationKind,
      apiDestinationKey(place, name),
      current => {
        if (!current) throw apiDestinationNotFound('update', name)
        const next: ApiDestinationRecord = {
          ...current,
          ...(input.Description !== undefined && { description: input.Description }),
          connectionArn: input.ConnectionArn ?? current.connectionArn,
          endpoint: input.InvocationEndpoint ?? current.endpoint,
          method: input.HttpMethod ?? current.method,
          ratePerSecond: input.InvocationRateLimitPerSecond ?? current.ratePerSecond,
          modifiedAt: clock.now(),
        }
        check(catalog, next.connectionArn, next.endpoint)
        return { next, result: next }
      },
    )
    return changeAnswer(catalog, record)
  }
}

export function describeApiDestination({
  catalog,
}: EventsDependencies): Operation<eventbridge.DescribeApiDestinationRequest, eventbridge.DescribeApiDestinationResponse> {
  return ({ Name: name = '' }, place) => {
    const record = catalog.get<ApiDestinationRecord>(apiDestinationKind, apiDestinationKey(place, name))
    if (!record) throw apiDestinationNotFound('describe', name)
    return { ...summaryOf(catalog, record), ...(record.description !== undefined && { Description: record.description }) }
  }
}

export function listApiDestinations({
  catalog,
}: EventsDependencies): Operation<eventbridge.ListApiDestinationsRequest, eventbridge.ListApiDestinationsResponse> {
  return (input, place) => {
    const found = catalog
      .list<ApiDestinationRecord>(apiDestinationKind, apiDestinationKey(place, input.NamePrefix ?? ''))
      .filter(({ connectionArn }) => (input.ConnectionArn ?? connectionArn) === connectionArn)
    const { items, nextToken } = pageOf(found, input)
    return { ApiDestinations: items.map(record => summaryOf(catalog, record)), ...(nextToken !== undefined && { NextToken: nextToken }) }
  }
}

export function deleteApiDestination({ catalog }: EventsDependencies): Operation<eventbridge.DeleteApiDestinationRequest, object> {
  return async ({ Name: name = '' }, place) => {
    await catalog.update<ApiDestinationRecord, void>(apiDestinationKind, apiDestinationKey(place, name), current => {
      if (!current) throw apiDestinationNotFound('delete', name)
      return { next: undefined, result: undefined }
    })
    return {}
  }
}

/** Active as long as its connection can be used. */
function changeAnswer(catalog: Catalog, { arn, connectionArn, createdAt, modifiedAt }: ApiDestinationRecord) {
  const isUsable = connectionByArn(catalog, connectionArn)?.state === 'AUTHORIZED'
  return {
    ...{ ApiDestinationArn: arn, ApiDestinationState: isUsable ? ('ACTIVE' as const) : ('INACTIVE' as const) },
    ...{ CreationTime: new Date(createdAt), LastModifiedTime: new Date(modifiedAt) },
  }
}

function summaryOf(catalog: Catalog, record: ApiDestinationRecord): eventbridge.ApiDestination {
  return {
    ...{ ...changeAnswer(catalog, record), Name: record.name, ConnectionArn: record.connectionArn },
    ...{ InvocationEndpoint: record.endpoint, HttpMethod: record.method as eventbridge.ApiDestinationHttpMethod },
    InvocationRateLimitPerSecond: record.ratePerSecond,
  }
}
