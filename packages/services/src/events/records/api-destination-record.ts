import { partitionOf } from '@pasos/asl'
import type { Catalog } from '@pasos/engine'
import type { Place } from './bus-record.ts'

/** Kind `apiDestination`, key: its ARN without the id at its end. Moments are epoch milliseconds. */
export interface ApiDestinationRecord {
  arn: string
  name: string
  description?: string
  connectionArn: string
  /** May have `*` where a target puts values in. */
  endpoint: string
  method: string
  ratePerSecond: number
  createdAt: number
  modifiedAt: number
}

export const apiDestinationKind = 'apiDestination'

/** Also what policies call it. */
export function apiDestinationKey({ accountId, region }: Place, name: string): string {
  return `arn:${partitionOf(region)}:events:${region}:${accountId}:api-destination/${name}`
}

/** The destination of a whole ARN; another one that has taken its name is none. */
export function apiDestinationByArn(catalog: Catalog, arn: string): ApiDestinationRecord | undefined {
  const known = catalog.get<ApiDestinationRecord>(apiDestinationKind, arn.split('/').slice(0, 2).join('/'))
  return known?.arn === arn ? known : undefined
}
