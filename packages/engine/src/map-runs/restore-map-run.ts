import { type CountedChildren, emptyTally, type MapRun, type Range, restoreMapRun, type StoredMapRun, type Tally } from '@pasos/asl'
import type { ChildState, KeptMapRun, MapRunJournal } from '../ports/map-runs.ts'
import type { ExecutionStatus } from '../ports/runtime.ts'

const pageSize = 2_000

/** A Map Run as its row and its children's rows tell it; they are counted page by page, so that others get their turn meanwhile. */
export async function restoredMapRun(
  journal: Pick<MapRunJournal, 'childStates'>,
  { number, state }: KeptMapRun,
): Promise<{ run: MapRun; lastRedrive: number }> {
  let lastRedrive = 0
  const counted = { items: emptyTally(), executions: emptyTally(), taken: [] as Range[] }
  for (let from = 0; ; ) {
    const page = await journal.childStates(number, { from, limit: pageSize })
    for (const child of page) {
      count(counted, child, state)
      lastRedrive = Math.max(lastRedrive, child.redriveDate ?? 0)
    }
    const last = page.at(-1)
    if (last === undefined || page.length < pageSize) return { run: restoreMapRun(state, counted), lastRedrive }
    from = last.first + 1
    await new Promise(resolve => setImmediate(resolve))
  }
}

const tallied: Record<ExecutionStatus, keyof Tally> = {
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timedOut',
  ABORTED: 'aborted',
  PENDING_REDRIVE: 'pendingRedrive',
}

function count({ items, executions, taken }: CountedChildren & { taken: Range[] }, child: ChildState, state: StoredMapRun): void {
  const member = isPendingRedrive(child, state) ? 'pendingRedrive' : tallied[child.status]
  executions[member]++
  items[member] += child.count
  if (child.first < (state.position?.item ?? 0)) return
  const last = taken.at(-1)
  if (last?.to === child.first) last.to += child.count
  else taken.push({ from: child.first, to: child.first + child.count })
}

/** Whether the Map Run is being redriven and has not come to this child yet. */
export function isPendingRedrive(
  { status, redriveDate = 0 }: Pick<ChildState, 'status' | 'redriveDate'>,
  run: Pick<StoredMapRun, 'status' | 'redriveDate'>,
): boolean {
  if (run.status !== 'RUNNING' || run.redriveDate === undefined) return false
  return status !== 'RUNNING' && status !== 'SUCCEEDED' && redriveDate < run.redriveDate
}
