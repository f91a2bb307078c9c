import type { JsonataFlow, JsonPathFlow, State } from '../definition/program.ts'
import type { HistoryEventType } from '../history/history-event.ts'
import { record, whole } from '../history/record.ts'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { isTextLongerThan, isTooDeep, MOST_LEVELS } from '../json-size.ts'
import { Datum } from '../machine/datum.ts'
import { StatesFailure, tooDeep } from '../machine/failure.ts'
import type { ScopeFrame } from '../machine/frame-kinds.ts'
import { inputOf } from '../machine/scope-input.ts'
import { jsonataScope, ScopeView } from '../machine/scope-view.ts'
import type { TurnBuilder, Work } from '../machine/turn-builder.ts'
import { findMemberOrFail } from '../path/path.ts'
import { merged, spellingOf } from '../spelled-numbers.ts'
import { endScope } from './end-scope.ts'

const exitedTypes = {
  Pass: 'PassStateExited',
  Task: 'TaskStateExited',
  Choice: 'ChoiceStateExited',
  Wait: 'WaitStateExited',
  Succeed: 'SucceedStateExited',
  Parallel: 'ParallelStateExited',
  Map: 'MapStateExited',
} as const satisfies Record<Exclude<State['type'], 'Fail'>, HistoryEventType>

export type LeavableState = Exclude<State, { type: 'Fail' }>

/** What a state works on: InputPath applied to its input. */
export function effectiveInput(run: TurnBuilder, frame: ScopeFrame, flow: JsonPathFlow, input: Datum): Datum {
  const effective =
    flow.inputPath === undefined
      ? input
      : Datum.of(flow.inputPath === null ? {} : findMemberOrFail(flow.inputPath, new ScopeView(run, frame, input.value)))
  run.env.inspector?.stage('afterInputPath', effective.member)
  return effective
}

/**
 * Leaves a state that has a result: ResultSelector, ResultPath, OutputPath or Output, and Assign, all of which see the variables as
 * they were when the state was entered.
 *
 * @param hasResult whether `$states.result` exists; a Pass has an output but no result
 */
export function leaveWithResult(
  run: TurnBuilder,
  frame: ScopeFrame,
  state: LeavableState,
  result: Datum,
  hasResult = true,
): Work | undefined {
  const { flow, next } = state
  if (hasResult) run.env.inspector?.stage('result', result.member)
  if (flow.language === 'JSONata') {
    const states: JsonObject = hasResult ? { input: frame.input, result: result.value } : { input: frame.input }
    return leaveWithExpressions(run, frame, state, { flow, result, states, next, location: '' })
  }
  const assigned = assignedFrom(run, frame, flow, result)
  return leave(run, frame, state, outputOf(run, frame, flow, result), assigned, next)
}

/** Leaves a state that only lets its input through: Wait and Succeed. */
export function leaveWithoutResult(run: TurnBuilder, frame: ScopeFrame, state: LeavableState, input: Datum): Work | undefined {
  const { flow, next } = state
  if (flow.language === 'JSONata') return leaveWithResult(run, frame, state, input, false)
  const effective = effectiveInput(run, frame, flow, input)
  return leave(run, frame, state, selectOutput(run, frame, flow, effective), assignedFrom(run, frame, flow, effective), next)
}

/** JSONPath's Assign, for which `$` is the state's result. */
export function assignedFrom(run: TurnBuilder, frame: ScopeFrame, flow: JsonPathFlow, result: Datum): JsonObject | undefined {
  if (flow.assign === undefined) return undefined
  return asObject(flow.assign.render(new ScopeView(run, frame, result.member, { ofResult: true }), run.env))
}

function outputOf(run: TurnBuilder, frame: ScopeFrame, flow: JsonPathFlow, result: Datum): Datum {
  let output = result
  if (flow.resultSelector !== undefined && flow.resultPath !== null)
    output = new Datum(flow.resultSelector.render(new ScopeView(run, frame, result.member, { ofResult: true }), run.env))
  run.env.inspector?.stage('afterResultSelector', output.member)
  if (flow.resultPath === null) output = inputOf(frame)
  else if (flow.resultPath !== undefined) output = new Datum(flow.resultPath.set(frame.input, output.member))
  run.env.inspector?.stage('afterResultPath', output.member)
  return selectOutput(run, frame, flow, output)
}

