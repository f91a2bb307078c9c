import type { Catalog, Clock, DataStore } from '@pasos/engine'
import { type BusRouter, together } from '../delivery/bus-router.ts'
import { type ReplayRecord, replayKind } from '../records/archive-record.ts'
import type { ArchivedEvents } from './archived-events.ts'

/** How far a replay has come: the key of the last event that was sent, which is written together with what sent it. */
const space = 'events.replay'
const pageSize = 100

/** Sends the events of archives once more. */
export interface Replays {
  begin(replay: ReplayRecord): void
  /** Takes up what a former process left. */
  resume(): void
  close(): void
}

interface ReplayPorts {
  catalog: Catalog
  data: DataStore
  clock: Clock
  archived: Pick<ArchivedEvents, 'page'>
  router: Pick<BusRouter, 'route'>
  logger: { error(message: string, details: Record<string, unknown>): void }
}

export function openReplays({ catalog, data, clock, archived, router, logger }: ReplayPorts): Replays {
  let isClosed = false

  function stateOf(arn: string): ReplayRecord['state'] | undefined {
    return catalog.get<ReplayRecord>(replayKind, arn)?.state
  }

  /** One page, and whether there may be more. */
  async function sendPage({ arn, name, archiveArn, busArn, ruleArns, from, before }: ReplayRecord): Promise<boolean> {
    const sent = await data.get(space, arn)
    const after = sent === undefined ? undefined : String(sent)
    const page = await archived.page(archiveArn, { from, before, after, limit: pageSize })
    const last = page.at(-1)
    if (!last) return false
    const only = ruleArns.length === 0 ? {} : { onlyRules: ruleArns }
    const routed = together(await Promise.all(page.map(({ event }) => router.route(busArn, { ...event, 'replay-name': name }, only))))
    await data.commit([...routed.writes, { space, key: arn, value: last.key }])
    routed.settle(true)
    await change(arn, replay => ({ ...replay, lastReplayedAt: Date.parse(last.event.time) }))
    return page.length === pageSize
  }

  function change(arn: string, next: (replay: ReplayRecord) => ReplayRecord): Promise<void> {
    return catalog.update<ReplayRecord, void>(replayKind, arn, replay => ({ next: replay && next(replay), result: undefined }))
  }

  async function run(replay: ReplayRecord): Promise<void> {
    let hasMore = true
    while (hasMore && stateOf(replay.arn) === 'RUNNING') {
      if (isClosed) return
      hasMore = await sendPage(replay)
    }
    if (isClosed) return
    await change(replay.arn, ({ ...current }) => ({
      ...current,
      state: current.state === 'CANCELLING' ? 'CANCELLED' : 'COMPLETED',
      endedAt: clock.now(),
    }))
    await data.commit([{ space, key: replay.arn, value: undefined }])
  }

  const begin = (replay: ReplayRecord): void => {
    // It goes on where it was after the next start.
    run(replay).catch(error => logger.error('a replay broke off', { error, replay: replay.arn }))
  }
  return {
    begin,
    resume() {
      for (const replay of catalog.list<ReplayRecord>(replayKind)) {
        if (replay.state === 'RUNNING' || replay.state === 'CANCELLING') begin(replay)
      }
    },
    close() {
      isClosed = true
    },
  }
}
