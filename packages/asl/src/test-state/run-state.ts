import type { MapState, Program, State } from '../definition/program.ts'
import type { Json, JsonObject } from '../json.ts'
import { newSnapshot } from '../machine/apply-turn.ts'
import type { RunTask, StartChild } from '../machine/command.ts'
import { Datum } from '../machine/datum.ts'
import { StatesFailure } from '../machine/failure.ts'
import type { JoinFrame, ScopeFrame, TaskWait } from '../machine/frame-kinds.ts'
import { mapItem } from '../machine/scope-view.ts'
import type { ExecutionInfo, StepEnvironment } from '../machine/snapshot.ts'
import type { ExecutionEnd } from '../machine/turn.ts'
import { type Failure, TurnBuilder, type Work } from '../machine/turn-builder.ts'
import { emptyTally } from '../map-run/advance.ts'
import { type ItemPage, selectItems } from '../map-run/select-items.ts'
import { addPage, feedFrom, takeChild } from '../map-run/take-child.ts'
import { isOverTolerance, toleranceExceeded } from '../map-run/tolerance.ts'
import type { SpelledNumber } from '../spelled-numbers.ts'
import { deliverToTask, type TaskEvent } from '../step/deliver.ts'
import { enterScope } from '../step/enter-scope.ts'
import { taskTimedOut } from '../step/leave-task.ts'
import { selectItem } from '../step/start-iteration.ts'
import { perform } from '../step/step.ts'
import type { ReadData } from './item-reader-data.ts'
import { TestStateRefusal } from './refusal.ts'
import type { Mock } from './request.ts'

/** What a tested state cannot do by itself. */
export interface TestEffects {
  /** Runs a task that is not mocked, for as long as TestState may take. */
  runTask(command: RunTask): Promise<TaskAnswer>
  /** Waits until an instant, epoch milliseconds; false when TestState's own time was over before. */
  waitUntil(at: number): Promise<boolean>
}

export type TaskAnswer = { output: Json; outputText?: string } | { error: string; cause: string } | 'timed out'

/** What stands in for the outside: a mock and the data of an ItemReader. */
export interface StandIns {
  /** Undefined when nothing is mocked. */
  mock: { result: Datum | undefined; error: Mock['errorOutput'] } | undefined
  /** How often the retrier concerned has tried. */
  retryCount: number
  failedIterations: number | undefined
  readItems(config: JsonObject): Pick<ReadData, 'items' | 'keys'>
}

/** How a tested state came to an end. */
export type StateEnd =
  | { kind: 'left'; output: Json | SpelledNumber; next: string }
  | { kind: 'ended'; end: ExecutionEnd }
  | { kind: 'retry' }

export interface StateRun {
  end: StateEnd
  variables: JsonObject | undefined
}

/**
 * Runs one state as executions run it, piece of work by piece of work; only what comes from outside is put in here: the answers of
 * tasks, the results of branches and iterations, and time. Nothing is left behind: the turn is thrown away.
 *
 * @throws PutAside where `env.memo` is given, as `step()` does
 */
export async function runTestedState(
  program: Program,
  info: ExecutionInfo,
  variables: JsonObject | undefined,
  env: StepEnvironment,
  standIns: StandIns,
  effects: TestEffects,
): Promise<StateRun> {
  const run = new TurnBuilder(program, newSnapshot(info), env)
  // AWS counts the start of an execution that nobody sees: the state is entered at event 2.
  run.lastEventId = 1
  const entered = enterScope(run, { id: run.reserve(1), scope: 0, index: 0, previous: 1 }, new Datum(info.input, info.inputText))
  const { frame } = entered
  if (variables !== undefined) frame.variables = variables
  const tested: Tested = { run, frame, state: program.scopes[0]!.states.get(entered.state)!, standIns, effects }
  const hooks = { beforeFailure: () => countRetries(tested) }
  let work: Work | undefined = entered
  for (;;) {
    work = work === undefined ? await answered(tested) : perform(run, work, hooks)
    // A Map without items joins at once, and its result is the mock's all the same.
    if (work?.type === 'joined' && frame.wait === undefined) work = join(tested, undefined)
    const end = endOf(tested, work)
    if (end !== undefined) return { end, variables: frame.variables }
  }
}

interface Tested {
  run: TurnBuilder
  frame: ScopeFrame
  state: State
  standIns: StandIns
  effects: TestEffects
}

function endOf({ run, frame }: Tested, work: Work | undefined): StateEnd | undefined {
  if (work?.type === 'enter') return { kind: 'left', output: work.input.member, next: work.state }
  if (run.end !== undefined) return { kind: 'ended', end: run.end }
  return frame.wait?.for === 'retry' ? { kind: 'retry' } : undefined
}

/** What the state goes on with once what it waits for has come. */
async function answered(tested: Tested): Promise<Work | undefined> {
  try {
    return await proceed(tested)
  } catch (reason) {
    if (!(reason instanceof StatesFailure)) throw reason
    return fail(tested, { error: reason.error, cause: reason.cause })
  }
}

/** Answers what the state waits for. */
function proceed(tested: Tested): Work | undefined | Promise<Work | undefined> {
  const { run, frame } = tested
  const { wait } = frame
  switch (wait?.for) {
    case 'task':
      return answerTask(tested, wait)
    case 'time':
      return passTime(tested)
    case 'join':
      return join(tested, run.readJoin(wait.join))
    case 'child':
      return endMapRun(tested)
    case 'retry':
    case undefined:
      throw new Error(`The tested state '${frame.state}' waits for nothing that could come`)
  }
}

