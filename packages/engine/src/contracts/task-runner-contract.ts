import { goesOn } from '@pasos/integrations'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { EngineClosing, type Reporter, type TaskReport, type TaskRequest, type TaskRunner } from '../ports/tasks.ts'

/** A runner with the outside that it works with. */
export interface RunnerPlace {
  runner: TaskRunner
  /** A task of its kind that ends well, once the outside has answered. */
  resource: string
  input: TaskRequest['input']
  /** From now on the outside breaks instead of answering, with a message that says `broken`. */
  breakOutside?(): void
  /** Lets the outside do what it does later: polls come, clocks go on. */
  settle(): Promise<void>
}

const ends = ['TaskSucceeded', 'TaskFailed', 'TaskSubmitFailed']
const isEnd = ({ type }: TaskReport): boolean => ends.includes(type)

/**
 * What every runner of tasks must do, whatever kind of task it runs.
 *
 * @param endsTasks whether ends come from the runner; those of activities come from their workers
 * @param takesTokens whether the resource may end in `.waitForTaskToken`
 */
export function taskRunnerContract(
  open: () => RunnerPlace,
  { endsTasks = true, takesTokens = false }: { endsTasks?: boolean; takesTokens?: boolean } = {},
): void {
  let place: RunnerPlace
  let unhandled: unknown[]
  const hear = (reason: unknown): void => void unhandled.push(reason)

  beforeEach(() => {
    place = open()
    unhandled = []
    process.on('unhandledRejection', hear)
  })
  afterEach(() => {
    process.off('unhandledRejection', hear)
    expect(unhandled).toEqual([])
  })

  const request = (resource = place.resource, token?: string): TaskRequest => ({
    ...{ executionArn: 'arn:aws:states:us-east-1:123456789012:execution:m:e', task: 7, stateName: 'S', resource, input: place.input },
    ...{ idempotencyToken: '11111111-2222-5333-8444-555555555555', roleArn: 'arn:aws:iam::123456789012:role/r' },
    stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:m',
    ...(token === undefined ? {} : { token }),
  })

  /** What is reported of a task until the outside has nothing left to do. */
  const run = async (asked: TaskRequest, signal = new AbortController().signal): Promise<TaskReport[]> => {
    const reports: TaskReport[] = []
    const report: Reporter = (each, effects) => {
      reports.push(each)
      effects?.settle(true)
    }
    place.runner.run(asked, report, signal)
    await place.settle()
    return reports
  }

  const failed = (type: string) => ({
    ...{ type, task: 7, error: expect.stringMatching(/^[A-Za-z]+\.[A-Za-z]+$/), cause: expect.stringContaining('broken') },
  })

  test('it claims its own resources and no others', () => {
    const { runner, resource } = place
    expect(runner.claims(resource)).toBe(true)
    if (takesTokens) expect(runner.claims(`${resource}.waitForTaskToken`)).toBe(true)
    const foreign = ['', 'arn', 'arn:aws:states:::nothing:atAll', `x${resource}`, 'arn:aws:states:::aws-sdk:nothing:atAll']
    for (const other of foreign) expect([other, runner.claims(other)]).toEqual([other, false])
  })

  test('a task has one end, the last thing that is told of it', async () => {
    const reports = await run(request())
    expect(reports.every(({ task }) => task === 7)).toBe(true)
    expect(reports.map(isEnd)).toEqual([...reports.slice(1).map(() => false), ...(endsTasks ? [true] : [])])
    if (endsTasks) expect(reports.at(-1)).toMatchObject({ type: 'TaskSucceeded' })
  })

  test.runIf(endsTasks)('what breaks outside is the end of the task, with an error that can be caught and a cause', async () => {
    place.breakOutside?.()
    const reports = await run(request())
    // AWS: where the call is only the beginning, what never got out has not been submitted.
    expect(reports).toEqual([failed(goesOn(place.resource) ? 'TaskSubmitFailed' : 'TaskFailed')])
  })

  test.runIf(takesTokens)('a task that waits for its token is submitted once, and its end is left to whoever has the token', async () => {
    const tokenResource = `${place.resource}.waitForTaskToken`
    expect((await run(request(tokenResource, 'token'))).map(({ type }) => type)).toEqual(['TaskSubmitted'])
    place.breakOutside?.()
    expect(await run(request(tokenResource, 'token'))).toEqual([failed('TaskSubmitFailed')])
  })

  test.each([
    ['cancelled', undefined],
    ['left for the next start', new EngineClosing()],
  ])('a task that is %s, before or after it was begun, breaks nothing and has no second end', async (_how, reason) => {
    for (const isEarly of [true, false]) {
      const abort = new AbortController()
      if (isEarly) abort.abort(reason)
      const reports: TaskReport[] = []
      place.runner.run(request(), report => reports.push(report), abort.signal)
      if (!isEarly) abort.abort(reason)
      await place.settle()
      expect(reports.filter(isEnd).length).toBeLessThanOrEqual(1)
    }
  })

  test('tasks do not stand in each other’s way', async () => {
    const told = await Promise.all([1, 2, 3].map(task => run({ ...request(), task })))
    expect(told.map(reports => reports.filter(isEnd).map(({ task }) => task))).toEqual(endsTasks ? [[1], [2], [3]] : [[], [], []])
  })
}
