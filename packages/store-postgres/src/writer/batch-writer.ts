import { setTimeout as wait } from 'node:timers/promises'
import { type Done, type ExecutionNumber, type OwnedLane, StoreFailed, unstorableNumber, WriteRefused } from '@pasos/engine'
import { isContentError, isLost, isUndone } from '../connection/lost.ts'
import type { Connect, Session } from '../connection/session.ts'
import { commitFewOf, commitOf } from './columns.ts'
import { type Change, encodeBatch } from './merge-batch.ts'

export type { Change } from './merge-batch.ts'

/** Queues changes and is told when they are on disk, in the order in which they were given. */
export interface BatchWriter {
  /** `owner`: the execution that a change belongs to; when it is refused, so are the owner's later ones. */
  queued(change: Change | undefined, done: Done | undefined, bytes: number, owner?: ExecutionNumber): void
  /** What is queued from now on for an owner is taken again. */
  mend(owner: ExecutionNumber): void
  flush(): void
  close(): Promise<void>
}

/** Another node owns the lane now: this process is a former owner, whatever it believes, and must end. */
export class Fenced extends Error {
  override readonly name = 'Fenced'
}

interface Item {
  change: Change | undefined
  done: Done | undefined
  bytes: number
  owner: ExecutionNumber
  /** From here on the owner's changes are taken again. */
  mends?: true
  refusal?: string
}

interface Flight {
  items: Item[]
  /** Owners whose changes were refused when the batch was put together. */
  refusedBefore: ReadonlySet<ExecutionNumber>
  answer: Promise<void>
  /** Otherwise there was nothing to write: a barrier, which needs no round trip of its own, as answers come in order. */
  isSent: boolean
}

// Two batches in flight, one being written and one on its way: with one the database waits for us, with more nothing is gained.
const batchesInFlight = 2
const mostItems = 512
const mostBytes = 4 * 1024 * 1024
/** So many changes leave without waiting for the end of the turn of the event loop. */
const eagerItems = 128
const reconnectMs = 50
const closingMs = 5_000
const nobody: ReadonlySet<ExecutionNumber> = new Set()

