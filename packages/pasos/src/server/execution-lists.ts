import type { Catalog, ExecutionIndex, ExecutionRecord, ExecutionSummary } from '@pasos/engine'
import { failedState } from './failed-state.ts'
import { keptCounts } from './kept-counts.ts'
import type { Route } from './listener.ts'
import type { RecentExpress } from './recent-express.ts'
import { sendJson } from './send-json.ts'
import { cursorAt, isWanted, looksInside, type Wanted, wantedOf } from './wanted-executions.ts'

const PATH = '/_pasos/executions'
const DEFAULT_LIMIT = 50
const MOST = 500
/** Where executions have to be read to know whether they are wanted, a page takes so long, and as many are taken from the index at once. */
const LONGEST_MS = 150
const READ_AT_ONCE = 200
const ENDED_BADLY = ['FAILED', 'TIMED_OUT', 'ABORTED'] as const

type Listed = Omit<ExecutionSummary, 'definitionId'> & Pick<ExecutionRecord, 'error'> & { failedState?: string }
/** What lists of executions are read from. */
export interface ListDeps {
  index: Pick<ExecutionIndex, 'list' | 'search' | 'counts' | 'describe' | 'history'>
  catalog: Pick<Catalog, 'list'>
  express: Pick<RecentExpress, 'of'>
  report: (message: string, details: { error: unknown }) => void
}
export type Totals = ReturnType<typeof keptCounts>

interface Query {
  status?: ExecutionRecord['status']
  /** In the ARN, which ends in the name, whatever its case. */
  search: string
  limit: number
  wanted: Wanted
}

/**
 * `GET /_pasos/executions?machine=ARN&status=…&search=…&limit=…&cursor=…`: newest first, of one state machine or of all, Express included, as
 * `{ records, counts, cursor? }`. `counts` are totals by status, whatever the filter. A page may hold fewer than `limit`, even none,
 * and yet have a cursor: a search takes so long at most. `failedState=` also tells in which state each failed. `from=` and `until=` (epoch
 * milliseconds or ISO 8601) bound when they began, `error=` is a part of the error's name, `text=` of input, output, error or cause.
 */
export function executionLists(deps: ListDeps): Route {
  const totals = keptCounts(deps.index)
  return (request, response, { path }) => {
    if (path !== PATH || request.method !== 'GET') return false
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost')
    sendJson(response, listExecutions(deps, totals, searchParams), error =>
      deps.report('a list of executions could not be read', { error }),
    )
    return true
  }
}

/** A page of executions as the parameters of the address ask for it. */
export async function listExecutions(deps: ListDeps, totals: Totals, parameters: URLSearchParams) {
  const machine = parameters.get('machine') ?? undefined
  const status = parameters.get('status')
  const query: Query = {
    search: (parameters.get('search') ?? '').toLowerCase(),
    limit: Math.min(MOST, Math.max(1, Number(parameters.get('limit')) || DEFAULT_LIMIT)),
    wanted: wantedOf(parameters),
    ...(status ? { status: status as ExecutionRecord['status'] } : {}),
  }
  const machines =
    machine === undefined ? deps.catalog.list<{ stateMachineArn: string }>('stateMachine').map(each => each.stateMachineArn) : [machine]
  const cursor = parameters.get('cursor')
  const page =
    query.search === '' ? await mergedPage(deps, machines, query, readCursor(cursor)) : await foundPage(deps, machines, query, cursor)
  const withState = parameters.has('failedState')
  const records = await Promise.all(page.records.map(record => withError(deps, record, withState)))
  return { ...page, records, counts: await countsOf(deps, totals, machine, machines) }
}

async function read({ index, express }: ListDeps, { stateMachineArn, executionArn }: Pick<Listed, 'stateMachineArn' | 'executionArn'>) {
  return (await index.describe(executionArn)) ?? express.of(stateMachineArn).find(each => each.executionArn === executionArn)
}