async function answerTask({ run, frame, standIns, effects }: Tested, wait: TaskWait): Promise<Work | undefined> {
  const answer = standIns.mock === undefined ? await effects.runTask(lastTask(run)) : mockedAnswer(standIns.mock)
  // Nobody has set a timer: TestState gives a task its own time.
  if (answer === 'timed out') return taskTimedOut(run, frame, wait, 'timeout')
  const type = 'error' in answer ? 'TaskFailed' : 'TaskSucceeded'
  return deliverToTask(run, frame, wait, { type, task: wait.key, ...answer } as TaskEvent)
}

function mockedAnswer({ result, error }: NonNullable<StandIns['mock']>): Exclude<TaskAnswer, 'timed out'> {
  return error === undefined
    ? { output: result?.value ?? null, ...(result && { outputText: result.text }) }
    : { error: error.error ?? '', cause: error.cause ?? '' }
}

function lastTask(run: TurnBuilder): RunTask {
  const command = run.commands.findLast(({ type }) => type === 'RunTask')
  if (command?.type !== 'RunTask') throw new Error('No task was asked for')
  return command
}

async function passTime(tested: Tested): Promise<Work | undefined> {
  const { run, frame, effects } = tested
  const timer = run.commands.findLast(({ type }) => type === 'SetTimer')
  const at = timer?.type === 'SetTimer' ? timer.at : run.env.now
  if (!(await effects.waitUntil(at))) return fail(tested, { error: 'States.Timeout', cause: undefined })
  delete frame.wait
  return { type: 'wake', frame: frame.id }
}

/** Branches and iterations never run: their joint result is the mock's. */
function join(tested: Tested, open: JoinFrame | undefined): Work | undefined {
  const { run, frame, state, standIns } = tested
  if (state.type === 'Map' && open?.items !== undefined) shapeIterations(tested, state, run.readItems(open.items).items)
  const { mock } = standIns
  if (mock?.error !== undefined) return fail(tested, failureOf(mock.error))
  if (open !== undefined) checkFailures(tested, open.total)
  return { type: 'joined', owner: frame.id, result: mock?.result ?? new Datum([]) }
}

/** Applies the ItemSelector to every item, for those who look on. */
function shapeIterations({ run, frame }: Tested, state: MapState, items: readonly Json[]): void {
  const selected = items.map((value, index) => selectItem(run, frame, state, mapItem(value, index)))
  if (state.itemSelector !== undefined) run.env.inspector?.stage('afterItemSelector', selected)
}

/** No child execution runs either: the Map Run's items are shown as its children would get them, then it ends as the mock says. */
function endMapRun(tested: Tested): Work | undefined {
  const { run, frame, standIns } = tested
  const command = run.commands.findLast(({ type }) => type === 'StartChild') as StartChild
  const { mapRun, settings } = command
  // AWS: an ItemReader finds the data that the test brings; without any there are no items to show.
  const read =
    mapRun.items.kind === 'read'
      ? standIns.readItems(mapRun.items.config)
      : { items: command.items?.values ?? [], ...(command.items?.keys !== undefined && { keys: command.items.keys }) }
  const { items: values, keys } = read
  if (!Array.isArray(values))
    return fail(tested, { error: 'States.ItemReaderFailed', cause: 'Attempting to map over non-iterable node.', isOfRun: true })
  const total = showChildren(tested, command, { values, first: 0, ...(keys !== undefined && { keys }) })
  const { mock } = standIns
  if (mock?.error !== undefined) return fail(tested, { ...failureOf(mock.error), isOfRun: true })
  checkFailures(tested, total)
  // AWS: without a tolerance any number of iterations may fail while a result is mocked.
  const isJudged = settings.toleratedCount !== undefined || settings.toleratedPercentage !== undefined
  const items = { ...emptyTally(), failed: standIns.failedIterations ?? 0 }
  if (isJudged && isOverTolerance({ settings, items, total })) return fail(tested, { ...toleranceExceeded, isOfRun: true })
  return { type: 'mapped', frame: frame.id, result: mock?.result ?? new Datum([]) }
}

/** @returns how many children there would be */
function showChildren({ run }: Tested, { mapRun }: StartChild, page: ItemPage): number {
  const selected = [...selectItems(run.program, mapRun, page, run.env)]
  if (mapRun.view !== undefined) run.env.inspector?.stage('afterItemSelector', selected)
  if (mapRun.batch === undefined) return selected.length
  const inputs: Json[] = []
  let feed = addPage(feedFrom(undefined, []), { items: selected, isLast: true })
  for (;;) {
    const taken = takeChild(feed, mapRun.batch)
    if (taken.child === undefined) break
    inputs.push(taken.child.input.value)
    feed = taken.feed
  }
  run.env.inspector?.stage('afterItemBatcher', inputs)
  return inputs.length
}

function checkFailures({ standIns }: Tested, total: number): void {
  if ((standIns.failedIterations ?? 0) > total)
    throw new TestStateRefusal('Map iteration failure count must be less than or equal to the number of Map iterations')
}

function fail({ frame }: Tested, failure: Failure): Work {
  return { type: 'fail', frame: frame.id, failure }
}

/** Only one retrier is ever asked, so all of them may have tried as often. */
function countRetries({ frame, state, standIns }: Tested): void {
  if ('policy' in state) frame.retries = state.policy.retriers.map(() => standIns.retryCount)
}

function failureOf({ error, cause }: NonNullable<Mock['errorOutput']>): Failure {
  return { error, cause }
}
