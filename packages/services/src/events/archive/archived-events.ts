import { parseJson } from '@pasos/asl'
import { afterPrefix, type Catalog, type Clock, type DataStore, type DataWrite, entriesOf } from '@pasos/engine'
import { compilePattern, type Pattern } from '../../event-pattern/compile-pattern.ts'
import type { Written } from '../delivery/targets.ts'
import { type ArchiveRecord, archiveKind } from '../records/archive-record.ts'
import type { BusEvent } from '../records/event.ts'

const space = 'events.archive'
const sweepEveryMs = 3_600_000
const dayMs = 86_400_000

/** The events of archives. */
export interface ArchivedEvents {
  /** What keeps an event in the archives of its bus that want it; together with what takes it to its targets. */
  keep(busArn: string, event: BusEvent): Written
  /** The events of a time, in the order of their times, a page of them; from the beginning, or after the last one of a page. */
  page(archiveArn: string, range: { from: number; before: number; after?: string | undefined; limit: number }): Promise<ArchivedEvent[]>
  size(archiveArn: string): Promise<ArchiveSize>
  /** With the archive go its events. */
  forget(archiveArn: string): Promise<void>
  /** Drops what archives need not keep any longer, now and from time to time. */
  start(): void
  close(): void
}

interface ArchivedEvent {
  key: string
  event: BusEvent
}

interface ArchiveSize {
  count: number
  bytes: number
}

interface ArchivePorts {
  catalog: Catalog
  data: DataStore
  clock: Clock
  logger: { error(message: string, details: Record<string, unknown>): void }
}

interface Compiled {
  arn: string
  matches: Pattern | undefined
}

export function archivedEvents({ catalog, data, clock, logger }: ArchivePorts): ArchivedEvents {
  /** By bus, until an archive changes. */
  let byBus: Map<string, Compiled[]> | undefined
  const unwatch = catalog.watch(({ kind }) => {
    if (kind === archiveKind) byBus = undefined
  })
  let cancel = (): void => undefined
  let isClosed = false

  function archivesOf(busArn: string): readonly Compiled[] {
    if (!byBus) {
      byBus = new Map()
      for (const { arn, busArn: of, pattern } of catalog.list<ArchiveRecord>(archiveKind)) {
        const compiled = { arn, matches: pattern === undefined ? undefined : compilePattern(JSON.parse(pattern)) }
        byBus.set(of, [...(byBus.get(of) ?? []), compiled])
      }
    }
    return byBus.get(busArn) ?? []
  }

  async function sweep(): Promise<void> {
    for (const { arn, retentionDays } of catalog.list<ArchiveRecord>(archiveKind)) {
      if (retentionDays === undefined) continue
      const before = keyAt(arn, clock.now() - retentionDays * dayMs)
      await data.commit([{ space, from: `${arn}#`, before }])
    }
  }

  function next(): void {
    if (isClosed) return
    cancel = clock.at(clock.now() + sweepEveryMs, run)
  }

  function run(): void {
    sweep()
      .catch(error => logger.error('archives could not be cleared of old events', { error }))
      .finally(next)
  }

  return {
    keep(busArn, event) {
      const archives = event['replay-name'] === undefined ? archivesOf(busArn) : []
      const writes = archives.flatMap(({ arn, matches }): DataWrite[] => {
        if (matches && !matches(event)) return []
        return [{ space, key: `${keyAt(arn, Date.parse(event.time))}#${event.id}`, value: JSON.stringify(event) }]
      })
      return { writes, settle: () => undefined }
    },
    async page(arn, { from, before, after, limit }) {
      const range = { from: after === undefined ? keyAt(arn, from) : `${after}\u0000`, before: keyAt(arn, before), limit }
      return (await data.scan(space, range)).map(({ key, value }) => ({ key, event: parseJson(String(value)) as unknown as BusEvent }))
    },
    async size(arn) {
      const size = { count: 0, bytes: 0 }
      for await (const { value } of entriesOf(data, space, { from: `${arn}#`, before: afterPrefix(`${arn}#`) })) {
        size.count++
        size.bytes += value.length
      }
      return size
    },
    forget: arn => data.commit([{ space, from: `${arn}#`, before: afterPrefix(`${arn}#`) }]),
    start: run,
    close() {
      isClosed = true
      cancel()
      unwatch()
    },
  }
}

/** Times are compared as texts: of the same length, so that the order is theirs. */
function keyAt(arn: string, time: number): string {
  return `${arn}#${String(Math.max(0, time)).padStart(15, '0')}`
}