/** A list tells why something failed; that stands in the execution's own record. */
async function withError(deps: ListDeps, record: Listed, withState: boolean): Promise<Listed> {
  if (record.status === 'RUNNING' || record.status === 'SUCCEEDED') return record
  const { error } = (await read(deps, record)) ?? {}
  const state = withState ? await failedState(deps.index, record.executionArn) : undefined
  return { ...record, ...(error === undefined ? {} : { error }), ...(state === undefined ? {} : { failedState: state }) }
}

async function countsOf(
  { index, express }: ListDeps,
  totals: Totals,
  machine: string | undefined,
  machines: readonly string[],
): Promise<Record<string, number>> {
  const counts: Record<string, number> = { ...(await totals(machine)) }
  for (const arn of machines) {
    for (const record of await unlisted(index, express.of(arn))) counts[record.status] = (counts[record.status] ?? 0) + 1
  }
  return counts
}

/** Remembered Express executions that are not on disk: those that still run, or all where Express is not kept. */
async function unlisted(index: ListDeps['index'], records: ExecutionRecord[]): Promise<ExecutionRecord[]> {
  const first = records[0]
  if (!first) return []
  const kept = new Set(
    (await index.list({ stateMachineArn: first.stateMachineArn, limit: MOST })).records.map(record => record.executionArn),
  )
  return records.filter(record => !kept.has(record.executionArn))
}

/** Where each list goes on, of a machine or of those of its executions that have a status: behind the execution `after`, to be found on the page that begins at `page`; `null`: it is at its end. */
type Place = { page?: string; after: string } | null
type Cursor = Record<string, Place>

function readCursor(text: string | null): Cursor {
  try {
    const value: unknown = text === null ? {} : JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Cursor) : {}
  } catch {
    return {}
  }
}

async function mergedPage(
  deps: ListDeps,
  machines: readonly string[],
  query: Query,
  cursor: Cursor,
): Promise<{ records: Listed[]; cursor?: string }> {
  const next: Cursor = { ...cursor }
  const { wanted } = query
  // Only what ended badly has an error: a million successes are passed over.
  const statuses = query.status === undefined && wanted.error !== '' ? ENDED_BADLY : [query.status]
  const lists = await Promise.all(
    machines
      .flatMap(arn => statuses.map(status => ({ arn, status, key: statuses.length > 1 ? `${arn} ${status}` : arn })))
      .filter(({ key }) => cursor[key] !== null)
      .map(async ({ arn, status, key }) => {
        const walk = matching(deps, arn, { wanted, limit: query.limit, status }, cursor[key] ?? undefined)
        return { key, walk, head: await walk.next() }
      }),
  )
  const records: Listed[] = []
  const isLate = lateness(wanted)
  while (records.length < query.limit && !isLate()) {
    const open = lists.filter(list => !list.head.done)
    if (open.length === 0) break
    const newest = open.reduce((a, b) => (headOf(b).startDate > headOf(a).startDate ? b : a))
    // Whatever comes now began earlier still.
    if (headOf(newest).startDate < wanted.from) return { records }
    const { definitionId: _definition, ...rest } = headOf(newest)
    if (await isWanted(wanted, headOf(newest), () => read(deps, rest))) records.push(rest)
    next[newest.key] = (newest.head.value as Found).place
    newest.head = await newest.walk.next()
  }
  for (const { key, head } of lists) if (head.done) next[key] = null
  return Object.values(next).some(place => place !== null) || lists.some(list => !list.head.done)
    ? { records, cursor: JSON.stringify(next) }
    : { records }
}

const ANY = wantedOf(new URLSearchParams())

/** The latest executions of a state machine, newest first, at most so many. */
export async function latestOf(deps: ListDeps, machine: string, limit: number): Promise<ExecutionSummary[]> {
  const latest: ExecutionSummary[] = []
  for await (const { record } of matching(deps, machine, { wanted: ANY, limit, status: undefined }, undefined)) {
    latest.push(record)
    if (latest.length >= limit) break
  }
  return latest
}

/** Whether a page has taken its time: where nothing has to be read it never has. */
function lateness(wanted: Wanted): () => boolean {
  const end = looksInside(wanted) ? performance.now() + LONGEST_MS : Number.POSITIVE_INFINITY
  return () => performance.now() > end
}

