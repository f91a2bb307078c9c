import type { ExecutionIndex, ExecutionRecord, ExecutionSummary } from '@pasos/engine'
import type { RecentExpress } from './recent-express.ts'

/** Where there are many state machines, each list is read by a few at first: most of them have nothing on a page. */
const FEWEST = 4

/**
 * How far a walk has come, in a few words whatever the number of state machines. What is on disk has numbers, which are those of all machines and grow
 * with time; what is only remembered is ordered by start and ARN.
 */
export interface WalkPlace {
  /** Of what is on disk, lower numbers are still to come; all where it is missing. */
  before?: number
  /** Of what is only remembered, what stands behind this; nothing where it is missing. */
  remembered?: { startDate: number; executionArn: string }
}

interface Walk {
  machines: readonly string[]
  statuses: readonly (ExecutionRecord['status'] | undefined)[]
  /** At most so many are taken from the index at once. */
  readAtOnce: number
  /** From the newest on when missing. */
  start: WalkPlace | undefined
  /** The number below which a list begins to be wanted; from its newest on when undefined. */
  beginning?: (filter: { stateMachineArn: string; status?: ExecutionRecord['status'] }) => Promise<string | undefined>
}

export interface WalkDeps {
  index: Pick<ExecutionIndex, 'list'>
  express: Pick<RecentExpress, 'of'>
}

export interface Walked {
  record: ExecutionSummary
  /** Behind this execution. */
  place: WalkPlace
}

/** The executions of these state machines, newest first, each once, read as they are asked for; Express ones that are only remembered among them. */
export async function* newestFirst(deps: WalkDeps, walk: Walk): AsyncGenerator<Walked, void> {
  const { machines, statuses, start } = walk
  const lists = await Promise.all(
    machines.flatMap(machine =>
      statuses.map(async status => {
        const rows = listed(deps, walk, { stateMachineArn: machine, ...(status === undefined ? {} : { status }) })
        return { rows, head: await rows.next() }
      }),
    ),
  )
  const rest = (await rememberedOnly(deps, machines)).filter(
    record => isBehind(record, start) && statuses.some(status => (status ?? record.status) === record.status),
  )
  let place: WalkPlace = start ?? {}
  for (;;) {
    const heads = lists.flatMap(list => (list.head.done ? [] : [{ list, row: list.head.value }]))
    const newest = heads.length === 0 ? undefined : heads.reduce((one, other) => (other.row.number > one.row.number ? other : one))
    if (newest === undefined && rest.length === 0) return
    if (newest === undefined || (rest[0] && rest[0].startDate >= newest.row.record.startDate)) {
      const { input: _input, output: _output, ...record } = rest.shift()!
      place = { ...place, remembered: record }
      yield { record, place: behind(place, rest) }
      continue
    }
    const { record, number } = newest.row
    // What is remembered and began later has come already.
    place = { before: number, remembered: place.remembered ?? { startDate: record.startDate, executionArn: '' } }
    yield { record, place: behind(place, rest) }
    newest.list.head = await newest.list.rows.next()
  }
}

function behind({ before, remembered }: WalkPlace, rest: readonly unknown[]): WalkPlace {
  return {
    ...(before === undefined ? {} : { before }),
    // Nothing of it is left; while nothing on disk was reached it says all the same that the walk has begun.
    ...(remembered === undefined || (rest.length === 0 && before !== undefined)
      ? {}
      : { remembered: { startDate: remembered.startDate, executionArn: remembered.executionArn } }),
  }
}

function isBehind({ startDate, executionArn }: ExecutionRecord, start: WalkPlace | undefined): boolean {
  if (start === undefined) return true
  const { remembered } = start
  if (remembered === undefined) return false
  return startDate < remembered.startDate || (startDate === remembered.startDate && executionArn < remembered.executionArn)
}

/** What is on disk of one list, with its numbers. */
async function* listed(
  { index }: WalkDeps,
  { machines, statuses, readAtOnce, start, beginning }: Walk,
  filter: { stateMachineArn: string; status?: ExecutionRecord['status'] },
): AsyncGenerator<{ record: ExecutionSummary; number: number }, void> {
  let cursor = start?.before === undefined ? await beginning?.(filter) : String(start.before)
  let limit = Math.min(readAtOnce, Math.max(FEWEST, Math.ceil((2 * readAtOnce) / (machines.length * statuses.length))))
  for (;;) {
    const page = await index.list({ ...filter, limit, ...(cursor === undefined ? {} : { cursor }) })
    for (const [at, record] of page.records.entries()) yield { record, number: page.places[at]! }
    if (page.cursor === undefined) return
    cursor = page.cursor
    limit = Math.min(readAtOnce, 4 * limit)
  }
}

/**
 * Express executions that are remembered but not on disk, newest first: those that still run, or all where Express is not kept. Those that are kept
 * as well are among as many of the newest on disk, as whatever began later is remembered too.
 */
export async function rememberedOnly({ index, express }: WalkDeps, machines: readonly string[]): Promise<ExecutionRecord[]> {
  const found = await Promise.all(
    machines.map(async stateMachineArn => {
      const remembered = express.of(stateMachineArn)
      if (remembered.length === 0) return []
      const { records } = await index.list({ stateMachineArn, limit: remembered.length })
      const kept = new Set(records.map(record => record.executionArn))
      return remembered.filter(record => !kept.has(record.executionArn))
    }),
  )
  return found.flat().sort((one, other) => other.startDate - one.startDate || (other.executionArn > one.executionArn ? 1 : -1))
}
