import { goesOn } from '@pasos/integrations'
import type { TaskReport, TaskRequest } from '../ports/tasks.ts'

/**
 * The failure of the call with which a task begins. AWS: a task that goes on after the call (`.sync`, `.waitForTaskToken`) has then not
 * been submitted; for any other the call was all there is to it, so the task has failed.
 */
export function callFailed(
  { task, resource }: Pick<TaskRequest, 'task' | 'resource'>,
  failure: { error: string; cause: string },
): TaskReport {
  return { type: goesOn(resource) ? 'TaskSubmitFailed' : 'TaskFailed', task, ...failure }
}
