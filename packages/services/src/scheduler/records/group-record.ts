import { partitionOf } from '@pasos/asl'
import type { Catalog } from '@pasos/engine'
import { groupNotFound } from '../errors.ts'

export interface Place {
  accountId: string
  region: string
}

/** Kind `scheduleGroup`, key: its ARN. The group `default` is there without a record. */
export interface GroupRecord {
  arn: string
  name: string
  tags: [key: string, value: string][]
  clientToken?: string
  /** Epoch milliseconds. */
  createdAt: number
  modifiedAt: number
}

export const groupKind = 'scheduleGroup'

export function groupArn({ accountId, region }: Place, name: string): string {
  return `arn:${partitionOf(region)}:scheduler:${region}:${accountId}:schedule-group/${name}`
}

export function findGroup(catalog: Catalog, arn: string): GroupRecord | undefined {
  const known = catalog.get<GroupRecord>(groupKind, arn)
  if (known || !arn.endsWith(':schedule-group/default')) return known
  return { arn, name: 'default', tags: [], createdAt: 0, modifiedAt: 0 }
}

/** @throws ApiError ResourceNotFoundException */
export function requireGroup(catalog: Catalog, place: Place, name: string): GroupRecord {
  const group = findGroup(catalog, groupArn(place, name))
  if (!group) throw groupNotFound(name)
  return group
}
