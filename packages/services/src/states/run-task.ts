import type { TaskReport, TaskRequest, TaskRunner } from '@pasos/engine'

/** Runs a task outside any execution until it ends. */
export type RunTask = (request: TaskRequest, signal: AbortSignal) => Promise<TaskReport>

/** Lends the engine's connectors to TestState. Tells only the end of a task. */
export function createRunTask(runners: readonly TaskRunner[]): RunTask {
  return (request, signal) =>
    new Promise(resolve => {
      const runner = runners.find(candidate => candidate.claims(request.resource))
      if (runner === undefined) {
        const cause = `The resource '${request.resource}' is not available here.`
        resolve({ type: 'TaskFailed', task: request.task, error: 'States.Runtime', cause })
        return
      }
      runner.run(request, report => isEnd(report) && resolve(report), signal)
    })
}

function isEnd({ type }: TaskReport): boolean {
  return type === 'TaskSucceeded' || type === 'TaskFailed' || type === 'TaskSubmitFailed'
}
