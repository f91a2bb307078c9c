import { partitionOf } from '@pasos/asl'
import type { DataStore } from '@pasos/engine'
import { dashboardNotFound } from '../errors.ts'

/** A dashboard as it is kept: of an account, in no region. */
export interface DashboardRecord {
  name: string
  /** JSON text, as it was put. */
  body: string
  /** Epoch milliseconds. */
  modifiedAt: number
  tags: [key: string, value: string][]
}

export const dashboardSpace = 'cloudwatch.dashboard'

interface Place {
  accountId: string
  region: string
}

export function dashboardKey({ accountId }: Pick<Place, 'accountId'>, name: string): string {
  return `${accountId}/${name}`
}

export function dashboardArn({ accountId, region }: Place, name: string): string {
  return `arn:${partitionOf(region)}:cloudwatch::${accountId}:dashboard/${name}`
}

/** @throws ApiError DashboardNotFoundError */
export async function requireDashboard(data: DataStore, place: Pick<Place, 'accountId'>, name: string): Promise<DashboardRecord> {
  const text = await data.get(dashboardSpace, dashboardKey(place, name))
  if (text === undefined) throw dashboardNotFound(name)
  return JSON.parse(String(text)) as DashboardRecord
}
