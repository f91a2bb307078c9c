import type { DataEntry, Done, ExecutionNumber, LogEvent, MapRunWrite, OwnedLane, Store, TurnWrite } from '@pasos/engine'
import { contentSpace, entriesOf, noDeathMarks } from '@pasos/engine'
import { connector } from './connection/session.ts'
import { writeParts } from './contents/postgres-content-store.ts'
import { homeLane, joinPostgres, sayingWhy } from './open-postgres-store.ts'

/** What another store keeps; `Everything` of a data folder is that. */
export interface Moved {
  store: Store
  executions(): Iterable<ExecutionNumber>
  writeOf(number: ExecutionNumber): Promise<TurnWrite>
  mapRuns(): AsyncIterable<MapRunWrite[]>
  spaces(): string[]
  logGroups(): string[]
  /** What lies beside that store and belongs into this one. */
  beside(to: Store): Promise<void>
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

/**
 * Writes all that another store keeps into a database that is new. Rejects when there is something in it already, or a node at work; what was
 * written until then stays, so that the database is to be made anew.
 */
export function takeEverything(url: string, from: Moved): Promise<MovedCounts> {
  return take(url, from).catch(sayingWhy)
}

async function take(url: string, from: Moved): Promise<MovedCounts> {
  const failed = Promise.withResolvers<never>()
  failed.promise.catch(() => undefined)
  const node = await joinPostgres({ url, onFatal: failed.reject })
  try {
    const owned: OwnedLane = await node.seat.takeWhenFree(homeLane)
    if (owned.epoch !== 1) throw new Error('The database has been served before: give a new one.')
    await keepSecret(url, from.store.journal.secret())
    const store = await node.openLane(owned, () => noDeathMarks, failed.reject)
    const counts = await Promise.race([copyAll(from, store, url), failed.promise])
    await store.close()
    return counts
  } finally {
    await node.leave()
  }
}

/** Tokens that workers hold are signed with it. Before the lane is opened, which would make one. */
async function keepSecret(url: string, secret: Buffer): Promise<void> {
  const session = await connector(url)()
  try {
    await session.rows('INSERT INTO settings VALUES ($1, $2)', ['token-secret', secret.toString('hex')])
  } finally {
    await session.end()
  }
}

async function copyAll(from: Moved, to: Store, url: string): Promise<MovedCounts> {
  const { journal } = to
  const writing = limited()
  const documents = await from.store.journal.documents()
  for (const { kind, key, body } of documents) await writing.add(done => journal.putDocument(kind, key, body, done))
  let executions = 0
  for (const number of from.executions()) {
    const write = await from.writeOf(number)
    executions++
    await writing.add(done => journal.commit(write, done))
  }
  for await (const writes of from.mapRuns()) for (const write of writes) await writing.add(done => journal.commitMapRun(write, done))
  for (const { number, event, count } of await from.store.journal.deaths())
    for (let death = 0; death < count; death++) journal.recordDeath(number, event)
  const contents = await copyContents(from, url)
  let entries = 0
  for (const space of from.spaces()) {
    for await (const page of pagesOf(from.store, space)) {
      entries += page.length
      await to.data.commit(page.map(({ key, value }) => ({ space, key, value })))
    }
  }
  await writing.end()
  await from.beside(to)
  return { executions, documents: documents.length, entries, contents, logLines: await copyLogs(from, to) }
}

async function* pagesOf({ data }: Store, space: string): AsyncGenerator<DataEntry[]> {
  let page: DataEntry[] = []
  for await (const entry of entriesOf(data, space)) {
    page.push(entry)
    if (page.length < mostUnderway) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}

/** Under the ids that they have, as records name them. */
async function copyContents({ store: { data, contents } }: Moved, url: string): Promise<number> {
  const session = await connector(url, 'SET synchronous_commit = on')()
  let copied = 0
  try {
    for await (const { key: id } of entriesOf(data, contentSpace)) {
      const bytes = await writeParts(session, id, contents.read(id))
      await session.rows('INSERT INTO contents VALUES ($1, 0, $2)', [id, bytes])
      copied++
    }
    return copied
  } finally {
    await session.end()
  }
}

async function copyLogs(from: Moved, { logs }: Store): Promise<number> {
  let lines = 0
  for (const group of from.logGroups()) {
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
