import type { StepEvent, Turn } from '@pasos/asl'
import type { ExecutionRecord } from '../ports/runtime.ts'
import type { Dispatcher } from './dispatcher.ts'
import type { Run } from './run.ts'
import type { Timers } from './timers.ts'

/** Does what a turn asks for, once it is on disk (EXPRESS: once it is computed). */
export function carryOut(
  { tasks, timers }: { tasks: Dispatcher; timers: Timers },
  { run, record, event, turn }: { run: Run; record: ExecutionRecord; event: StepEvent; turn: Turn },
): void {
  if (event.type === 'TaskSucceeded' || event.type === 'TaskFailed' || event.type === 'TaskSubmitFailed')
    tasks.forget(run.number, event.task)
  if (event.type === 'TaskSubmitted' && tasks.request(run.number, event.task)?.token !== undefined) tasks.forget(run.number, event.task)
  for (const command of turn.commands) {
    switch (command.type) {
      case 'RunTask':
        if (!run.hasEnded || turn.end === undefined) tasks.run(run.number, record, command)
        break
      case 'CancelTask':
        tasks.cancel(run.number, command.task)
        break
      case 'SetTimer':
        timers.set(run.number, command.timer, command.at)
        break
      case 'ClearTimer':
        timers.clear(run.number, command.timer)
        break
      case 'StartChild':
      case 'StopChild':
      case 'RedriveChild':
        // The turn's write says it, to the Map Runs too.
        break
      default:
        command satisfies never
    }
  }
}
