import { afterPrefix, type Clock, type DataStore, type DataWrite } from '@pasos/engine'
import { keyOf } from '../items/item-keys.ts'
import type { ItemChange } from '../items/item-store.ts'
import { printItem } from '../items/stored-item.ts'
import { keysOf, type TableRecord } from '../tables/table-record.ts'
import { equalItems } from '../values/compare-values.ts'
import { itemSize } from '../values/value-size.ts'

export const streamSpace = 'dynamodb.stream'
/** Records are kept for a day. */
const KEPT_SECONDS = 86_400
const TRIM_PAGE = 500

/** A record as it is kept: JSON text of the stream's own form, binary in base64. */
export interface StreamWriter {
  readonly spaces: readonly string[]
  /** Must have happened before `writesOf` for a table with a stream. */
  load(table: TableRecord): Promise<void>
  /** The records of a change: one, or none when nothing changed or the table has no stream. */
  writesOf(change: ItemChange): DataWrite[]
  /** Wakes those who wait for records. Call once they are on disk. */
  tell(table: TableRecord): void
  /** Resolves when the table's stream has got new records, or the signal is aborted. */
  next(table: TableRecord, signal: AbortSignal): Promise<void>
  /** Removes the records that are older than a day, of streams switched off too. */
  trim(table: TableRecord): Promise<void>
  forget(table: TableRecord): void
}

export function recordPrefix(table: TableRecord): string {
  return `${table.id}:${table.stream?.label ?? ''}:`
}

/** Sequence numbers as DynamoDB writes them: 21 digits that grow. */
export function sequenceNumber(serial: number): string {
  return String(serial).padStart(21, '0').replace(/^0/, '1')
}

export function streamWriter(data: DataStore, clock: Clock): StreamWriter {
  const last = new Map<string, number>()
  const loading = new Map<string, Promise<void>>()
  const waiting = new Map<string, Set<() => void>>()

  async function read(table: TableRecord): Promise<void> {
    const prefix = recordPrefix(table)
    const [newest] = await data.scan(streamSpace, { from: prefix, before: afterPrefix(prefix), reverse: true, limit: 1 })
    last.set(prefix, newest === undefined ? 0 : Number(newest.key.slice(prefix.length + 1)))
  }

  return {
    spaces: [streamSpace],
    load(table) {
      const prefix = recordPrefix(table)
      let reading = loading.get(prefix)
      if (!reading) {
        reading = read(table)
        loading.set(prefix, reading)
      }
      return reading
    },
    writesOf(change) {
      const { table, before, after } = change
      if (!table.stream || (before && after && equalItems(before, after))) return []
      const prefix = recordPrefix(table)
      const serial = last.get(prefix)! + 1
      last.set(prefix, serial)
      const number = sequenceNumber(serial)
      return [{ space: streamSpace, key: `${prefix}${number}`, value: recordText(change, number, clock.now()) }]
    },
    tell(table) {
      const waiters = waiting.get(table.id)
      waiting.delete(table.id)
      for (const wake of waiters ?? []) wake()
    },
    next: (table, signal) =>
      new Promise(resolve => {
        const waiters = waiting.get(table.id) ?? new Set()
        waiting.set(table.id, waiters)
        const wake = (): void => {
          waiters.delete(wake)
          signal.removeEventListener('abort', wake)
          resolve()
        }
        waiters.add(wake)
        signal.addEventListener('abort', wake, { once: true })
        if (signal.aborted) wake()
      }),
    async trim(table) {
      const oldest = Math.floor(clock.now() / 1_000) - KEPT_SECONDS
      const prefix = `${table.id}:`
      for (;;) {
        const page = await data.scan(streamSpace, { from: prefix, before: afterPrefix(prefix), limit: TRIM_PAGE })
        const fresh = page.findIndex(({ value }) => createdAt(value as string) > oldest)
        const gone = fresh < 0 ? page : page.slice(0, fresh)
        if (gone.length > 0) await data.commit(gone.map(({ key }) => ({ space: streamSpace, key, value: undefined })))
        if (gone.length < TRIM_PAGE) return
      }
    },
    forget(table) {
      last.delete(recordPrefix(table))
      loading.delete(recordPrefix(table))
    },
  }
}

/** A stream record; dates in whole seconds, as in what functions get. */
function recordText({ table, before, after, byService }: ItemChange, number: string, now: number): string {
  const { view } = table.stream!
  const Keys = keyOf((after ?? before)!, keysOf(table))
  const wantsNew = view === 'NEW_IMAGE' || view === 'NEW_AND_OLD_IMAGES'
  const wantsOld = view === 'OLD_IMAGE' || view === 'NEW_AND_OLD_IMAGES'
  const images = { ...(wantsNew && after && { NewImage: after }), ...(wantsOld && before && { OldImage: before }) }
  const SizeBytes = [Keys, ...Object.values(images)].reduce((sum, part) => sum + itemSize(part), 0)
  const parts = Object.entries({ Keys, ...images }).map(([name, item]) => `${JSON.stringify(name)}:${printItem(item)}`)
  const rest = { SequenceNumber: number, SizeBytes, StreamViewType: view }
  const record = {
    eventID: number.padStart(32, '0'),
    eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: table.region,
    ...(byService && { userIdentity: { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' } }),
  }
  const dynamodb = `{"ApproximateCreationDateTime":${Math.floor(now / 1_000)},${parts.join(',')},${JSON.stringify(rest).slice(1)}`
  return `${JSON.stringify(record).slice(0, -1)},"dynamodb":${dynamodb}}`
}

function createdAt(record: string): number {
  return (JSON.parse(record) as { dynamodb: { ApproximateCreationDateTime: number } }).dynamodb.ApproximateCreationDateTime
}
