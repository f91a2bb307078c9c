import {
  type DocumentStore,
  type Due,
  type Feed,
  type Journal,
  type JournalIndex,
  type MapRunJournal,
  turnBytes,
  type Upkeep,
} from '@pasos/engine'
import type { Readers } from '../connection/readers.ts'
import type { BatchWriter } from '../writer/batch-writer.ts'
import { putMapRun, type Rare } from '../writer/rare.ts'
import { sumOf } from '../writer/sums.ts'
import { collectDefinitions, expireExecutions } from './expire.ts'
import { foldTasks } from './fold-tasks.ts'
import { keptSecret } from './kept-secret.ts'
import { laneOf, openNumbers } from './numbers.ts'
import { readDocuments } from './read-documents.ts'
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
  const secret = await keptSecret(reads, 'token-secret')
  const allocate = await openNumbers(reads, lane, Date.now)
  await foldTasks(reads, writer, lane)
  return {
    ...reader(reads, lane),
    ...readFeed(reads, writer, lane),
    allocate,
    commit(write, done) {
      // Two owners of one execution would number its history twice: nothing of another lane's may ever come here.
      if (laneOf(write.number) !== lane) throw new Error(`Execution ${write.number} is none of lane ${lane}.`)
      writer.queued({ turn: write }, done, turnBytes(write), write.number)
    },
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
    expire: (before, after, limit) => expireExecutions(reads, writer, { lane, before, after, limit }),
    collectDefinitions: isInUse => collectDefinitions(reads, writer, isInUse),
    secret: () => secret,
    documents: () => readDocuments(reads),
    putDocument(kind, key, body, done) {
      const change: Rare =
        body === undefined ? { op: 'dropDocument', kind, key } : { op: 'putDocument', kind, key, body, sum: sumOf(kind, key, body) }
      writer.queued({ rare: [change] }, done, body?.length ?? 0)
    },
  }
}
