import type { DynamicField, FailState } from '../definition/program.ts'
import type { Datum } from '../machine/datum.ts'
import { StatesFailure } from '../machine/failure.ts'
import type { ScopeFrame } from '../machine/frame-kinds.ts'
import { ScopeView } from '../machine/scope-view.ts'
import type { TurnBuilder, Work } from '../machine/turn-builder.ts'
import { notFound } from '../path/path.ts'
import { failScope } from './end-scope.ts'
import { evaluateField, unexpectedType } from './field.ts'

/** Fail: ends its scope with an error and a cause, each of which may be missing. */
export function runFail(run: TurnBuilder, frame: ScopeFrame, state: FailState, input: Datum): Work | undefined {
  // AWS: a Fail state has no InputPath, yet its inspection shows one.
  if (state.flow.language === 'JSONPath') run.env.inspector?.stage('afterInputPath', input.member)
  const error = textOf(run, frame, state.error, input)
  const cause = textOf(run, frame, state.cause, input)
  return failScope(run, frame, { error, cause })
}

function textOf(run: TurnBuilder, frame: ScopeFrame, field: DynamicField | undefined, input: Datum): string | undefined {
  if (field === undefined) return undefined
  const view = new ScopeView(run, frame, input.member)
  if (field.kind === 'path' && field.path.find(view) === undefined) throw notFound(field.path, field.field, view)
  const value = evaluateField(run, frame, field, input.value)
  if (typeof value === 'string') return value
  if (field.kind === 'jsonata') throw unexpectedType(field.text, field.location, 'string', value)
  // States language: what a path or an intrinsic function leads to must be a string.
  const source = field.kind === 'path' ? `: ${field.path.text}` : ''
  const problem = `The ${field.field} field refers to value "${JSON.stringify(value)}" which is not a valid string${source}`
  throw new StatesFailure('States.Runtime', problem)
}
