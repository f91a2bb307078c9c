import type { ContentStore, DataStore, FeedEntry, LogStore, StoredDocument, StoredExecutions } from '@pasos/engine'
import type { Readers } from './connection/readers.ts'
import { readContents } from './contents/postgres-content-store.ts'
import { readData } from './data/postgres-data-store.ts'
import { keptSecret } from './journal/kept-secret.ts'
import { laneIn, ofLane } from './journal/numbers.ts'
import { type ChangedDocument, changedDocuments, documentRevision, readDocuments } from './journal/read-documents.ts'
import { readFeedPage } from './journal/read-feed.ts'
import { reader } from './journal/reader.ts'

/** What any node may read of a database, whoever owns the lanes. */
export interface SharedReads {
  /** Shared by the nodes and known to nobody else: by it they know each other. */
  secret(): Promise<Buffer>
  documents(): Promise<StoredDocument[]>
  /** How far the changes of documents go that are on disk. */
  documentRevision(): Promise<number>
  /** Documents that have changed after a revision, as they are now. */
  changedDocuments(after: number): Promise<{ revision: number; changes: ChangedDocument[] }>
  data: Pick<DataStore, 'get' | 'scan'>
  contents: Pick<ContentStore, 'read'>
  /** Every node writes its lines itself. */
  logs: LogStore
  /** A page of a lane's feed. */
  readFeed(lane: number, after: number, limit: number): Promise<{ entries: FeedEntry[]; last: number }>
  /** Executions in all lanes, as of the last commit. */
  executions: StoredExecutions
  /** How many executions of each state machine run in lanes other than that one; without it in all. */
  runningBeside(lane?: number): Promise<{ stateMachineArn: string; count: number }[]>
  /** How many executions run in each lane where any do. */
  runningByLane(): Promise<Map<number, number>>
}

export function sharedReads(reads: Readers, logs: LogStore): SharedReads {
  return {
    secret: () => keptSecret(reads, 'node-secret'),
    documents: () => readDocuments(reads),
    documentRevision: () => documentRevision(reads),
    changedDocuments: after => changedDocuments(reads, after),
    data: readData(reads),
    contents: { read: readContents(reads).read },
    logs,
    readFeed: (lane, after, limit) => readFeedPage(reads, lane, after, limit),
    // What is looked up by its name is found in any lane.
    executions: reader(reads, 0),
    runningBeside: lane =>
      reads.rows(
        `SELECT machine AS "stateMachineArn", count(*) AS count FROM live
         WHERE NOT is_express AND map_run IS NULL${lane === undefined ? '' : ` AND NOT (${ofLane('number', lane)})`} GROUP BY machine`,
      ),
    async runningByLane() {
      const found = await reads.rows<{ lane: number; count: number }>(
        `SELECT (${laneIn('number')})::int AS lane, count(*) AS count FROM live WHERE NOT is_express GROUP BY 1`,
      )
      return new Map(found.map(({ lane, count }) => [lane, count]))
    },
  }
}
