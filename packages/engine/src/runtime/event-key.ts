import { crc32 } from 'node:zlib'
import type { StepEvent } from '@pasos/asl'
import type { Run } from './run.ts'

/**
 * Names an event within its execution, the same after a restart: so that deaths are counted per event and a bystander which happened
 * to be at work when the process was killed is not taken for the culprit.
 */
export function eventKey(event: StepEvent): number {
  switch (event.type) {
    case 'TaskStarted':
    case 'TaskSubmitted':
    case 'TaskSubmitFailed':
    case 'TaskSucceeded':
    case 'TaskFailed':
    case 'TaskHeartbeat':
      return event.task * 8 + taskEvents[event.type]
    case 'ChildEnded':
      return event.child * 8 + 6
    case 'TimerFired':
      return -1 - crc32(event.timer)
    case 'ExecutionStarted':
    case 'ExecutionStopped':
    case 'ExecutionRedriven':
    case 'ExecutionFailed':
      return 0
    default:
      return event satisfies never
  }
}

const taskEvents = { TaskStarted: 0, TaskSubmitted: 1, TaskSubmitFailed: 2, TaskSucceeded: 3, TaskFailed: 4, TaskHeartbeat: 5 }

/**
 * Under what a turn is marked: the execution's number and the event. A child of a Map Run that is not on disk gets another number when a
 * new process starts it again, so it is marked by its Map Run and its first item.
 */
export function markOf(run: Pick<Run, 'number' | 'isNew' | 'record'>, event: StepEvent): { number: number; key: number } {
  const { mapRun } = run.record
  if (mapRun !== undefined && (run.isNew || run.number < 0)) return { number: mapRun.number, key: mapRun.first }
  return { number: run.number, key: eventKey(event) }
}
