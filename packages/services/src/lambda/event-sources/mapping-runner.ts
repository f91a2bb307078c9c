import type { Catalog } from '@pasos/engine'
import { type MappingRecord, mappingKind } from './mapping-record.ts'
import { pollQueue } from './sqs-poller.ts'
import { cursorsGone } from './stream-cursor.ts'
import { pollStream, type StreamPollerDependencies } from './stream-poller.ts'

/** Keeps a reader for every enabled mapping. */
export interface MappingRunner {
  /** The mapping was made, changed or deleted; its reader follows. */
  changed(uuid: string): void
  /** Begins reading for all that there are. */
  start(): void
  close(): void
}

export function createMappingRunner(deps: StreamPollerDependencies & { catalog: Catalog }): MappingRunner {
  const running = new Map<string, AbortController>()
  /** Of streams: when the last reader has stopped. */
  const reading = new Map<string, Promise<void>>()
  let isClosed = false

  /** Nobody reads on from where a mapping was that is gone. */
  function forget(uuid: string): void {
    const before = reading.get(uuid) ?? Promise.resolve()
    reading.delete(uuid)
    const report = (error: unknown): void => deps.logger.error('the place in a stream could not be forgotten', { mapping: uuid, error })
    before.then(() => deps.data.commit([cursorsGone(uuid)])).catch(report)
  }

  function run(mapping: MappingRecord): void {
    const stop = new AbortController()
    running.set(mapping.uuid, stop)
    if (!mapping.stream) return void pollQueue(mapping, deps, stop.signal)
    // Two readers of a stream would each write how far they are.
    const before = reading.get(mapping.uuid) ?? Promise.resolve()
    reading.set(
      mapping.uuid,
      before.then(() => pollStream(mapping, deps, stop.signal)),
    )
  }

  return {
    changed(uuid) {
      running.get(uuid)?.abort()
      running.delete(uuid)
      const mapping = deps.catalog.get<MappingRecord>(mappingKind, uuid)
      if (!mapping) return forget(uuid)
      if (mapping.isEnabled && !isClosed) run(mapping)
    },
    start() {
      for (const mapping of deps.catalog.list<MappingRecord>(mappingKind)) {
        if (mapping.isEnabled && !running.has(mapping.uuid)) run(mapping)
      }
    },
    close() {
      isClosed = true
      for (const stop of running.values()) stop.abort()
      running.clear()
    },
  }
}
