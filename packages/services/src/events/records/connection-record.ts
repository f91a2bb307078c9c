import { partitionOf } from '@pasos/asl'
import type { Catalog } from '@pasos/engine'
import type { eventbridge } from '@pasos/wire'
import type { Place } from './bus-record.ts'

/** What a connection signs in with, and what it adds to each request; secrets among them. Only ever kept sealed. */
export type ConnectionParameters = Pick<
  eventbridge.CreateConnectionAuthRequestParameters,
  'ApiKeyAuthParameters' | 'BasicAuthParameters' | 'OAuthParameters' | 'InvocationHttpParameters'
>

/** Kind `eventConnection`, key: its ARN without the id at its end. Moments are epoch milliseconds. */
export interface ConnectionRecord {
  arn: string
  secretArn: string
  name: string
  description?: string
  type: string
  state: string
  stateReason?: string
  /** Its parameters without their secrets, as DescribeConnection answers them. */
  shown?: eventbridge.ConnectionAuthResponseParameters
  /** Its parameters, JSON encrypted with KMS, in base64. Nothing once it is deauthorized by its owner. */
  sealed?: string
  /** As they lay here before they were sealed. */
  parameters?: ConnectionParameters
  createdAt: number
  modifiedAt: number
  authorizedAt?: number
}

export const connectionKind = 'eventConnection'

/** Also what policies call it. */
export function connectionKey({ accountId, region }: Place, name: string): string {
  return `arn:${partitionOf(region)}:events:${region}:${accountId}:connection/${name}`
}

export function findConnection(catalog: Catalog, place: Place, name: string): ConnectionRecord | undefined {
  return catalog.get<ConnectionRecord>(connectionKind, connectionKey(place, name))
}

/** The connection of a whole ARN; another one that has taken its name is none. */
export function connectionByArn(catalog: Catalog, arn: string): ConnectionRecord | undefined {
  const known = catalog.get<ConnectionRecord>(connectionKind, keyOfArn(arn))
  return known?.arn === arn ? known : undefined
}

function keyOfArn(arn: string): string {
  return arn.split('/').slice(0, 2).join('/')
}

/**
 * Changes what is still as it was when it was read: whether it was.
 * What is sealed is never the same twice, so it tells one state of a connection from another.
 */
export function changeUnchanged(catalog: Catalog, before: ConnectionRecord, next: ConnectionRecord): Promise<boolean> {
  return catalog.update<ConnectionRecord, boolean>(connectionKind, keyOfArn(before.arn), current => {
    const isAsRead = current?.arn === before.arn && current.sealed === before.sealed && current.state === before.state
    return isAsRead ? { next, result: true } : { next: current, result: false }
  })
}
