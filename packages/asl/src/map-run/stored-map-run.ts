import type { MapRun, Position, Range, Tally } from './map-run.ts'
import { feedFrom, positionOf } from './take-child.ts'
import type { Watermark } from './watermark.ts'

/** What a Map Run's row holds: all of it that its children's rows do not tell. */
export type StoredMapRun = Pick<
  MapRun,
  'status' | 'phase' | 'settings' | 'redriveCount' | 'startDate' | 'redriveDate' | 'stopDate' | 'total' | 'failure' | 'isRedriveDue'
> & {
  /** From where items are read on. */
  position?: Position
  /** Once it has ended: the counts that are shown, so that nobody has to count again. */
  counts?: Pick<MapRun, 'items' | 'executions' | 'notRedrivable'>
}

/** What the rows of its children say when they are counted. */
export interface CountedChildren {
  items: Tally
  executions: Tally
  /** Items at or behind the stored position that have children: half-open ranges in ascending order. */
  taken: readonly Range[]
}

export function storeMapRun(run: MapRun, watermark: Watermark): StoredMapRun {
  const { status, phase, settings, redriveCount, startDate, redriveDate, stopDate, total, failure, isRedriveDue } = run
  const { items, executions, notRedrivable } = run
  return {
    ...{ status, phase, settings, redriveCount, startDate, isRedriveDue, position: watermark.position(positionOf(run.feed)) },
    ...(redriveDate === undefined ? {} : { redriveDate }),
    ...(stopDate === undefined ? {} : { stopDate }),
    ...(total === undefined ? {} : { total }),
    ...(failure === undefined ? {} : { failure }),
    ...(phase === 'ended' ? { counts: { items, executions, notRedrivable } } : {}),
  }
}

/** A Map Run as a new process finds it. Its next event is `Resumed`. */
export function restoreMapRun({ position, counts, ...stored }: StoredMapRun, counted: CountedChildren): MapRun {
  const { items, executions, taken } = counted
  return {
    ...{ ...stored, items, executions, notRedrivable: counts?.notRedrivable ?? { items: 0, executions: 0 } },
    // Results are gathered again: nothing of them was kept.
    ...(stored.phase === 'collecting' ? { phase: 'starting' } : {}),
    ...(stored.phase === 'exporting' ? { phase: 'stopping' } : {}),
    ...{ feed: feedFrom(position, taken), isReading: false, isRedriving: false, isHeld: false },
  }
}
