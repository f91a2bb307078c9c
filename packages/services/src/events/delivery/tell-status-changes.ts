import type { FeedEntry } from '@pasos/engine'
import type { ServiceHost } from '../../declaration/service.ts'
import { encryptionOf } from '../../states/execution-settings.ts'
import { busArn } from '../records/bus-record.ts'
import { type BusRouter, together } from './bus-router.ts'
import { statusEvents } from './execution-status.ts'

/** Puts the status changes of a page of the feed on the default bus of their account; on disk when it resolves. */
export async function tellStatusChanges(
  { catalog, index, data }: Pick<ServiceHost, 'catalog' | 'index' | 'data'>,
  router: BusRouter,
  entries: readonly FeedEntry[],
): Promise<void> {
  const routed = await Promise.all(
    entries.map(async entry => {
      const isOfInterest = entry.execution.type !== 'EXPRESS' && entry.events.some(({ type }) => type.startsWith('Execution'))
      const record = isOfInterest ? await index.describe(entry.execution.executionArn) : undefined
      const key = record && (await encryptionOf({ catalog, index }, record)).configuration.kmsKeyId
      const events = statusEvents(entry, record, key !== undefined)
      return together(
        await Promise.all(events.map(event => router.route(busArn({ accountId: event.account, region: event.region }, 'default'), event))),
      )
    }),
  )
  const { writes, settle } = together(routed)
  if (writes.length > 0) await data.commit(writes)
  settle(true)
}
