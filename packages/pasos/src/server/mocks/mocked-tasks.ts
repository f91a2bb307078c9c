import type { Json } from '@pasos/asl'
import type { Reporter, TaskRequest, TaskRunner } from '@pasos/engine'
import { goesOn } from '@pasos/integrations'
import type { MockBook } from './mock-book.ts'

export type MockedAnswer = { output: Json } | { error: string; cause: string }

/** For a state's name what its invocations answer, one after the other; retries count. */
export type TaskMocks = ReadonlyMap<string, readonly MockedAnswer[]>

/**
 * Answers the tasks of mocked states in executions of a test case and leaves all others to their runners. An invocation for which there is
 * no answer any more fails its execution, which no Retry or Catch hides, because then the test is wrong and not the workflow.
 */
export function mockedTasks(book: Pick<MockBook, 'invoked'>, runners: readonly TaskRunner[]): TaskRunner {
  return {
    claims: () => true,
    run(request, report, signal) {
      book.invoked(request).then(
        invocation => {
          if (signal.aborted) return
          if (invocation === undefined) runIt(runners, request, report, signal)
          else if (typeof invocation === 'string') fail(request, report, invocation)
          else answer(request, report, invocation.answers, invocation.number)
        },
        error => fail(request, report, `The test case of this execution could not be read: ${(error as Error).message}`),
      )
    },
  }
}

function runIt(runners: readonly TaskRunner[], request: TaskRequest, report: Reporter, signal: AbortSignal): void {
  const runner = runners.find(candidate => candidate.claims(request.resource))
  if (runner) runner.run(request, report, signal)
  else fail(request, report, `The resource '${request.resource}' is not available here, and ${request.stateName} is not mocked.`)
}

function answer(
  { task, stateName, resource, ...request }: TaskRequest,
  report: Reporter,
  answers: readonly MockedAnswer[],
  number: number,
) {
  const mocked = answers[number]
  if (mocked === undefined) {
    const cause = `The state ${stateName} was invoked ${number + 1} times, and only ${answers.length} answers are mocked.`
    return report({ type: 'TaskFailed', task, error: 'States.Runtime', cause })
  }
  if ('error' in mocked) return report({ type: 'TaskFailed', task, error: mocked.error, cause: mocked.cause })
  const isSubmitted = request.submitted !== undefined
  if (!isSubmitted && goesOn(resource)) report({ type: 'TaskSubmitted', task, output: mocked.output })
  report({ type: 'TaskSucceeded', task, output: mocked.output })
}

function fail({ task }: TaskRequest, report: Reporter, cause: string): void {
  report({ type: 'TaskFailed', task, error: 'States.Runtime', cause })
}
