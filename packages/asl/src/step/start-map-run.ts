import type { MapState } from '../definition/program.ts'
import { record, recordAside } from '../history/record.ts'
import type { Json } from '../json.ts'
import type { StartChild } from '../machine/command.ts'
import { Datum } from '../machine/datum.ts'
import type { ChildOutcome, StepEvent } from '../machine/event.ts'
import { StatesFailure } from '../machine/failure.ts'
import type { ChildWait, ScopeFrame } from '../machine/frame-kinds.ts'
import { contextObject, visibleVariables } from '../machine/scope-view.ts'
import type { FailState, LeaveMapRun, TurnBuilder, Work } from '../machine/turn-builder.ts'
import type { MapRunSpec } from '../map-run/map-run.ts'
import { batchRule } from './batch-items.ts'
import { leaveWithResult } from './leave-state.ts'
import { findItems } from './map-items.ts'
import { readConcurrency, readTolerance } from './map-settings.ts'
import { readRequest, sourceOf, writeRequest } from './read-items.ts'
import { freshKey } from './timers.ts'

/** A distributed Map: a Map Run starts child executions for the items; the state waits for its end. */
export function startMapRun(run: TurnBuilder, frame: ScopeFrame, state: MapState, input: Json): undefined {
  const reads = state.reader === undefined ? undefined : readRequest(run, frame, state.reader, input)
  // AWS: with an ItemReader, ItemsPath is passed over, wherever it leads.
  const found = reads === undefined ? findItems(run, frame, state, input) : undefined
  const maxConcurrency = readConcurrency(run, frame, state, input)
  const total = found?.items.length ?? 0
  record(run, frame, 'MapStateStarted', 'mapStateStartedEventDetails', { length: total })
  const settings = { maxConcurrency, ...readTolerance(run, frame, state, input) }
  const batch = state.batcher === undefined ? undefined : batchRule(run, frame, state.batcher, input)
  const writer = state.writer === undefined ? undefined : writeRequest(run, frame, state.writer, input)
  const arn = newArn(run, state)
  const source = reads === undefined ? undefined : sourceOf(reads)
  const spec: MapRunSpec = {
    ...{ arn, executionArn: run.snapshot.execution.executionArn, scope: frame.scope, state: state.name, childType: state.childType },
    items: reads ?? { kind: 'listed', total },
    ...(source === undefined ? {} : { source }),
    ...(batch === undefined ? {} : { batch }),
    ...(writer === undefined ? {} : { writer }),
    ...(state.itemSelector === undefined ? {} : { view: selectorView(run, frame, input) }),
  }
  record(run, frame, 'MapRunStarted', 'mapRunStartedEventDetails', { mapRunArn: arn })
  const child = freshKey(frame)
  const command: StartChild = { type: 'StartChild', child, mapRun: spec, settings }
  if (found !== undefined) command.items = { values: found.items, ...(found.keys === undefined ? {} : { keys: found.keys }) }
  run.commands.push(command)
  frame.wait = { for: 'child', key: child, arn, redriveCount: 0 }
  return undefined
}

/** @param input the state's, as the selector's paths see it */
export function selectorView(run: TurnBuilder, frame: ScopeFrame, input: Json): NonNullable<MapRunSpec['view']> {
  return { input, variables: visibleVariables(run, frame), context: contextObject(run, frame) }
}

/** `…:mapRun:MACHINE/LABEL:UUID`; a Map without a label has a UUID in its place. */
function newArn(run: TurnBuilder, state: MapState): string {
  const { stateMachineName, stateMachineArn } = run.snapshot.execution
  const partition = stateMachineArn.split(':')[1] ?? 'aws'
  const label = state.label ?? run.env.uuid()
  // A child execution's machine has a label of its own.
  const machine = stateMachineName.split('/')[0]
  return `arn:${partition}:states:${run.env.region}:${run.env.accountId}:mapRun:${machine}/${label}:${run.env.uuid()}`
}

/** AWS: after these a redrive begins a new Map Run. */
const startsAnew: ReadonlySet<string> = new Set(['States.DataLimitExceeded', 'States.Runtime'])

/** The Map Run that a state waits for has ended. */
export function mapRunEnded(run: TurnBuilder, event: Extract<StepEvent, { type: 'ChildEnded' }>): Work | undefined {
  const id = run.snapshot.waiting.get(event.child)
  const frame = id === undefined ? undefined : run.readScope(id)
  if (frame === undefined || frame.failed === true || !isAwaited(frame, event)) return undefined
  const { outcome } = event
  if (outcome.status === 'SUCCEEDED') return { type: 'mapped', frame: frame.id, result: new Datum(outcome.output, outcome.outputText) }
  if (startsAnew.has(outcome.error)) run.editScope(frame.id).wait = undefined
  return failureOf(frame, outcome)
}

function isAwaited({ wait }: ScopeFrame, { child, redriveCount }: Extract<StepEvent, { type: 'ChildEnded' }>): boolean {
  return wait?.for === 'child' && wait.key === child && wait.redriveCount === redriveCount
}

function failureOf(frame: ScopeFrame, { error, cause, thrownAt }: Extract<ChildOutcome, { status: 'FAILED' }>): FailState {
  return { type: 'fail', frame: frame.id, failure: { error, cause, isOfRun: true }, ...(thrownAt === undefined ? {} : { thrownAt }) }
}

/** What an expression of the Map state threw while its Map Run was at work. */
export function thrownInRun({ failure: { error, cause }, thrownAt }: FailState): StatesFailure {
  return new StatesFailure(error ?? '', cause ?? '', thrownAt === '' ? undefined : thrownAt)
}

/** Leaves a Map with the results of its Map Run. */
export function leaveMapRun(run: TurnBuilder, { frame: id, result }: LeaveMapRun): Work | undefined {
  const frame = run.editScope(id)
  const state = run.stateOf(frame)
  if (state.type !== 'Map') throw new Error(`State '${state.name}' has no Map Run`)
  // AWS: the state's exit follows the Map Run's start, not these successes.
  const ended = recordAside(run, 'MapRunSucceeded', frame.lastEvent)
  recordAside(run, 'MapStateSucceeded', ended)
  frame.wait = undefined
  return leaveWithResult(run, frame, state, result)
}

/** AWS: the redriven Map Run is the same one; it goes on with what had not succeeded. */
export function redriveMapRun(run: TurnBuilder, frame: ScopeFrame, wait: ChildWait): void {
  const redriveCount = wait.redriveCount + 1
  frame.wait = { ...wait, redriveCount }
  const details = { mapRunArn: wait.arn, redriveCount }
  // What becomes of it follows this event, as it follows MapRunStarted in the first attempt.
  record(run, frame, 'MapRunRedriven', 'mapRunRedrivenEventDetails', details)
  run.commands.push({ type: 'RedriveChild', child: wait.key, redriveCount })
}
