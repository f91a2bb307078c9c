import { parseTimestamp } from '../choice/timestamp.ts'
import { boundsOf } from '../definition/number-bounds.ts'
import type { DynamicField, WaitState } from '../definition/program.ts'
import type { Json } from '../json.ts'
import type { Datum } from '../machine/datum.ts'
import { StatesFailure } from '../machine/failure.ts'
import type { ScopeFrame } from '../machine/frame-kinds.ts'
import { inputOf } from '../machine/scope-input.ts'
import { ScopeView } from '../machine/scope-view.ts'
import type { TurnBuilder, Work } from '../machine/turn-builder.ts'
import { asNumber, evaluateField, unexpectedType } from './field.ts'
import { effectiveInput, leaveWithoutResult } from './leave-state.ts'
import { waitForTimer } from './timers.ts'

/** Wait: goes on at an instant, which is part of the snapshot and so survives restarts. */
export function runWait(run: TurnBuilder, frame: ScopeFrame, state: WaitState, input: Datum): Work | undefined {
  const { flow } = state
  const effective = flow.language === 'JSONPath' ? effectiveInput(run, frame, flow, input) : input
  const at = wakeTime(run, frame, state, effective.value)
  // An instant that has passed needs no timer, and thus no second turn.
  if (at <= run.env.now) return leaveWithoutResult(run, frame, state, input)
  waitForTimer(run, frame, 'time', at)
  return undefined
}

/** The timer of a Wait has fired. */
export function finishWait(run: TurnBuilder, frame: ScopeFrame): Work | undefined {
  const state = run.stateOf(frame)
  if (state.type !== 'Wait') throw new Error(`State '${state.name}' does not wait`)
  return leaveWithoutResult(run, frame, state, inputOf(frame))
}

function wakeTime(run: TurnBuilder, frame: ScopeFrame, state: WaitState, input: Json): number {
  const { unit, value: field } = state.until
  if (field.kind === 'path' && field.path.find(new ScopeView(run, frame, input)) === undefined) {
    throw new StatesFailure('States.Runtime', `The ${field.field} parameter does not reference an input value: ${field.path.text}`)
  }
  const value = evaluateField(run, frame, field, input)
  if (unit === 'Timestamp') return instantOf(frame, field, value)
  return run.env.now + (field.kind === 'path' ? secondsByPath(field, value) : secondsByValue(frame, field, value)) * 1000
}

/**
 * AWS writes down a failed evaluation of a field after what came before the state. A Wait whose field has been evaluated is in the state: what
 * fails it from here on, a time that cannot be read or its own Output when the time has come, follows the state's own event.
 */
function isEntered(frame: ScopeFrame): void {
  frame.beforeEntered = frame.enteredEvent
}

function secondsByValue(frame: ScopeFrame, field: DynamicField, value: Json): number {
  asNumber(field, value, { ...boundsOf(field.field), min: -Infinity, max: Infinity })
  isEntered(frame)
  return asNumber(field, value)
}

/** AWS reads what a SecondsPath leads to as a long; its bounds are those of Seconds. */
function secondsByPath({ field, path }: PathField, value: Json): number {
  const problem = (says: string) => new StatesFailure('States.Runtime', `The ${field} parameter ${says}: ${path.text} == ${textOf(value)}`)
  const seconds = typeof value === 'string' && /^[+-]?\d+$/.test(value) ? Number(value) : value
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || Math.abs(seconds) >= 2 ** 63)
    throw problem('cannot be parsed as a long value')
  const { min, max } = boundsOf(field)
  if (seconds < min) throw problem('references a negative value')
  if (seconds > max) throw problem(`references a value greater than ${max}`)
  return seconds
}

type PathField = Extract<DynamicField, { kind: 'path' }>

/** AWS: fractions of a second are cut off. */
function instantOf(frame: ScopeFrame, field: DynamicField, value: Json): number {
  if (field.kind === 'jsonata' && typeof value !== 'string') throw unexpectedType(field.text, field.location, 'string', value)
  isEntered(frame)
  const at = typeof value === 'string' ? parseTimestamp(value) : undefined
  if (at !== undefined) return Math.floor(at / 1000) * 1000
  if (field.kind === 'path') {
    const problem = 'does not reference a valid ISO-8601 extended offset date-time format string'
    throw new StatesFailure('States.Runtime', `The ${field.field} parameter ${problem}: ${field.path.text} == ${textOf(value)}`)
  }
  const cause = `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${textOf(value)}`
  throw new StatesFailure(field.kind === 'jsonata' ? 'States.QueryEvaluationError' : 'States.Runtime', cause, 'Timestamp')
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
