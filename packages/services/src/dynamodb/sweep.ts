import type { DynamoDbDependencies } from './dependencies.ts'
import { removeExpired } from './items/time-to-live.ts'
import { forgetTokens } from './items/transact-write-items.ts'
import { type TableRecord, tableKind } from './tables/table-record.ts'

/** Removes what time has made old in all tables. */
export async function sweepTables({ catalog, data, items, clock }: DynamoDbDependencies): Promise<void> {
  for (const table of catalog.list<TableRecord>(tableKind)) {
    if (table.ttlAttribute !== undefined) await removeExpired(items, data, clock, table)
    await items.streams.trim(table)
  }
  await forgetTokens(data, clock)
}
