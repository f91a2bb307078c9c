import type { SQLInputValue } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import type { ExecutionNumber, ExecutionSummary, IndexPage, NameFilter } from '@pasos/engine'
import { type SummaryRow, summaryColumns, toSummary } from '../rows.ts'
import { blockBits, findInBlock, isWanted, type Matches, type WantedName } from './name-block.ts'
import type { NameIndex } from './name-index.ts'

interface Queries {
  all: <T>(sql: string, ...values: SQLInputValue[]) => T[]
  one: <T>(sql: string, ...values: SQLInputValue[]) => T | undefined
}

/** A page takes no longer than this, and answers with what it has: some millions of names. */
const longestMs = 150
/** Between two of these others have their turn: some milliseconds. */
const blocksAtOnce = 32
const blockSize = 2 ** blockBits

const blocksBefore = `SELECT block, body FROM names WHERE block <= ? ORDER BY block DESC LIMIT ${blocksAtOnce}`
const summary = `SELECT ${summaryColumns} FROM executions WHERE number = ?`
const listed = `SELECT number, machine, arn FROM executions
  WHERE number >= ? AND number < ? AND map_run IS NULL ORDER BY number DESC LIMIT ${blockSize}`
const ofStatus = 'SELECT number FROM executions INDEXED BY executions_by_status WHERE status = ? AND machine = ? AND map_run IS NULL'

/** Executions by a part of their ARNs, newest first: those that are in no block yet one by one, then block by block. */
export async function searchNames(queries: Queries, index: Pick<NameIndex, 'end'>, filter: NameFilter): Promise<IndexPage> {
  const wanted: WantedName = { text: filter.text, machines: new Set(filter.machines) }
  const page = pageOf(queries, filter)
  const until = performance.now() + longestMs
  const inBlocks = index.end()
  let before = filter.before ?? Number.MAX_SAFE_INTEGER
  while (before > inBlocks) {
    const rows = queries.all<ListedRow>(listed, inBlocks, before)
    if (page.takesAll(rows.filter(row => isWanted(row.arn, row.machine, wanted)).map(row => row.number))) return page.answer()
    before = rows.length < blockSize ? inBlocks : rows.at(-1)!.number
    if (performance.now() > until) return page.answer(before)
    await setImmediate()
  }
  for (;;) {
    const blocks = queries.all<{ block: number; body: Uint8Array }>(blocksBefore, Math.floor((before - 1) / blockSize))
    for (const { block, body } of blocks) {
      const first = block * blockSize
      const matches = findInBlock(body, wanted) ?? rowsOfBlock(queries, first, wanted)
      if (page.takesAll(numbersIn(queries, first, matches, filter.status).filter(number => number < before))) return page.answer()
      before = first
      if (performance.now() > until) return page.answer(before)
    }
    if (blocks.length < blocksAtOnce) return page.answer()
    await setImmediate()
  }
}

interface ListedRow {
  number: ExecutionNumber
  machine: string
  arn: string
}

/** A damaged block is made good by what it was made from. */
function rowsOfBlock({ all }: Queries, first: ExecutionNumber, wanted: WantedName): Matches {
  const rows = all<ListedRow>(listed, first, first + blockSize).filter(row => isWanted(row.arn, row.machine, wanted))
  return { machines: [...new Set(rows.map(row => row.machine))], places: () => rows.map(row => row.number - first) }
}

/** Those of a status are asked for first: most often there are few of them, and no name has to be looked at. */
function numbersIn({ all }: Queries, first: ExecutionNumber, matches: Matches, status: NameFilter['status']): ExecutionNumber[] {
  if (matches.machines.length === 0) return []
  if (status === undefined) return matches.places().map(place => first + place)
  const numbers = new Set(
    matches.machines.flatMap(machine =>
      all<{ number: number }>(`${ofStatus} AND number >= ? AND number < ?`, status, machine, first, first + blockSize).map(
        row => row.number,
      ),
    ),
  )
  return numbers.size === 0
    ? []
    : matches
        .places()
        .map(place => first + place)
        .filter(number => numbers.has(number))
}

function pageOf({ one }: Queries, { status, limit }: NameFilter) {
  const executions: ExecutionSummary[] = []
  let last: ExecutionNumber | undefined
  let isFull = false
  return {
    /** Takes executions, newest first; answers whether the page is full and there are more. */
    takesAll(numbers: readonly ExecutionNumber[]): boolean {
      for (const number of numbers) {
        const row = one<SummaryRow>(summary, number)
        if (row === undefined || (status !== undefined && row.status !== status)) continue
        isFull = executions.length === limit
        if (isFull) return true
        executions.push(toSummary(row))
        last = number
      }
      return false
    },
    /** `before`: where it was left off, when not everything was looked at. */
    answer(before?: ExecutionNumber): IndexPage {
      const next = isFull ? last : before
      return next === undefined ? { executions } : { executions, before: next }
    },
  }
}
