import type { DatabaseSync } from 'node:sqlite'
import { type DataEntry, type DataStore, type DataValue, dataBytes } from '@pasos/engine'
import type { Vault } from '../encryption/vault.ts'
import { type PlainRows, plainRows } from '../plain-rows.ts'
import { encodeData } from '../writer/encode-write.ts'
import type { WriterThread } from '../writer/writer-thread.ts'

/** The data store over the journal's file: its writes share transactions and syncs with the turns of executions. */
export function sqliteDataStore(database: DatabaseSync, writer: WriterThread): DataStore {
  const { vault } = writer
  const one = plainRows(database.prepare('SELECT value FROM data WHERE space = ? AND key = ?'))
  const scans = scanStatements(database)

  return {
    async get(space, key) {
      const row = one.get<{ value: DataValue }>(space, key)
      return row && opened(row.value, vault)
    },
    async scan(space, { from = '', before, reverse = false, limit }) {
      const statement = scans[reverse ? 'down' : 'up'][before === undefined ? 'open' : 'bounded']
      const bounds = before === undefined ? [from] : [from, before]
      const entries = statement.all<DataEntry>(space, ...bounds, limit)
      return vault.isPlain ? entries : entries.map(({ key, value }) => ({ key, value: opened(value, vault) }))
    },
    commit(writes) {
      return new Promise((resolve, reject) => {
        encodeData(writes, vault, writer.operations)
        writer.queued(error => (error ? reject(error) : resolve()), dataBytes(writes))
      })
    },
  }
}

function opened(value: DataValue, { openText, openBytes }: Vault): DataValue {
  return typeof value === 'string' ? openText(value) : openBytes(value)
}

type Scan = Record<'open' | 'bounded', PlainRows>

function scanStatements(database: DatabaseSync): Record<'up' | 'down', Scan> {
  const prepare = (sql: string): PlainRows => plainRows(database.prepare(sql))
  const scan = (order: 'ASC' | 'DESC'): Scan => ({
    open: prepare(`SELECT key, value FROM data WHERE space = ? AND key >= ? ORDER BY key ${order} LIMIT ?`),
    bounded: prepare(`SELECT key, value FROM data WHERE space = ? AND key >= ? AND key < ? ORDER BY key ${order} LIMIT ?`),
  })
  return { up: scan('ASC'), down: scan('DESC') }
}
