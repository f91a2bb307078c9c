import type { Json } from '@pasos/asl'
import type { TaskRunner } from '@pasos/engine'

export type MockedAnswer = { output: Json } | { error: string; cause: string }

/** For a state's name what its invocations answer, one after the other; retries count. */
export type TaskMocks = ReadonlyMap<string, readonly MockedAnswer[]>

/**
 * Answers the tasks of mocked states and leaves all others to their connectors. An invocation for which there is no answer any more fails its
 * execution, which no Retry or Catch hides, because then the test is wrong and not the workflow. Invocations are counted for each execution
 * and state's name.
 */
export function mockedTasks(mocks: TaskMocks, connectors: readonly TaskRunner[]): TaskRunner {
  const invocations = new Map<string, number>()
  return {
    claims: () => true,
    run(request, report, signal) {
      const { task, stateName, executionArn, resource } = request
      const answers = mocks.get(stateName)
      if (answers === undefined) {
        const connector = connectors.find(candidate => candidate.claims(resource))
        if (connector) return connector.run(request, report, signal)
        const cause = `The resource '${resource}' is not available here, and ${stateName} is not mocked.`
        return report({ type: 'TaskFailed', task, error: 'States.Runtime', cause })
      }
      const key = JSON.stringify([executionArn, stateName])
      const number = invocations.get(key) ?? 0
      invocations.set(key, number + 1)
      const answer = answers[number]
      if (answer === undefined) {
        const cause = `The state ${stateName} was invoked ${number + 1} times, and only ${answers.length} answers are mocked.`
        return report({ type: 'TaskFailed', task, error: 'States.Runtime', cause })
      }
      if ('error' in answer) return report({ type: 'TaskFailed', task, error: answer.error, cause: answer.cause })
      if (/\.(sync(:2)?|waitForTaskToken)$/.test(resource)) report({ type: 'TaskSubmitted', task, output: answer.output })
      report({ type: 'TaskSucceeded', task, output: answer.output })
    },
  }
}
