import type { Catalog, ExecutionIndex, ExecutionRecord, ExecutionSummary } from '@pasos/engine'
import { AskedWrongly, limitIn } from './asked-wrongly.ts'
import { failedState } from './failed-state.ts'
import { keptCounts } from './kept-counts.ts'
import type { Route } from './listener.ts'
import { newestFirst, rememberedOnly, type WalkPlace } from './newest-first.ts'
import type { RecentExpress } from './recent-express.ts'
import { sendJson } from './send-json.ts'
import { cursorOf, placeAt } from './walk-cursor.ts'
import { cursorAt, isWanted, looksInside, type Wanted, wantedOf } from './wanted-executions.ts'

const PATH = '/_pasos/executions'
const DEFAULT_LIMIT = 50
const MOST = 500
/** Where executions have to be read to know whether they are wanted, a page takes so long, and as many are taken from the index at once. */
const LONGEST_MS = 150
const READ_AT_ONCE = 200
const STATUSES: readonly ExecutionRecord['status'][] = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE']
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
 * milliseconds or ISO 8601) bound when they began, `error=` is a part of the error's name, `text=` of input, output, error or cause. What
 * is no status, no number, no time or no cursor is answered 400.
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
  const status = statusIn(parameters)
  const query: Query = {
    search: (parameters.get('search') ?? '').toLowerCase(),
    limit: limitIn(parameters, { most: MOST, otherwise: DEFAULT_LIMIT }),
    wanted: wantedOf(parameters),
    ...(status ? { status } : {}),
  }
  const machines =
    machine === undefined ? deps.catalog.list<{ stateMachineArn: string }>('stateMachine').map(each => each.stateMachineArn) : [machine]
  const start = placeAt(parameters.get('cursor'))
  const page = await (query.search === '' ? mergedPage : foundPage)(deps, machines, query, start)
  const withState = parameters.has('failedState')
  const records = await Promise.all(page.records.map(record => withError(deps, record, withState)))
  return { ...page, records, counts: await countsOf(deps, totals, machine, machines) }
}

/** Throws `AskedWrongly` for what no execution can have: nothing would be found, as if there were none. */
function statusIn(parameters: URLSearchParams): ExecutionRecord['status'] | undefined {
  const given = parameters.get('status')
  if (given === null || given === '') return undefined
  const status = STATUSES.find(each => each === given)
  if (status === undefined) throw new AskedWrongly('status', given, `one of ${STATUSES.join(', ')}`)
  return status
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

async function countsOf(deps: ListDeps, totals: Totals, machine: string | undefined, machines: readonly string[]) {
  const counts: Record<string, number> = { ...(await totals(machine)) }
  for (const { status } of await rememberedOnly(deps, machines)) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

async function mergedPage(
  deps: ListDeps,
  machines: readonly string[],
  { status, limit, wanted }: Query,
  start: WalkPlace | undefined,
): Promise<{ records: Listed[]; cursor?: string }> {
  const walk = newestFirst(deps, {
    ...{ machines, start, readAtOnce: looksInside(wanted) ? READ_AT_ONCE : limit },
    // Only what ended badly has an error: a million successes are passed over.
    statuses: status === undefined && wanted.error !== '' ? ENDED_BADLY : [status],
    beginning: filter => pageAt(deps.index, filter, wanted),
  })
  const records: Listed[] = []
  const isLate = lateness(wanted)
  let place = start
  for await (const next of walk) {
    if (place !== start && (records.length >= limit || isLate())) return { records, cursor: cursorOf(place!) }
    // Whatever comes now began earlier still.
    if (next.record.startDate < wanted.from) break
    const { definitionId: _definition, ...rest } = next.record
    if (await isWanted(wanted, next.record, () => read(deps, rest))) records.push(rest)
    place = next.place
  }
  return { records }
}

/** Whether a page has taken its time: where nothing has to be read it never has. */
function lateness(wanted: Wanted): () => boolean {
  const end = looksInside(wanted) ? performance.now() + LONGEST_MS : Number.POSITIVE_INFINITY
  return () => performance.now() > end
}

function pageAt(index: ListDeps['index'], filter: Parameters<typeof cursorAt>[1], { until }: Wanted): Promise<string | undefined> {
  return until === Number.POSITIVE_INFINITY ? Promise.resolve(undefined) : cursorAt(index, filter, until)
}

/** A page of those whose name or ARN holds a text. What is only remembered stands on the first page, in its place. */
async function foundPage(
  deps: ListDeps,
  stateMachineArns: readonly string[],
  { search: text, status, limit, wanted }: Query,
  start: WalkPlace | undefined,
): Promise<{ records: Listed[]; cursor?: string }> {
  const { index } = deps
  let next = start?.before === undefined ? await searchFrom(index, stateMachineArns, wanted) : String(start.before)
  const remembered = start === undefined ? await rememberedOnly(deps, stateMachineArns) : []
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
