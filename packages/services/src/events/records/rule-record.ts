import { partitionOf } from '@pasos/asl'
import type { Catalog } from '@pasos/engine'
import type { eventbridge } from '@pasos/wire'
import { ruleNotFound } from '../errors.ts'
import type { BusRecord } from './bus-record.ts'

/** Kind `eventRule`, key: `BUS-ARN/NAME`. */
export interface RuleRecord {
  arn: string
  name: string
  busArn: string
  busName: string
  accountId: string
  region: string
  state: string
  pattern?: string
  schedule?: string
  description?: string
  roleArn?: string
  targets: eventbridge.Target[]
  tags: [key: string, value: string][]
  /** Epoch milliseconds; schedules count from it. */
  createdAt: number
}

export const ruleKind = 'eventRule'

export function ruleKey(busArn: string, name: string): string {
  return `${busArn}/${name}`
}

/** Rules of the default bus do not name it. */
export function ruleArn({ accountId, region, name: bus }: BusRecord, name: string): string {
  return `arn:${partitionOf(region)}:events:${region}:${accountId}:rule/${bus === 'default' ? '' : `${bus}/`}${name}`
}

export function rulesOf(catalog: Catalog, busArn: string): RuleRecord[] {
  return catalog.list<RuleRecord>(ruleKind, `${busArn}/`)
}

/** @throws ApiError ResourceNotFoundException */
export function requireRule(catalog: Catalog, bus: BusRecord, name: string): RuleRecord {
  const rule = catalog.get<RuleRecord>(ruleKind, ruleKey(bus.arn, name))
  if (!rule) throw ruleNotFound(name, bus.name)
  return rule
}

/** @throws ApiError ResourceNotFoundException, and what `change` throws */
export function changeRule<R>(
  catalog: Catalog,
  bus: BusRecord,
  name: string,
  change: (rule: RuleRecord) => { next: RuleRecord; result: R },
): Promise<R> {
  return catalog.update<RuleRecord, R>(ruleKind, ruleKey(bus.arn, name), current => {
    if (!current) throw ruleNotFound(name, bus.name)
    return change(current)
  })
}
