import type { Catalog } from '@pasos/engine'
import { type MappingRecord, mappingKind } from './mapping-record.ts'
import { type PollerDependencies, pollQueue } from './sqs-poller.ts'

/** Keeps a reader for every enabled mapping. */
export interface MappingRunner {
  /** The mapping was made, changed or deleted; its reader follows. */
  changed(uuid: string): void
  /** Begins reading for all that there are. */
  start(): void
  close(): void
}

export function createMappingRunner(deps: PollerDependencies & { catalog: Catalog }): MappingRunner {
  const running = new Map<string, AbortController>()
  let isClosed = false

  function run(mapping: MappingRecord): void {
    const stop = new AbortController()
    running.set(mapping.uuid, stop)
    void pollQueue(mapping, deps, stop.signal)
  }

  return {
    changed(uuid) {
      running.get(uuid)?.abort()
      running.delete(uuid)
      const mapping = deps.catalog.get<MappingRecord>(mappingKind, uuid)
      if (mapping?.isEnabled && !isClosed) run(mapping)
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
