import { partitionOf } from '@pasos/asl'
import type { Catalog } from '@pasos/engine'
import { archiveNotFound, replayNotFound } from '../errors.ts'
import type { Place } from './bus-record.ts'

/** Kind `eventArchive`, key: its ARN. Its events are in the data store. */
export interface ArchiveRecord {
  arn: string
  name: string
  busArn: string
  description?: string
  /** JSON text; without one all events are kept. */
  pattern?: string
  /** For ever without. */
  retentionDays?: number
  /** Epoch milliseconds. */
  createdAt: number
}

/** Kind `eventReplay`, key: its ARN. How far it has come is in the data store. */
export interface ReplayRecord {
  arn: string
  name: string
  archiveArn: string
  busArn: string
  /** ARNs of the rules that get the events; all rules of the bus where there are none. */
  ruleArns: string[]
  description?: string
  /** Of the times of events, the end not included. Epoch milliseconds. */
  from: number
  before: number
  state: 'RUNNING' | 'CANCELLING' | 'COMPLETED' | 'CANCELLED'
  startedAt: number
  endedAt?: number
  /** The time of the last event that was sent. */
  lastReplayedAt?: number
}

export const archiveKind = 'eventArchive'
export const replayKind = 'eventReplay'

export function archiveArn({ accountId, region }: Place, name: string): string {
  return `arn:${partitionOf(region)}:events:${region}:${accountId}:archive/${name}`
}

export function replayArn({ accountId, region }: Place, name: string): string {
  return `arn:${partitionOf(region)}:events:${region}:${accountId}:replay/${name}`
}

/** @throws ApiError ResourceNotFoundException */
export function requireArchive(catalog: Catalog, arn: string): ArchiveRecord {
  const archive = catalog.get<ArchiveRecord>(archiveKind, arn)
  if (!archive) throw archiveNotFound(arn.split('/').at(-1) ?? arn)
  return archive
}

/** @throws ApiError ResourceNotFoundException */
export function requireReplay(catalog: Catalog, place: Place, name: string): ReplayRecord {
  const replay = catalog.get<ReplayRecord>(replayKind, replayArn(place, name))
  if (!replay) throw replayNotFound(name)
  return replay
}
