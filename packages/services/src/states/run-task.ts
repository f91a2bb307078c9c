import type { StepEnvironment } from '@pasos/asl'
import { type DataStore, refuseParameters, type TaskReport, type TaskRequest, type TaskRunner } from '@pasos/engine'
import { inputShape } from '@pasos/models'

/** Runs a task outside any execution until it ends. */
export type RunTask = (request: TaskRequest, signal: AbortSignal) => Promise<TaskReport>

/** Lends the engine's connectors to TestState. Tells only the end of a task; what a report leaves to be written is on disk before. */
export function createRunTask(runners: readonly TaskRunner[], data: Pick<DataStore, 'commit'>): RunTask {
  return (request, signal) =>
    new Promise((resolve, reject) => {
      const runner = runners.find(candidate => candidate.claims(request.resource))
      if (runner === undefined) {
        const cause = `The resource '${request.resource}' is not available here.`
        resolve({ type: 'TaskFailed', task: request.task, error: 'States.Runtime', cause })
        return
      }
      let written = Promise.resolve()
      runner.run(
        request,
        (report, effects) => {
          if (effects) written = written.then(() => data.commit(effects.writes)).then(() => effects.settle(true))
          written.then(() => isEnd(report) && resolve(report), reject)
        },
        signal,
      )
    })
}

/** Parameters are refused for a test in the words in which they are for executions. Activities are not run in tests. */
export const refuseTask: NonNullable<StepEnvironment['refuseTask']> = (resource, parameters, language) =>
  refuseParameters(resource, parameters, { language, inputShape })

function isEnd({ type }: TaskReport): boolean {
  return type === 'TaskSucceeded' || type === 'TaskFailed' || type === 'TaskSubmitFailed'
}
