import { partitionOf } from '@pasos/asl'
import type { Catalog } from '@pasos/engine'
import type { eventbridge } from '@pasos/wire'
import type { Place } from './bus-record.ts'

/** What a connection signs in with, and what it adds to each request; secrets among them. Never answered as it is. */
export type ConnectionParameters = Pick<
  eventbridge.CreateConnectionAuthRequestParameters,
  'ApiKeyAuthParameters' | 'BasicAuthParameters' | 'InvocationHttpParameters'
>

/** Kind `eventConnection`, key: its ARN without the id at its end. Moments are epoch milliseconds. */
export interface ConnectionRecord {
  arn: string
  secretArn: string
  name: string
  description?: string
  type: string
  state: string
  /** Nothing once it is deauthorized. */
  parameters?: ConnectionParameters
  createdAt: number
  modifiedAt: number
  authorizedAt: number
}

export const connectionKind = 'eventConnection'

/** Also what policies call it. */
export function connectionKey({ accountId, region }: Place, name: string): string {
  return `arn:${partitionOf(region)}:events:${region}:${accountId}:connection/${name}`
}

export function findConnection(catalog: Catalog, place: Place, name: string): ConnectionRecord | undefined {
  return catalog.get<ConnectionRecord>(connectionKind, connectionKey(place, name))
}
