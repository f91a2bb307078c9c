import type { Catalog, Clock, DataStore, Ids } from '@pasos/engine'
import type { Deliveries } from '../../retried-delivery/retried-deliveries.ts'
import { type Due, dueTimes } from '../records/due-times.ts'
import { firedSpace, neverFired, type ScheduleRecord, scheduleKind } from '../records/schedule-record.ts'
import type { Invocation } from './invocation.ts'

const lookEveryMs = 1_000
/** AWS promises the minute. What is later missed its time because the server was away: then all that was missed is one invocation. */
const onTimeMs = 60_000

interface SchedulePorts {
  catalog: Catalog
  data: DataStore
  clock: Clock
  ids: Ids
  invocations: Pick<Deliveries<Invocation>, 'put' | 'begin'>
  logger: { error(message: string, details: Record<string, unknown>): void }
}

/** What is known of a schedule until its record is another. */
interface Watched {
  record: ScheduleRecord
  fired: number | undefined
  next(fired: number | undefined): Due | undefined
  due: Due | undefined
}

/** Fires schedules by the clock; answers how that ends. */
export function runSchedules({ catalog, data, clock, ids, invocations, logger }: SchedulePorts): () => void {
  const watched = new Map<string, Watched>()
  let cancel = (): void => undefined
  let isStopped = false

  async function watch(record: ScheduleRecord): Promise<Watched> {
    const known = watched.get(record.arn)
    if (known?.record.modifiedAt === record.modifiedAt && known.record.createdAt === record.createdAt) return known
    const kept = await data.get(firedSpace, record.arn)
    const fired = kept === undefined ? undefined : Number(kept)
    const next = dueTimes(record)
    const fresh = { record, fired, next, due: next(fired) }
    watched.set(record.arn, fresh)
    return fresh
  }

  async function fire(schedule: Watched, due: Due, now: number): Promise<void> {
    const { arn: scheduleArn, region, target, kmsKeyArn } = schedule.record
    const invocation: Invocation = { id: ids.uuid(), retries: 0, scheduleArn, region, target, dueAt: due.at, since: now }
    if (kmsKeyArn !== undefined) invocation.kmsKeyArn = kmsKeyArn
    const fired = now - due.invokeAt < onTimeMs ? due.at : now
    // Fired and on its way in one: never twice, never not.
    await data.commit([invocations.put(invocation), { space: firedSpace, key: scheduleArn, value: String(fired) }])
    schedule.fired = fired
    schedule.due = schedule.next(fired)
    invocations.begin(invocation)
  }

  async function remove({ record }: Watched): Promise<void> {
    await catalog.update<ScheduleRecord, boolean>(scheduleKind, record.arn, current => ({
      // Changed in the meantime: it goes on.
      next: current?.modifiedAt === record.modifiedAt ? undefined : current,
      result: true,
    }))
    await data.commit([neverFired(record.arn)])
  }

  async function lookAt(record: ScheduleRecord, now: number): Promise<void> {
    const schedule = await watch(record)
    if (schedule.due && schedule.due.invokeAt <= now) await fire(schedule, schedule.due, now)
    // What never fired has nothing to be deleted after.
    if (!schedule.due && schedule.fired !== undefined && record.deletesWhenDone) await remove(schedule)
  }

  async function look(): Promise<void> {
    const now = clock.now()
    const records = catalog.list<ScheduleRecord>(scheduleKind)
    for (const record of records) {
      if (isStopped || record.state !== 'ENABLED') continue
      await lookAt(record, now).catch(error => logger.error('a schedule did not fire', { error, schedule: record.arn }))
    }
    if (watched.size > records.length) forget(new Set(records.map(({ arn }) => arn)))
  }

  function forget(there: ReadonlySet<string>): void {
    for (const arn of watched.keys()) if (!there.has(arn)) watched.delete(arn)
  }

  function next(): void {
    if (isStopped) return
    cancel = clock.at(clock.now() + lookEveryMs, () => void look().finally(next))
  }

  void look().finally(next)
  return () => {
    isStopped = true
    cancel()
  }
}
