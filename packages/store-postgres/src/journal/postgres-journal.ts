import { randomBytes } from 'node:crypto'
import {
  type DocumentStore,
  type Due,
  type Feed,
  type Journal,
  type JournalIndex,
  type MapRunJournal,
  type StoredDocument,
  turnBytes,
  type Upkeep,
} from '@pasos/engine'
import type { Readers } from '../connection/readers.ts'
import type { BatchWriter } from '../writer/batch-writer.ts'
import { putMapRun, type Rare } from '../writer/rare.ts'
import { sumOf } from '../writer/sums.ts'
import { DamagedRow } from './damaged-row.ts'
import { collectDefinitions, expireExecutions } from './expire.ts'
import { openNumbers } from './numbers.ts'
import { readFeed } from './read-feed.ts'
import { reader } from './reader.ts'

export interface PostgresJournal
  extends Journal,
    Due,
    JournalIndex,
    MapRunJournal,
    DocumentStore,
    Feed,
    Pick<Upkeep, 'expire' | 'collectDefinitions'> {}

/** The journal of a lane, over a writer that owns it. */
export async function postgresJournal(reads: Readers, writer: BatchWriter, lane: number): Promise<PostgresJournal> {
  const secret = await keptSecret(reads)
  const allocate = await openNumbers(reads)
  return {
    ...reader(reads),
    ...readFeed(reads, writer, lane),
    allocate,
    commit: (write, done) => writer.queued({ turn: write }, done, turnBytes(write), write.number),
    commitMapRun(write, done) {
      const rare: Rare[] = []
      putMapRun(write, rare)
      writer.queued({ rare }, done, 1_000)
    },
    childrenConverted: done => writer.queued(undefined, done, 0),
    mend: writer.mend,
    barrier: done => writer.queued(undefined, done, 0),
    flush: writer.flush,
    recordDeath: (execution, event) => writer.queued({ rare: [{ op: 'countDeath', execution, event }] }, undefined, 100),
    expire: (before, after, limit) => expireExecutions(reads, writer, { before, after, limit }),
    collectDefinitions: isInUse => collectDefinitions(reads, writer, isInUse),
    secret: () => secret,
    async documents() {
      const found = await reads.rows<StoredDocument & { sum: number }>('SELECT kind, key, body, sum FROM documents ORDER BY kind, key')
      return found.map(({ sum, ...document }) => {
        const { kind, key, body } = document
        if (sumOf(kind, key, body) !== sum) throw new DamagedRow(`the document ${kind} ${key} is damaged`)
        return document
      })
    },
    putDocument(kind, key, body, done) {
      const change: Rare =
        body === undefined ? { op: 'dropDocument', kind, key } : { op: 'putDocument', kind, key, body, sum: sumOf(kind, key, body) }
      writer.queued({ rare: [change] }, done, body?.length ?? 0)
    },
  }
}

/** The first that asks makes it. */
async function keptSecret({ rows, row }: Readers): Promise<Buffer> {
  const made = randomBytes(32).toString('hex')
  await rows("INSERT INTO settings VALUES ('token-secret', $1) ON CONFLICT DO NOTHING", [made])
  const kept = await row<{ value: string }>("SELECT value FROM settings WHERE name = 'token-secret'")
  return Buffer.from(kept!.value, 'hex')
}
