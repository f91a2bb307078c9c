import { newMapRun, type StepEvent, storeMapRun, type Turn, Watermark } from '@pasos/asl'
import type { ExecutionNumber } from '../ports/journal.ts'
import type { MapRunWrite } from '../ports/map-runs.ts'
import { rowsOfItems } from './listed-items.ts'

/** What a turn does to the Map Runs of its execution; written with the turn. */
export function mapRunWrites(
  parent: ExecutionNumber,
  event: StepEvent,
  { commands }: Pick<Turn, 'commands'>,
  now: number,
  allocate: () => ExecutionNumber,
): MapRunWrite[] {
  const writes: MapRunWrite[] = event.type === 'ChildEnded' ? [{ type: 'taken', parent, child: event.child }] : []
  for (const command of commands) {
    switch (command.type) {
      case 'StartChild': {
        const { child, mapRun: spec, settings, items } = command
        const state = storeMapRun(newMapRun(settings, now, spec.items.kind === 'listed' ? spec.items.total : undefined), new Watermark())
        writes.push({
          type: 'started',
          number: allocate(),
          parent,
          child,
          spec,
          state,
          items: items === undefined ? [] : rowsOfItems(items),
        })
        break
      }
      case 'StopChild':
        writes.push({ type: 'asked', parent, child: command.child, asked: { what: 'stop', redriveCount: command.redriveCount } })
        break
      case 'RedriveChild':
        writes.push({ type: 'asked', parent, child: command.child, asked: { what: 'redrive', redriveCount: command.redriveCount } })
        break
      default:
    }
  }
  return writes
}
