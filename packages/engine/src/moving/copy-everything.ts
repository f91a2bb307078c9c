import { contentSpace } from '../ports/content-store.ts'
import { type DataEntry, entriesOf } from '../ports/data-store.ts'
import type { Done, TurnWrite } from '../ports/journal.ts'
import type { LogEvent } from '../ports/log-store.ts'
import type { MapRunWrite } from '../ports/map-runs.ts'
import type { Store } from '../ports/store.ts'
import type { Untold, UntoldTurn } from './untold.ts'

/** All that a store keeps, to be written to another one. Nobody writes to it meanwhile. */
export interface Moved {
  /** For what its ports tell: documents, data, contents, log lines, deaths, the secret of task tokens. */
  store: Pick<Store, 'data' | 'contents' | 'logs'> & { journal: Pick<Store['journal'], 'documents' | 'deaths' | 'secret'> }
  /** Each execution as one write: its record as it is now, its history but for what is untold, and what it is at. In the order of their numbers. */
  executions(): AsyncIterable<TurnWrite>
  /** The rest of histories, in the order in which the feed is to have it, and where in it its followers go on; after all executions. */
  untold(): AsyncIterable<Untold>
  /** What makes a Map Run what it is. */
  mapRuns(): AsyncIterable<MapRunWrite[]>
  /** Spaces of the data store. */
  spaces(): Promise<string[]>
  logGroups(): Promise<string[]>
}

/** Where it goes: a store in which there is nothing. */
export interface MovedTo {
  store: Store
  /** Keeps a content under the id that it has, as records name it. */
  keepContent(id: string, source: AsyncIterable<Uint8Array>): Promise<void>
}

export interface MovedCounts {
  executions: number
  documents: number
  entries: number
  contents: number
  logLines: number
}

/** So many writes are on their way at a time. */
const mostUnderway = 200
const logPage = 1_000

/** Copies all of it; everything is on disk when it resolves. */
export async function copyEverything(from: Moved, to: MovedTo): Promise<MovedCounts> {
  const { journal, data, logs } = to.store
  const writing = limited()
  const documents = await from.store.journal.documents()
  for (const { kind, key, body } of documents) await writing.add(done => journal.putDocument(kind, key, body, done))
  let executions = 0
  for await (const write of from.executions()) {
    executions++
    await writing.add(done => journal.commit(write, done))
  }
  for await (const step of from.untold()) {
    if ('follower' in step) {
      await writing.end()
      journal.moveFeedCursor(step.follower, await journal.feedEnd())
    } else await writing.add(done => journal.commit(turnOf(step), done))
  }
  for await (const writes of from.mapRuns()) for (const write of writes) await writing.add(done => journal.commitMapRun(write, done))
  for (const { number, event, count } of await from.store.journal.deaths())
    for (let death = 0; death < count; death++) journal.recordDeath(number, event)
  let contents = 0
  for await (const { key: id } of entriesOf(from.store.data, contentSpace)) {
    await to.keepContent(id, from.store.contents.read(id))
    contents++
  }
  let entries = 0
  for (const space of await from.spaces()) {
    for await (const page of pagesOf(from, space)) {
      entries += page.length
      await data.commit(page.map(({ key, value }) => ({ space, key, value })))
    }
  }
  await writing.add(done => journal.barrier(done))
  await writing.end()
  return { executions, documents: documents.length, entries, contents, logLines: await copyLogs(from, logs) }
}

function turnOf({ number, chunk, nextFrameId }: UntoldTurn): TurnWrite {
  return { number, history: [chunk], nextFrameId, ...{ frames: [], removedFrames: [], setTimers: [], clearedTimers: [] } }
}

async function* pagesOf({ store: { data } }: Moved, space: string): AsyncGenerator<DataEntry[]> {
  let page: DataEntry[] = []
  for await (const entry of entriesOf(data, space)) {
    page.push(entry)
    if (page.length < mostUnderway) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}

async function copyLogs(from: Moved, logs: Store['logs']): Promise<number> {
  let lines = 0
  for (const group of await from.logGroups()) {
    for (const { name } of await from.store.logs.streams(group)) logs.append(group, name, [])
    for (let after: { timestamp: number; sequence: number } | undefined; ; ) {
      const page = await from.store.logs.query(group, { limit: logPage, ...(after && { after }) })
      for (const { stream, timestamp, message, requestId } of page) {
        const line: LogEvent = requestId === undefined ? { timestamp, message } : { timestamp, message, requestId }
        logs.append(group, stream, [line])
      }
      lines += page.length
      await logs.written()
      const last = page.at(-1)
      if (last === undefined || page.length < logPage) break
      after = { timestamp: last.timestamp, sequence: last.sequence }
    }
  }
  return lines
}

/** Writes of which so many are on their way; the first that fails ends it. */
function limited() {
  const underway = new Set<Promise<void>>()
  let failure: Error | undefined
  return {
    async add(write: (done: Done) => void): Promise<void> {
      if (failure) throw failure
      const written: Promise<void> = new Promise<void>((resolve, reject) => write(error => (error ? reject(error) : resolve())))
        .catch((error: Error) => {
          failure ??= error
        })
        .finally(() => underway.delete(written))
      underway.add(written)
      if (underway.size >= mostUnderway) await Promise.race(underway)
    },
    async end(): Promise<void> {
      await Promise.all(underway)
      if (failure) throw failure
    },
  }
}
