import { type DataStore, type DataValue, dataBytes } from '@pasos/engine'
import type { Readers } from '../connection/readers.ts'
import type { BatchWriter } from '../writer/batch-writer.ts'

interface Row {
  key: Buffer
  is_text: boolean
  value: Buffer
}

/** The data store over the journal's database: its writes share batches with the turns of executions. */
export function postgresDataStore(reads: Readers, writer: BatchWriter): DataStore {
  return {
    ...readData(reads),
    commit(writes) {
      return new Promise((resolve, reject) => {
        writer.queued({ data: writes }, error => (error ? reject(error) : resolve()), dataBytes(writes))
      })
    },
  }
}

/** Its reads, for whoever writes nothing. */
export function readData({ rows, row }: Pick<Readers, 'rows' | 'row'>): Pick<DataStore, 'get' | 'scan'> {
  return {
    async get(space, key) {
      const found = await row<Row>('SELECT is_text, value FROM data WHERE space = $1 AND key = $2', [space, Buffer.from(key)])
      return found && valueIn(found)
    },
    async scan(space, { from = '', before, reverse = false, limit }) {
      const bounds = before === undefined ? [Buffer.from(from)] : [Buffer.from(from), Buffer.from(before)]
      const upper = before === undefined ? '' : 'AND key < $4'
      const found = await rows<Row>(
        `SELECT key, is_text, value FROM data WHERE space = $1 AND key >= $3 ${upper} ORDER BY key ${reverse ? 'DESC' : 'ASC'} LIMIT $2`,
        [space, limit, ...bounds],
      )
      return found.map(each => ({ key: each.key.toString(), value: valueIn(each) }))
    },
  }
}

function valueIn({ is_text, value }: Row): DataValue {
  return is_text ? value.toString() : value
}
