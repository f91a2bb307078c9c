import type { DynamoDbDependencies } from './dependencies.ts'
import { removeExpired } from './items/time-to-live.ts'
import { forgetTokens } from './items/transact-write-items.ts'
import { withReach } from './tables/table-key.ts'
import { type TableRecord, tableKind } from './tables/table-record.ts'

/** Removes what time has made old in all tables. */
export async function sweepTables(deps: DynamoDbDependencies): Promise<void> {
  const { catalog, data, items, clock } = deps
  for (const record of catalog.list<TableRecord>(tableKind)) {
    const table = record.sse?.KMSMasterKeyId === undefined ? record : await withReach(deps, record)
    if (table.inaccessibleSince !== undefined) continue
    if (table.ttlAttribute !== undefined) await removeExpired(items, data, clock, table)
    await items.streams.trim(table)
  }
  await forgetTokens(data, clock)
}