/**
 * The only way into the tables: batches, each one statement, numbered within the lane. One that was under way when the connection was lost is
 * sent again on the next one, for as long as that takes, and written once: the database knows its number. `onFatal` is told once when
 * nothing can be written any more, first of all when another node has taken the lane. `encode`: into the statement's parameters; a simulated
 * database takes changes as they are.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one life cycle with its members, each short
export function batchWriter(
  connect: Connect,
  session: Session,
  owned: OwnedLane,
  onFatal: (error: Error) => void,
  encode: (changes: readonly Change[]) => readonly unknown[] = encodeBatch,
): BatchWriter {
  const flights: Flight[] = []
  let { seq } = owned
  let queue: Item[] = []
  let refused = new Set<ExecutionNumber>()
  let failure: Error | undefined
  let isFlushScheduled = false
  let trouble: Promise<void> | undefined
  let onIdle: (() => void) | undefined
  /** While the process goes on, the database is waited for as long as it takes. */
  let giveUp = Number.POSITIVE_INFINITY

  const send = async (items: readonly Item[], sequence: number): Promise<void> => {
    const changes = items.flatMap(({ change, refusal }) => (change === undefined || refusal !== undefined ? [] : [change]))
    const parameters = [owned.lane, owned.epoch, sequence, ...encode(changes)]
    const few = commitFewOf(parameters)
    if (few && (await session.rows(...few)).length > 0) return
    await session.rows(...commitOf(parameters))
  }

  /** Marks what is refused, in the order of the changes. */
  const sieve = (items: readonly Item[]): void => {
    for (const item of items) {
      const { owner, change } = item
      delete item.refusal
      if (item.mends) refused.delete(owner)
      else if (refused.has(owner)) item.refusal = 'a former write of the execution was refused'
      else {
        const reason = change && 'turn' in change ? unstorableNumber(change.turn) : undefined
        if (reason !== undefined) refuse(item, reason)
      }
    }
  }

  const refuse = (item: Item, reason: string): void => {
    item.refusal = reason
    if (item.owner !== 0) refused.add(item.owner)
  }

  const take = (): Item[] => {
    let bytes = 0
    let count = 0
    while (count < queue.length && count < mostItems && bytes < mostBytes) bytes += queue[count++]!.bytes
    return queue.splice(0, count)
  }

  const flush = (): void => {
    while (queue.length > 0 && flights.length < batchesInFlight && !trouble && !failure) {
      const items = take()
      const refusedBefore = refused.size === 0 ? nobody : new Set(refused)
      sieve(items)
      const isSent = items.some(writes)
      const answer = isSent ? send(items, ++seq) : (flights.at(-1)?.answer ?? Promise.resolve())
      const flight: Flight = { items, refusedBefore, answer, isSent }
      flights.push(flight)
      flight.answer.then(
        () => landed(flight),
        error => {
          trouble ??= mendFlights(error).then(
            () => {
              trouble = undefined
              flush()
              if (flights.length === 0 && queue.length === 0) onIdle?.()
            },
            fatal => fail(fatal instanceof Error ? fatal : new Error(String(fatal))),
          )
        },
      )
    }
  }

  const landed = (flight: Flight): void => {
    flights.splice(flights.indexOf(flight), 1)
    // The next batch leaves before the answers are worked through: the database must not wait for them.
    flush()
    for (const { done, refusal } of flight.items)
      done?.(refusal === undefined ? undefined : new WriteRefused(`The store can't keep it: ${refusal}.`))
    flush()
    if (flights.length === 0 && queue.length === 0) onIdle?.()
  }

  /** Something went wrong with the first batch in flight: those behind it were not written either, or were before the connection was lost. */
  const mendFlights = async (error: unknown): Promise<void> => {
    const settled = await Promise.allSettled(flights.map(({ answer }) => answer))
    if (!isLost(error) && !isUndone(error) && !isContentError(error)) throw fatalOf(error)
    if (settled.length === 0) return
    seq -= flights.filter(({ isSent }) => isSent).length
    refused = new Set(flights[0]!.refusedBefore)
    for (const flight of [...flights]) {
      const before = new Set(refused)
      sieve(flight.items)
      await deliver(flight.items, before)
      landed(flight)
    }
  }

  /** Writes changes whatever it takes: again when the connection was lost, one by one when something among them can't be kept. */
  const deliver = async (items: readonly Item[], refusedBefore: ReadonlySet<ExecutionNumber> = nobody): Promise<void> => {
    while (items.some(writes)) {
      try {
        await send(items, seq + 1)
        seq++
        return
      } catch (error) {
        if (isUndone(error)) continue
        if (isLost(error)) await reconnect()
        else if (!isContentError(error)) throw fatalOf(error)
        else if (items.length > 1) return deliverEach(items, refusedBefore)
        else return refuse(items[0]!, error instanceof Error ? error.message : String(error))
      }
    }
  }

  const deliverEach = async (items: readonly Item[], refusedBefore: ReadonlySet<ExecutionNumber>): Promise<void> => {
    refused = new Set(refusedBefore)
    for (const item of items) {
      sieve([item])
      await deliver([item])
    }
  }

  const reconnect = async (): Promise<void> => {
    await session.end()
    for (;;) {
      try {
        session = await connect()
        return
      } catch (error) {
        if (!isLost(error) || Date.now() > giveUp) throw error
        await wait(reconnectMs)
      }
    }
  }

  const fail = (error: Error): void => {
    if (failure) return
    failure = error
    const given = [...flights.flatMap(({ items }) => items), ...queue]
    flights.length = 0
    queue = []
    // Who waits learns that nobody knows; why, `onFatal` is told.
    const told = error instanceof StoreFailed ? error : new StoreFailed(error.message)
    for (const { done } of given) done?.(told)
    if (giveUp === Number.POSITIVE_INFINITY) onFatal(error)
    onIdle?.()
  }

  const push = (item: Item): void => {
    if (failure) {
      const error = new StoreFailed(failure.message)
      queueMicrotask(() => item.done?.(error))
      return
    }
    queue.push(item)
    if (queue.length >= eagerItems) flush()
    if (isFlushScheduled) return
    isFlushScheduled = true
    setImmediate(() => {
      isFlushScheduled = false
      flush()
    })
  }

  return {
    queued: (change, done, bytes, owner = 0) => push({ change, done, bytes, owner }),
    mend: owner => push({ change: undefined, done: undefined, bytes: 0, owner, mends: true }),
    flush,
    async close() {
      giveUp = Date.now() + closingMs
      flush()
      if (!failure && (flights.length > 0 || queue.length > 0))
        await new Promise<void>(resolve => {
          onIdle = resolve
        })
      // What comes too late would go out over a new connection, which nobody would end, under a lane that may be another's by then.
      failure ??= new StoreFailed('The store has been closed.')
      await session.end()
    },
  }
}

function writes({ change, refusal }: Item): boolean {
  return change !== undefined && refusal === undefined
}

function fatalOf(error: unknown): Error {
  const { code, message } = error as { code?: string; message: string }
  if (code === 'PS001') return new Fenced('Another node has taken over what this one was serving, so this one must end.')
  return new StoreFailed(`The journal can no longer be written: ${message}`)
}
