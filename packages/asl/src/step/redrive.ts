import { recordAside } from '../history/record.ts'
import { rootFrame, type ScopeFrame } from '../machine/frame-kinds.ts'
import { inputOf } from '../machine/scope-input.ts'
import type { TurnBuilder, Work } from '../machine/turn-builder.ts'
import { redriveMapRun } from './start-map-run.ts'
import { setExecutionTimer } from './timers.ts'

/**
 * Continues an execution that failed, was aborted or timed out. AWS: what has succeeded is kept; the states that had not are run
 * again with the same input, in the branches and iterations in which they stand, and retriers start counting anew.
 */
export function redrive(run: TurnBuilder): Work | undefined {
  const root = run.read(rootFrame)
  if (root?.kind !== 'scope' || root.failed !== true) return undefined
  const frame = run.editScope(rootFrame)
  const { redriveCount } = run.snapshot.execution
  frame.lastEvent = recordAside(run, 'ExecutionRedriven', frame.lastEvent, 'executionRedrivenEventDetails', { redriveCount })
  setExecutionTimer(run, run.env.now)
  resume(run, frame)
  return undefined
}

function resume(run: TurnBuilder, frame: ScopeFrame): void {
  frame.failed = undefined
  frame.retries = []
  if (frame.wait?.for === 'child') {
    redriveMapRun(run, frame, frame.wait)
    return
  }
  if (frame.wait?.for !== 'join') {
    run.enqueue(again(run, frame))
    return
  }
  const join = run.editJoin(frame.wait.join)
  join.failed = 0
  let open = 0
  for (let index = 0; index < join.next; index++) {
    const child = run.read(join.firstChild + index)
    if (child?.kind !== 'scope') continue
    open++
    resume(run, run.editScope(child.id))
  }
  for (; open < join.concurrency && join.items !== undefined; open++) {
    run.enqueue({ type: 'iterate', join: join.id, previous: frame.lastEvent })
  }
}

/** AWS: a Fail state is entered once more ("Reenters the Fail state and fails again", redrive-executions.html); others go on within it. */
function again(run: TurnBuilder, frame: ScopeFrame): Work {
  if (run.stateOf(frame).type !== 'Fail') return { type: 'rerun', frame: frame.id }
  return { type: 'enter', frame, state: frame.state, input: inputOf(frame) }
}
