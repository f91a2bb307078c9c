import { type MapRunCommand, type MapRunEvent, type Program, StatesFailure, sliceOf } from '@pasos/asl'
import type { ItemPageRead, ItemSource, MapRunJournal } from '../ports/map-runs.ts'
import type { MapRunActor } from './map-run-actor.ts'
import { type Selecting, selectSome } from './select-some.ts'

type ReadItems = Extract<MapRunCommand, { type: 'ReadItems' }>

/** Where items come from, and what shapes them. */
export interface PageReading extends Selecting {
  journal: Pick<MapRunJournal, 'listedItems'>
  sources: readonly ItemSource[]
}

/**
 * Reads a page of a Map Run's items and shapes them by its ItemSelector; so many as that makes at once, the others of the page when they
 * are asked for.
 */
export async function readPage(reading: PageReading, actor: MapRunActor, command: ReadItems, now: number): Promise<MapRunEvent> {
  const { first, page } =
    actor.page?.first !== undefined && command.item >= actor.page.first
      ? { first: actor.page.first, page: actor.page.read }
      : { first: command.item, page: await pageOf(reading, actor, command) }
  if (page.outcome === 'failed') return { type: 'Failed', failure: { error: page.error, cause: page.cause } }
  const at = command.item - first
  const values = sliceOf(page.values, at)
  const { next, isLast, total } = page
  try {
    const { program, environment } = actor.owner
    const shaped = {
      values,
      first: command.item,
      ...(page.keys === undefined ? {} : { keys: page.keys.slice(at) }),
      ...(page.sources === undefined ? {} : { sources: page.sources.slice(at) }),
    }
    const items = await selectSome(reading, { program: program as Program, spec: actor.spec, page: shaped, environment, now })
    const known = total === undefined ? {} : { total }
    if (items.length < values.length) {
      actor.page = { first, read: page }
      return { type: 'PageRead', items, isLast: false, isPart: true, ...known }
    }
    delete actor.page
    return { type: 'PageRead', items, isLast, ...(next === undefined ? {} : { next }), ...known }
  } catch (thrown) {
    if (!(thrown instanceof StatesFailure)) throw thrown
    return { type: 'Failed', failure: { error: thrown.error, cause: thrown.cause, thrownAt: thrown.location ?? '' } }
  }
}

async function pageOf(
  { journal, sources }: PageReading,
  { number, spec, owner }: MapRunActor,
  { item, most, cursor }: ReadItems,
): Promise<ItemPageRead> {
  if (spec.items.kind === 'listed') {
    const { values, keys } = await journal.listedItems(number, item)
    const { total } = spec.items
    return { outcome: 'read', values, total, isLast: item + values.length >= total, ...(keys === undefined ? {} : { keys }) }
  }
  const { resource, request, config } = spec.items
  const source = sources.find(candidate => candidate.claims(resource))
  if (source === undefined)
    return { outcome: 'failed', error: 'States.ItemReaderFailed', cause: `The resource '${resource}' is not available here.` }
  const { roleArn, stateMachineArn } = owner.record
  const place = { mapRunArn: spec.arn, roleArn, stateMachineArn, item, most, ...(cursor === undefined ? {} : { cursor }) }
  return source.read({ ...place, resource, request, config })
}
