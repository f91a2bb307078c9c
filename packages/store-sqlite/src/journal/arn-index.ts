import type { DatabaseSync } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import type { ExecutionNumber } from '@pasos/engine'
import { plainRows } from '../plain-rows.ts'
import { encodeSetting } from '../writer/encode-write.ts'
import { op } from '../writer/operations.ts'
import type { WriterThread } from '../writer/writer-thread.ts'

/**
 * Finds executions by their ARN. ARNs come in no order, so an index on disk that took in every start would write one page for each.
 * Therefore the newest executions are in memory only, the *tail*, and the table `arns` takes them in when there are many, sorted and in
 * slices. The setting `arns-upto` says what is surely in the table; a new process reads the rest from the executions themselves.
 *
 * A crash between two slices leaves rows in the table that the next process writes again, which changes nothing.
 */
export interface ArnIndex {
  /** Appends what the index needs to the write of a new execution. */
  added(executionArn: string, number: ExecutionNumber): void
  /** The executions that may have this ARN: their checksums are the same. */
  candidates(executionArn: string): ExecutionNumber[]
  /** Appends the deletion of an execution's entry to what is being written. */
  removed(arnSum: number, number: ExecutionNumber): void
}

const sliceSize = 1_024

/** `tailSize`: with how many executions in memory the table takes them in. */
export function openArnIndex(database: DatabaseSync, writer: WriterThread, tailSize: number): ArnIndex {
  const uptoRow = database.prepare("SELECT value FROM settings WHERE name = 'arns-upto'").get() as { value: string } | undefined
  const inTable = plainRows(database.prepare('SELECT number FROM arns WHERE arn_sum = ?'))
  let upto = Number(uptoRow?.value ?? 0)
  let tail = newTail()
  /** A tail that the table is taking in; it goes as a whole once it is there: deleted one by one they cost every start more than a microsecond. */
  let folding: Tail | undefined
  const tails = (): readonly Tail[] => (folding ? [tail, folding] : [tail])

  const rest = database.prepare('SELECT number, arn_sum FROM executions WHERE number > ? ORDER BY number')
  for (const { number, arn_sum } of rest.iterate(upto) as Iterable<{ number: number; arn_sum: number }>) remember(tail, arn_sum, number)

  /** Moves the tail into the table, a slice at a time, so that nobody waits for it. */
  const fold = (highest: ExecutionNumber): void => {
    const leaving = tail
    folding = leaving
    tail = newTail()
    // From here on what is written late, with a lower number, enters the table by itself.
    upto = highest
    const entries: { sum: number; number: ExecutionNumber }[] = []
    for (const sum of [...leaving.newest.keys()].sort((one, other) => one - other))
      for (const number of chain(leaving, sum)) entries.push({ sum, number })
    const next = (at: number): void => {
      // What was deleted meanwhile must not come back.
      const slice = entries.slice(at, at + sliceSize).filter(({ sum, number }) => isIn(leaving, sum, number))
      for (const { sum, number } of slice) writer.operations.push(op.indexArn, sum, number)
      const isLast = at + sliceSize >= entries.length
      if (isLast) encodeSetting(op.putSetting, 'arns-upto', String(highest), writer.operations)
      writer.queued(error => {
        if (error) return
        if (isLast) folding = undefined
        else next(at + sliceSize)
      }, slice.length * 100)
    }
    next(0)
  }

  return {
    added(executionArn, number) {
      const arnSum = crc32(executionArn)
      if (number <= upto) writer.operations.push(op.indexArn, arnSum, number)
      remember(tail, arnSum, number)
      if (tail.newest.size >= tailSize && !folding) fold(number)
    },
    candidates(executionArn) {
      const arnSum = crc32(executionArn)
      const stored = inTable.all<{ number: number }>(arnSum).map(row => row.number)
      const inMemory = tails().flatMap(each => chain(each, arnSum))
      // While a tail is taken in, some of it is in both.
      return inMemory.length === 0 ? stored : [...new Set([...inMemory, ...stored])]
    },
    removed(arnSum, number) {
      writer.operations.push(op.unindexArn, arnSum, number)
      for (const each of tails()) forget(each, arnSum, number)
    },
  }
}

/** By checksum the newest execution of it, and by execution the next older one of the same checksum. */
interface Tail {
  newest: Map<number, ExecutionNumber>
  older: Map<ExecutionNumber, ExecutionNumber>
}

function newTail(): Tail {
  return { newest: new Map(), older: new Map() }
}

function remember({ newest, older }: Tail, arnSum: number, number: ExecutionNumber): void {
  const former = newest.get(arnSum)
  if (former !== undefined) older.set(number, former)
  newest.set(arnSum, number)
}

function chain({ newest, older }: Tail, arnSum: number): ExecutionNumber[] {
  const numbers: ExecutionNumber[] = []
  for (let at = newest.get(arnSum); at !== undefined; at = older.get(at)) numbers.push(at)
  return numbers
}

function isIn({ newest, older }: Tail, arnSum: number, number: ExecutionNumber): boolean {
  let at = newest.get(arnSum)
  while (at !== undefined && at !== number) at = older.get(at)
  return at !== undefined
}

function forget(tail: Tail, arnSum: number, number: ExecutionNumber): void {
  const { newest, older } = tail
  const numbers = chain(tail, arnSum)
  if (!numbers.includes(number)) return
  for (const each of numbers) older.delete(each)
  newest.delete(arnSum)
  for (const each of numbers.filter(other => other !== number).reverse()) remember(tail, arnSum, each)
}
