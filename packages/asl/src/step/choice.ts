import type { ChoiceState } from '../definition/program.ts'
import type { Datum } from '../machine/datum.ts'
import { StatesFailure } from '../machine/failure.ts'
import type { ScopeFrame } from '../machine/frame-kinds.ts'
import { jsonataScope, ScopeView } from '../machine/scope-view.ts'
import type { TurnBuilder, Work } from '../machine/turn-builder.ts'
import { unexpectedType } from './field.ts'
import { assignedFrom, effectiveInput, leave, leaveWithExpressions, selectOutput } from './leave-state.ts'

/** Choice: the first choice that holds says where to go; it may have an Assign, and in JSONata an Output, of its own. */
export function runChoice(run: TurnBuilder, frame: ScopeFrame, state: ChoiceState, input: Datum): Work | undefined {
  const { flow } = state
  if (flow.language === 'JSONata') {
    const index = state.choices.findIndex((_, place) => conditionHolds(run, frame, state, place))
    const chosen = state.choices[index]
    tellDecision(run, state, index)
    const chosenFlow = chosen?.flow.language === 'JSONata' ? chosen.flow : flow
    const location = chosen === undefined ? '' : `Choices[${index}]/`
    const next = chosen?.next ?? defaultOf(state)
    return leaveWithExpressions(run, frame, state, { flow: chosenFlow, result: input, states: { input: input.value }, next, location })
  }
  const effective = effectiveInput(run, frame, flow, input)
  const scope = new ScopeView(run, frame, effective.value)
  const index = state.choices.findIndex(choice => choice.rule?.(scope) === true)
  const chosen = state.choices[index]
  tellDecision(run, state, index)
  const chosenFlow = chosen?.flow.language === 'JSONPath' ? chosen.flow : flow
  const next = chosen?.next ?? defaultOf(state)
  const assigned = assignedFrom(run, frame, chosenFlow, effective)
  return leave(run, frame, state, selectOutput(run, frame, flow, effective), assigned, next)
}

function tellDecision(run: TurnBuilder, state: ChoiceState, index: number): void {
  if (index >= 0) run.env.decided?.(state.name, 'rule', index)
  else if (state.defaultNext !== undefined) run.env.decided?.(state.name, 'default', 0)
}

function conditionHolds(run: TurnBuilder, frame: ScopeFrame, state: ChoiceState, index: number): boolean {
  const choice = state.choices[index]
  if (choice?.condition === undefined) return false
  const location = `Choices[${index}]/Condition`
  const value = choice.condition.render(jsonataScope(run, frame, { input: frame.input }), location)
  if (typeof value !== 'boolean') throw unexpectedType(choice.conditionText, location, 'boolean', value)
  return value
}

function defaultOf(state: ChoiceState): string {
  if (state.defaultNext !== undefined) return state.defaultNext
  // The language has States.NoChoiceMatched for this; AWS does not use it, so nothing around the state can catch the failure.
  throw new StatesFailure('States.Runtime', 'Failed to transition out of the state. The state does not point to a next state.')
}
