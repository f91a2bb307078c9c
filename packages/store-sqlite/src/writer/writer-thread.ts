import { MessageChannel, Worker } from 'node:worker_threads'
import type { Done } from '@pasos/engine'
import type { Primitive } from './operations.ts'
import type { FromUpkeep, ToUpkeep } from './upkeep.ts'
import type { FromWriter, ToWriter } from './writer.ts'

/** How the main thread sees the writer: it queues operations and is told when they are on disk. */
export interface WriterThread {
  /** The list that operations are to be appended to; `queued` must follow. */
  readonly operations: Primitive[]
  queued(done: Done | undefined, bytes: number): void
  flush(): void
  backup(target: string): Promise<void>
  close(): Promise<void>
}

// Two batches in flight: one being written, one ready, so that neither thread waits for the other.
const batchesInFlight = 2
// Turns gathered before a batch leaves on its own, when the caller does not flush earlier.
const eagerTurns = 128
const checkpointBytes = 16 * 1024 * 1024
// What a batch leaves behind is garbage at once: a small nursery costs the threads nothing and saves 30 MB each.
const resourceLimits = { maxYoungGenerationSizeMb: 8 }

/** Starts the writer for a file; resolves when the schema is in place. `onFatal` is told once if it can write no more. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one life cycle with its members, each short
export async function startWriter(file: string, onFatal: (error: Error) => void): Promise<WriterThread> {
  const channel = new MessageChannel()
  const worker = new Worker(new URL('./writer.ts', import.meta.url), {
    workerData: { file, port: channel.port2 },
    transferList: [channel.port2],
    execArgv: [],
    resourceLimits,
  })
  const port = channel.port1
  const flights: { batch: number; done: (Done | undefined)[] }[] = []
  let operations: Primitive[] = []
  let waiting: (Done | undefined)[] = []
  let batch = 0
  let failure: Error | undefined
  let flushScheduled = false
  let bytesSinceCheckpoint = 0
  let closed: (() => void) | undefined
  let ready: { resolve(): void; reject(error: Error): void } | undefined
  let upkeep: Upkeep | undefined

  const send = (message: ToWriter): void => port.postMessage(message)

  const flush = (): void => {
    while (waiting.length > 0 && flights.length < batchesInFlight && !failure) {
      batch++
      flights.push({ batch, done: waiting })
      send({ batch, operations })
      waiting = []
      operations = []
    }
  }

  const fail = (error: Error): void => {
    if (failure) return
    failure = error
    const given = [...flights.flatMap(flight => flight.done), ...waiting]
    flights.length = 0
    waiting = []
    operations = []
    for (const done of given) done?.(error)
    if (ready) ready.reject(error)
    else onFatal(error)
    closed?.()
  }

  const committed = (last: number): void => {
    const done: (Done | undefined)[][] = []
    while (flights[0] && flights[0].batch <= last) done.push(flights.shift()!.done)
    // The next batch leaves before the answers are worked through: the writer must not wait for them.
    flush()
    for (const list of done) for (const tell of list) tell?.()
    flush()
    if (bytesSinceCheckpoint > checkpointBytes) checkpoint()
  }

  const checkpoint = (): void => {
    bytesSinceCheckpoint = 0
    upkeep?.run({ checkpoint: true }).then(
      () => send({ finishCheckpoint: true }),
      () => undefined, // A failed checkpoint loses nothing; the next one tries again.
    )
  }

  port.on('message', (message: FromWriter) => {
    if ('committed' in message) committed(message.committed)
    else if ('failed' in message) fail(new Error(`The journal can no longer be written: ${message.failed}`))
    else if ('ready' in message) ready?.resolve()
    else closed?.()
  })
  worker.on('error', error => fail(new Error(`The journal's writer stopped: ${error instanceof Error ? error.message : String(error)}`)))

  await new Promise<void>((resolve, reject) => {
    ready = { resolve, reject }
  }).finally(() => {
    ready = undefined
    if (failure) worker.terminate()
  })
  upkeep = startUpkeep(file)

  return {
    get operations() {
      return operations
    },
    queued(done, bytes) {
      if (failure) {
        operations = []
        const error = failure
        queueMicrotask(() => done?.(error))
        return
      }
      bytesSinceCheckpoint += bytes
      waiting.push(done)
      if (waiting.length >= eagerTurns) flush()
      if (!flushScheduled) {
        flushScheduled = true
        setImmediate(() => {
          flushScheduled = false
          flush()
        })
      }
    },
    flush,
    async backup(target) {
      await upkeep?.run({ backup: target })
    },
    async close() {
      await upkeep?.close()
      if (!failure) {
        await new Promise<void>(resolve => {
          closed = resolve
          const whenWritten = (): void => {
            flush()
            if (waiting.length > 0) setImmediate(whenWritten)
            else send({ close: true })
          }
          whenWritten()
        })
      }
      port.close()
      await worker.terminate()
    },
  }
}

interface Upkeep {
  run(work: { checkpoint: true } | { backup: string }): Promise<void>
  close(): Promise<void>
}

function startUpkeep(file: string): Upkeep {
  const channel = new MessageChannel()
  const worker = new Worker(new URL('./upkeep.ts', import.meta.url), {
    workerData: { file, port: channel.port2 },
    transferList: [channel.port2],
    execArgv: [],
    resourceLimits,
  })
  const running = new Map<number, (error?: string) => void>()
  let task = 0
  channel.port1.on('message', ({ task, error }: FromUpkeep) => {
    running.get(task)?.(error)
    running.delete(task)
  })
  worker.on('error', error => {
    for (const end of running.values()) end(String(error))
    running.clear()
  })
  return {
    run(work) {
      task++
      const message = { task, ...work } as ToUpkeep
      return new Promise((resolve, reject) => {
        running.set(task, error => (error === undefined ? resolve() : reject(new Error(error))))
        channel.port1.postMessage(message)
      })
    },
    async close() {
      const exited = new Promise<void>(resolve => worker.once('exit', () => resolve()))
      channel.port1.postMessage({ close: true } satisfies ToUpkeep)
      await exited
    },
  }
}
