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
import { selectItems } from '../map-run/select-items.ts'
import { addPage, feedFrom, takeChild } from '../map-run/take-child.ts'
import { isOverTolerance, toleranceExceeded } from '../map-run/tolerance.ts'
import { enterScope } from '../step/enter-scope.ts'
import { enterState } from '../step/enter-state.ts'
import { handleFailure, handleThrown } from '../step/handle-failure.ts'
import { leaveJoin } from '../step/leave-join.ts'
import { leaveTask, taskFailed, taskSucceeded, taskTimedOut } from '../step/leave-task.ts'
import { selectItem } from '../step/start-iteration.ts'
import { leaveMapRun } from '../step/start-map-run.ts'
import { finishWait } from '../step/wait.ts'
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
  mock: { result: Json | undefined; error: Mock['errorOutput'] } | undefined
  /** How often the retrier concerned has tried. */
  retryCount: number
  failedIterations: number | undefined
  readItems(config: JsonObject): Json
}

/** How a tested state came to an end. */
export type StateEnd = { kind: 'left'; output: Json; next: string } | { kind: 'ended'; end: ExecutionEnd } | { kind: 'retry' }

export interface StateRun {
  end: StateEnd
  variables: JsonObject | undefined
}

/**
 * Runs one state with the very functions that run executions; only what comes from outside is put in here: the answers of tasks, the
 * results of branches and iterations, and time. Nothing is left behind: the turn is thrown away.
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
  let work = await guarded(tested, () => enterState(run, entered))
  for (;;) {
    const end = endOf(tested, work)
    if (end !== undefined) return { end, variables: frame.variables }
    const current = work
    work = await guarded(tested, () => goOn(tested, current))
  }
}

/** What an action throws as a failure of the workflow becomes the tested state's failure. */
async function guarded(tested: Tested, action: () => Work | undefined | Promise<Work | undefined>): Promise<Work | undefined> {
  try {
    return await action()
  } catch (reason) {
    if (!(reason instanceof StatesFailure)) throw reason
    countRetries(tested)
    return handleThrown(tested.run, tested.frame, reason)
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
  if (work?.type === 'enter') return { kind: 'left', output: work.input.value, next: work.state }
  if (run.end !== undefined) return { kind: 'ended', end: run.end }
  return frame.wait?.for === 'retry' ? { kind: 'retry' } : undefined
}

function goOn(tested: Tested, work: Work | undefined): Work | undefined | Promise<Work | undefined> {
  const { run, frame, state } = tested
  if (work === undefined) return proceed(tested)
  switch (work.type) {
    case 'joined':
      return join(tested, undefined)
    case 'succeed':
      return leaveTask(run, work)
    case 'mapped':
      return leaveMapRun(run, work)
    case 'fail':
      return fail(tested, work.failure)
    case 'enter':
    case 'iterate':
    case 'rerun':
    case 'wake':
      throw new Error(`A tested ${state.type} state cannot go on with '${work.type}' (frame ${frame.id})`)
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
  const { mock } = standIns
  if (mock !== undefined)
    return mock.error === undefined
      ? taskSucceeded(run, frame, wait, mock.result ?? {})
      : taskFailed(run, frame, wait, failureOf(mock.error))
  const answer = await effects.runTask(lastTask(run))
  if (answer === 'timed out') return taskTimedOut(run, frame, wait, 'timeout')
  if ('error' in answer) return taskFailed(run, frame, wait, answer)
  return taskSucceeded(run, frame, wait, answer.output, answer.outputText)
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
  return finishWait(run, frame)
}

/** Branches and iterations never run: their joint result is the mock's. */
function join(tested: Tested, open: JoinFrame | undefined): Work | undefined {
  const { run, frame, state, standIns } = tested
  if (state.type === 'Map' && open?.items !== undefined) shapeIterations(tested, state, run.readItems(open.items).items)
  const { mock } = standIns
  if (mock?.error !== undefined) return fail(tested, failureOf(mock.error))
  if (open !== undefined) checkFailures(tested, open.total)
  return leaveJoin(run, { type: 'joined', owner: frame.id, result: new Datum(mock?.result ?? []) })
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
  const values = mapRun.items.kind === 'read' ? standIns.readItems(mapRun.items.config) : (command.items?.values ?? [])
  if (!Array.isArray(values))
    return fail(tested, { error: 'States.ItemReaderFailed', cause: 'Attempting to map over non-iterable node.', isOfRun: true })
  const total = showChildren(tested, command, values)
  const { mock } = standIns
  if (mock?.error !== undefined) return fail(tested, { ...failureOf(mock.error), isOfRun: true })
  checkFailures(tested, total)
  // AWS: without a tolerance any number of iterations may fail while a result is mocked.
  const isJudged = settings.toleratedCount !== undefined || settings.toleratedPercentage !== undefined
  const items = { ...emptyTally(), failed: standIns.failedIterations ?? 0 }
  if (isJudged && isOverTolerance({ settings, items, total })) return fail(tested, { ...toleranceExceeded, isOfRun: true })
  return { type: 'mapped', frame: frame.id, result: new Datum(mock?.result ?? []) }
}

/** @returns how many children there would be */
function showChildren({ run }: Tested, { mapRun, items }: StartChild, values: Json[]): number {
  const keys = items?.keys === undefined ? {} : { keys: items.keys }
  const selected = [...selectItems(run.program, mapRun, { values, first: 0, ...keys }, run.env)]
  if (mapRun.view !== undefined) run.env.inspector?.stage('afterItemSelector', selected)
  if (mapRun.batch === undefined) return selected.length
  const inputs: Json[] = []
  let feed = addPage(feedFrom(undefined, []), { items: selected, isLast: true })
  for (;;) {
    const taken = takeChild(feed, mapRun.batch)
    if (taken.child === undefined) break
    inputs.push(taken.child.input)
    feed = taken.feed
  }
  run.env.inspector?.stage('afterItemBatcher', inputs)
  return inputs.length
}

function checkFailures({ standIns }: Tested, total: number): void {
  if ((standIns.failedIterations ?? 0) > total)
    throw new TestStateRefusal('Map iteration failure count must be less than or equal to the number of Map iterations')
}

function fail(tested: Tested, failure: Failure): Work | undefined {
  countRetries(tested)
  return handleFailure(tested.run, tested.frame, failure)
}

/** Only one retrier is ever asked, so all of them may have tried as often. */
function countRetries({ frame, state, standIns }: Tested): void {
  if ('policy' in state) frame.retries = state.policy.retriers.map(() => standIns.retryCount)
}

function failureOf({ error, cause }: NonNullable<Mock['errorOutput']>): Failure {
  return { error, cause }
}