function headOf(list: { head: IteratorResult<Found, null> }): ExecutionSummary {
  return (list.head.value as Found).record
}

interface Found {
  record: ExecutionSummary
  place: Place
}

/** The executions of a machine that match, newest first, read page by page as they are asked for. Returns null at the end. */
async function* matching(
  { index, express }: ListDeps,
  arn: string,
  { status, limit, wanted }: Omit<Query, 'search' | 'status'> & { status: Query['status'] },
  start: Place | undefined,
): AsyncGenerator<Found, null> {
  let skipping = start?.after
  // What is only remembered stands on the first page.
  if (!start) {
    for (const { input: _input, output: _output, ...record } of await unlisted(index, express.of(arn))) {
      if (status === undefined || record.status === status) yield { record, place: { after: '' } }
    }
  }
  let page = start ? start.page : await pageAt(index, { stateMachineArn: arn, ...(status === undefined ? {} : { status }) }, wanted)
  for (;;) {
    const from = page === undefined ? {} : { page }
    const { records, cursor } = await index.list({
      ...{ stateMachineArn: arn, limit: looksInside(wanted) ? READ_AT_ONCE : limit },
      ...(status === undefined ? {} : { status }),
      ...(page === undefined ? {} : { cursor: page }),
    })
    for (const record of records) {
      if (skipping) {
        if (record.executionArn === skipping) skipping = undefined
      } else yield { record, place: { ...from, after: record.executionArn } }
    }
    if (cursor === undefined) return null
    page = cursor
  }
}

function pageAt(index: ListDeps['index'], filter: Parameters<typeof cursorAt>[1], { until }: Wanted): Promise<string | undefined> {
  return until === Number.POSITIVE_INFINITY ? Promise.resolve(undefined) : cursorAt(index, filter, until)
}

/** A page of those whose name or ARN holds a text. What is only remembered stands on the first page, in its place. */
async function foundPage(
  deps: ListDeps,
  stateMachineArns: readonly string[],
  { search: text, status, limit, wanted }: Query,
  cursor: string | null,
): Promise<{ records: Listed[]; cursor?: string }> {
  const { index, express } = deps
  const isFirst = cursor === null || !/^\d+$/.test(cursor)
  let next = isFirst ? await searchFrom(index, stateMachineArns, wanted) : cursor
  const remembered = isFirst ? (await Promise.all(stateMachineArns.map(arn => unlisted(index, express.of(arn))))).flat() : []
  const records: ExecutionSummary[] = []
  const take = async (found: ExecutionSummary[]) => {
    for (const each of found) if (await isWanted(wanted, each, () => read(deps, each))) records.push(each)
  }
  await take(
    remembered
      .map(({ input: _input, output: _output, ...record }) => record)
      .filter(record => (status ?? record.status) === record.status && record.executionArn.toLowerCase().includes(text)),
  )
  const isLate = lateness(wanted)
  const most = records.length + limit
  do {
    const page = await index.search({
      ...{ text, stateMachineArns, limit: most - records.length },
      ...(status === undefined ? {} : { status }),
      ...(next === undefined ? {} : { cursor: next }),
    })
    await take(page.records)
    const oldest = page.records.at(-1)
    next = oldest && oldest.startDate < wanted.from ? undefined : page.cursor
    // A short page of a search by name alone has taken its time already.
  } while (next !== undefined && records.length < most && looksInside(wanted) && !isLate())
  const sorted = records.sort((one, other) => other.startDate - one.startDate)
  return { records: sorted.map(({ definitionId: _definition, ...record }) => record), ...(next === undefined ? {} : { cursor: next }) }
}

/** Where a search over all machines begins that wants what began before some time: numbers are those of all. */
async function searchFrom(index: ListDeps['index'], machines: readonly string[], wanted: Wanted): Promise<string | undefined> {
  const places = await Promise.all(machines.map(stateMachineArn => pageAt(index, { stateMachineArn }, wanted)))
  return places.includes(undefined) ? undefined : String(Math.max(0, ...places.map(Number)))
}
