import { MessageChannel } from 'node:worker_threads'
import { type Done, StoreFailed, WriteRefused } from '@pasos/engine'
import type { Vault } from '../encryption/vault.ts'
import { lendThread } from '../threads/kept-threads.ts'
import { keepVigil, type Vigil } from './awake.ts'
import { longTexts } from './long-texts.ts'
import type { Primitive } from './operations.ts'
import type { PackedSlice, SliceToPack } from './pack-slice.ts'
import { startUpkeep, type UpkeepThread } from './upkeep-thread.ts'
import type { Batch, Refusal } from './write-batches.ts'
import type { FromWriter, ToWriter } from './writer.ts'

/** How the main thread sees the writer: it queues operations and is told when they are on disk. */
export interface WriterThread {
  /** Which operations' values have been through. */
  readonly vault: Vault
  /** The list that operations are to be appended to; `queued` must follow. */
  readonly operations: Primitive[]
  /** `owner`: the execution that the operations belong to; when they are refused, so are its later ones. */
  queued(done: Done | undefined, bytes: number, owner?: number): void
  /** What is queued from now on for an owner is taken again. */
  mend(owner: number): void
  flush(): void
  /** Gives some of the pages that deletions have freed back to the file system, after what is queued; resolves when that is done. */
  giveBack(): Promise<void>
  /** Compresses histories, beside the writer; nothing is written. */
  pack(slice: SliceToPack): Promise<PackedSlice>
  backup(target: string): Promise<void>
  close(): Promise<void>
}

// Two batches in flight: one being written, one ready, so that neither thread waits for the other.
const batchesInFlight = 2
// Turns, and bytes of text, gathered before a batch leaves on its own, when the caller does not flush earlier. What waits behind the batches
// in flight is cut, too.
const eagerTurns = 128
const eagerBytes = 256 * 1024
// After a checkpoint the log is written from its beginning again, whose blocks the file has: a commit that makes it longer takes twice as
// long to sync. So it is kept short, by what it has grown.
const checkpointBytes = 16 * 1024 * 1024
// What a batch writes beside its texts, be it a single turn: a page of each table and index.
const batchBytes = 5 * 4096
// What a batch leaves behind is garbage at once: a small nursery costs the thread nothing and saves 30 MB.
const resourceLimits = { maxYoungGenerationSizeMb: 8 }

/** What one batch will be. */
interface Gathered extends Omit<Batch, 'batch'> {
  done: (Done | undefined)[]
}

