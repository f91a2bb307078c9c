import type { Catalog } from '@pasos/engine'
import { invalidParameter } from './errors.ts'
import { type FunctionRecord, functionKind } from './function-record.ts'

/** AWS's default quota of an account and region. */
export const concurrentExecutions = 1000

/** What reservations must leave to the functions without one. */
const unreservedMinimum = 100

/** What the functions of an account and region have reserved together. */
export function reservedTogether(records: readonly FunctionRecord[]): number {
  return records.reduce((sum, record) => sum + (record.reservedConcurrency ?? 0), 0)
}

/** @throws ApiError InvalidParameterValueException, where the other functions would have too little left */
export function checkReservation(catalog: Catalog, { accountId, region, name }: FunctionRecord, wanted: number): void {
  const others = catalog.list<FunctionRecord>(functionKind, `${accountId}:${region}:`).filter(record => record.name !== name)
  if (wanted === 0 || reservedTogether(others) + wanted <= concurrentExecutions - unreservedMinimum) return
  throw invalidParameter(
    `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${unreservedMinimum}].`,
  )
}