/** OutputPath. */
export function selectOutput(run: TurnBuilder, frame: ScopeFrame, flow: JsonPathFlow, output: Datum): Datum {
  if (flow.outputPath === undefined) return output
  return Datum.of(flow.outputPath === null ? {} : findMemberOrFail(flow.outputPath, new ScopeView(run, frame, output.value)))
}

/** How to leave by expressions, which may be the state's own, a choice's or a catcher's. */
export interface ExpressionExit {
  readonly flow: Pick<JsonataFlow, 'output' | 'assign'>
  /** The output where there is no Output. */
  readonly result: Datum
  /** `$states` without its context. */
  readonly states: JsonObject
  readonly next: string | undefined
  /** Where the expressions stand within the state, e.g. `Catch[0]/`. */
  readonly location: string
}

/** Output and Assign of JSONata. */
export function leaveWithExpressions(run: TurnBuilder, frame: ScopeFrame, state: LeavableState, exit: ExpressionExit): Work | undefined {
  const { output, assign } = exit.flow
  if (output === undefined && assign === undefined) return leave(run, frame, state, exit.result, undefined, exit.next)
  const scope = jsonataScope(run, frame, exit.states)
  const datum = output === undefined ? exit.result : new Datum(output.render(scope, `${exit.location}Output`))
  const assigned = assign === undefined ? undefined : asObject(assign.render(scope, `${exit.location}Assign`))
  return leave(run, frame, state, datum, assigned, exit.next)
}

/** Writes that a scope leaves a state, sets the variables and goes on to `next`, or ends the scope. */
export function leave(
  run: TurnBuilder,
  frame: ScopeFrame,
  state: LeavableState,
  output: Datum,
  assigned: JsonObject | undefined,
  next: string | undefined,
): Work | undefined {
  if (output.isTooDeep) throw tooDeep()
  if (output.isLargerThan(run.env.limits.payloadBytes)) throw dataLimitExceeded(state.name)
  const details: JsonObject = { name: state.name, output: output.text, outputDetails: whole }
  // AWS: an Assign without members leaves no trace.
  if (assigned !== undefined && Object.keys(assigned).length > 0) {
    refuseLargeVariables(assigned, run.env.limits.payloadBytes, state.name)
    details['assignedVariables'] = Object.fromEntries(
      Object.entries(assigned).map(([name, value]) => [name, spellingOf(assigned, name) ?? JSON.stringify(value)]),
    )
    details['assignedVariablesDetails'] = whole
    frame.variables = frame.variables === undefined ? assigned : merged(frame.variables, assigned)
    refuseLargeVariables(frame.variables, run.env.limits.payloadBytes * MAX_ASSIGNS, state.name)
  }
  record(run, frame, exitedTypes[state.type], 'stateExitedEventDetails', details)
  if (next === undefined) return endScope(run, frame, output)
  return { type: 'enter', frame, state: next, input: output }
}

// AWS: all variables of an Assign may have 256 KiB together, all variables of an execution 10 MiB, which is 40 times as much
// (https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html).
const MAX_ASSIGNS = 40

function refuseLargeVariables(variables: JsonObject, limit: number, name: string): void {
  if (!isTextLongerThan(variables, limit)) {
    if (isTextLongerThan(variables, 2 * MOST_LEVELS) && isTooDeep(variables)) throw tooDeep()
    return
  }
  throw new StatesFailure(
    'States.DataLimitExceeded',
    `The state/task '${name}' assigned variables with a size exceeding the maximum number of bytes service limit.`,
  )
}

/** AWS names the state, or the resource when it is a task's answer that is too large. */
export function dataLimitExceeded(name: string): StatesFailure {
  return new StatesFailure(
    'States.DataLimitExceeded',
    `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  )
}

/**
 * AWS, "Service quotas": the size of a payload holds for "input data when scheduling a task, entering a state, or starting an execution"
 * too. How it words that is not known.
 */
export function refuseLargeInput(run: TurnBuilder, name: string, input: Datum): Datum {
  if (input.isLargerThan(run.env.limits.payloadBytes)) throw dataLimitExceeded(name)
  return input
}

export function asObject(value: Json): JsonObject {
  return isJsonObject(value) ? value : {}
}
