import type { TableRecord } from '../tables/table-record.ts'

/** What ReturnConsumedCapacity asks for. */
export type CapacityWish = 'NONE' | 'TOTAL' | 'INDEXES' | undefined

/** Units that an operation consumed, of the table and of each of its indexes. */
export interface Consumed {
  table: TableRecord
  units: number
  indexes?: ReadonlyMap<string, number>
}

/** One unit for every kilobyte written, at least one; twice as much in a transaction. */
export function writeUnits(bytes: number, isTransaction = false): number {
  return Math.max(1, Math.ceil(bytes / 1_024)) * (isTransaction ? 2 : 1)
}

/** One unit for every four kilobytes read, half of it for reads that need not be consistent. */
export function readUnits(bytes: number, isConsistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / 4_096)) * (isConsistent ? 1 : 0.5)
}

/** The answer's ConsumedCapacity, when it was asked for. */
export function consumedCapacity(wish: CapacityWish, consumed: () => Consumed): object | undefined {
  if (wish === undefined || wish === 'NONE') return undefined
  const { table, units, indexes = new Map<string, number>() } = consumed()
  const ofIndexes = [...indexes.values()].reduce((sum, more) => sum + more, 0)
  const total = { TableName: table.name, CapacityUnits: units + ofIndexes }
  if (wish === 'TOTAL') return total
  const listed = (isGlobal: boolean): Record<string, { CapacityUnits: number }> =>
    Object.fromEntries(
      table.indexes
        .filter(index => index.isGlobal === isGlobal && indexes.has(index.name))
        .map(({ name }) => [name, { CapacityUnits: indexes.get(name)! }]),
    )
  const [global, local] = [listed(true), listed(false)]
  return {
    ...total,
    Table: { CapacityUnits: units },
    ...(Object.keys(local).length > 0 && { LocalSecondaryIndexes: local }),
    ...(Object.keys(global).length > 0 && { GlobalSecondaryIndexes: global }),
  }
}
