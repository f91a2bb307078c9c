import { crc32 } from 'node:zlib'
import type { StepEvent } from '@pasos/asl'

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
