import type { DataStore, DataWrite } from '@pasos/engine'
import type { TableRecord } from '../tables/table-record.ts'

export interface Counts {
  items: number
  bytes: number
}

const space = 'dynamodb.count'

/** How many items a table has and their bytes, kept with every write so that nobody has to count. */
export interface TableCounts {
  readonly spaces: readonly string[]
  load(table: TableRecord): Promise<Counts>
  /** Only once loaded. */
  change(table: TableRecord, by: Counts): void
  write(table: TableRecord): DataWrite
  forget(table: TableRecord): void
}

export function tableCounts(data: DataStore): TableCounts {
  const known = new Map<string, Promise<Counts>>()
  const present = new Map<string, Counts>()
  async function read(table: TableRecord): Promise<Counts> {
    const text = await data.get(space, `${table.id}:`)
    const counts = text === undefined ? { items: 0, bytes: 0 } : (JSON.parse(text as string) as Counts)
    present.set(table.id, counts)
    return counts
  }
  return {
    spaces: [space],
    load(table) {
      let loading = known.get(table.id)
      if (!loading) {
        loading = read(table)
        known.set(table.id, loading)
      }
      return loading
    },
    change(table, { items, bytes }) {
      const counts = present.get(table.id)!
      counts.items += items
      counts.bytes += bytes
    },
    write: table => ({ space, key: `${table.id}:`, value: JSON.stringify(present.get(table.id)) }),
    forget(table) {
      known.delete(table.id)
      present.delete(table.id)
    },
  }
}