/** Starts the writer for a file; resolves when the schema is in place. `onFatal` is told once if it can write no more. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one life cycle with its members, each short
export async function startWriter(
  file: string,
  vault: Vault,
  onFatal: (error: Error) => void,
  vigil: Vigil = keepVigil(),
): Promise<WriterThread> {
  const channel = new MessageChannel()
  const thread = lendThread(new URL('./writer.ts', import.meta.url), { file, port: channel.port2 }, resourceLimits)
  const port = channel.port1
  const texts = longTexts()
  const flights: { batch: number; done: (Done | undefined)[] }[] = []
  /** Full, and waiting for a flight. */
  const full: Gathered[] = []
  let operations: Primitive[] = []
  let waiting: (Done | undefined)[] = []
  let writes: number[] = []
  let gatheredBytes = 0
  let batch = 0
  let failure: Error | undefined
  let flushScheduled = false
  let bytesSinceCheckpoint = 0
  let closed: (() => void) | undefined
  let ready: { resolve(): void; reject(error: Error): void } | undefined
  let isClosing = false
  let upkeep: UpkeepThread | undefined
  /** Started when there is something to do: an idle server does without its 13 MB. */
  const upkeepThread = (): UpkeepThread => (upkeep ??= startUpkeep(file, vault.key))

  const send = (message: ToWriter, buffer?: ArrayBuffer): void => port.postMessage(message, buffer === undefined ? [] : [buffer])

  const gathered = (): Gathered => {
    // Behind the batches in flight others may wait for long, and as strings their texts would be copied by one collection after another.
    const taken = { ...texts.pack(operations), writes, done: waiting }
    operations = []
    writes = []
    waiting = []
    gatheredBytes = 0
    return taken
  }

  const flush = (): void => {
    while ((full.length > 0 || waiting.length > 0) && flights.length < batchesInFlight && !failure) {
      batch++
      bytesSinceCheckpoint += batchBytes
      const { done, ...packed } = full.shift() ?? gathered()
      flights.push({ batch, done })
      send({ batch, ...packed }, packed.buffer)
      if (done.length === 1) vigil.begin()
    }
  }

  const fail = (error: Error): void => {
    if (failure) return
    failure = error
    const given = [...flights, ...full, gathered()].flatMap(({ done }) => done)
    flights.length = 0
    full.length = 0
    for (const done of given) done?.(error)
    if (ready) ready.reject(error)
    else onFatal(error)
    closed?.()
  }

  const committed = (last: number, refused: readonly Refusal[] = []): void => {
    vigil.end()
    const landed: typeof flights = []
    while (flights[0] && flights[0].batch <= last) landed.push(flights.shift()!)
    // The next batch leaves before the answers are worked through: the writer must not wait for them.
    flush()
    const reasons = new Map(refused.map(({ batch, index, reason }) => [`${batch}/${index}`, reason]))
    for (const { batch, done } of landed)
      for (const [index, tell] of done.entries()) {
        const reason = reasons.size > 0 ? reasons.get(`${batch}/${index}`) : undefined
        tell?.(reason === undefined ? undefined : new WriteRefused(`The store can't keep it: ${reason}.`))
      }
    flush()
    if (bytesSinceCheckpoint > checkpointBytes && !isClosing) checkpoint()
  }

  const checkpoint = (): void => {
    bytesSinceCheckpoint = 0
    upkeepThread()
      .run({ checkpoint: true })
      .then(
        () => send({ finishCheckpoint: true }),
        () => undefined, // A failed checkpoint loses nothing; the next one tries again.
      )
  }

  port.on('message', (message: FromWriter) => {
    if ('committed' in message) {
      for (const buffer of message.buffers ?? []) texts.takeBack(buffer)
      committed(message.committed, message.refused)
    } else if ('failed' in message) fail(new StoreFailed(`The journal can no longer be written: ${message.failed}`))
    else if ('ready' in message) ready?.resolve()
    else closed?.()
  })
  thread.onError(error => fail(new StoreFailed(`The journal's writer stopped: ${error instanceof Error ? error.message : String(error)}`)))

  try {
    await new Promise<void>((resolve, reject) => {
      ready = { resolve, reject }
    })
  } catch (error) {
    port.close()
    await thread.end()
    throw error
  } finally {
    ready = undefined
  }
  return {
    vault,
    get operations() {
      return operations
    },
    mend(owner) {
      writes.push(-owner, operations.length)
      waiting.push(undefined)
    },
    queued(done, bytes, owner = 0) {
      if (failure) {
        gathered()
        const error = failure
        queueMicrotask(() => done?.(error))
        return
      }
      bytesSinceCheckpoint += bytes
      gatheredBytes += bytes
      waiting.push(done)
      writes.push(owner, operations.length)
      if (gatheredBytes >= eagerBytes) full.push(gathered())
      if (full.length > 0 || waiting.length >= eagerTurns) flush()
      if (!flushScheduled) {
        flushScheduled = true
        setImmediate(() => {
          flushScheduled = false
          flush()
        })
      }
    },
    flush,
    giveBack() {
      flush()
      send({ giveBack: true })
      if (failure) return Promise.reject(failure)
      return new Promise((resolve, reject) => {
        waiting.push(error => (error ? reject(error) : resolve()))
        writes.push(0, operations.length)
        flush()
      })
    },
    async pack(slice) {
      return (await upkeepThread().run({ pack: slice }))!
    },
    async backup(target) {
      await upkeepThread().run({ backup: target })
    },
    async close() {
      isClosing = true
      await upkeep?.close()
      if (!failure) {
        await new Promise<void>(resolve => {
          closed = resolve
          const whenWritten = (): void => {
            flush()
            if (full.length > 0 || waiting.length > 0) setImmediate(whenWritten)
            else send({ close: true })
          }
          whenWritten()
        })
      }
      port.close()
      if (failure) await thread.end()
      else thread.giveBack()
    },
  }
}
