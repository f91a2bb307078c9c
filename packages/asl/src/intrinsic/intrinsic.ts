import { longScope, remembered } from '../aside/remembered.ts'
import type { Json } from '../json.ts'
import { StatesFailure } from '../machine/failure.ts'
import { PathSyntaxError } from '../path/path-syntax-error.ts'
import type { PathScope } from '../path/select.ts'
import { putMember, type SpelledNumber } from '../spelled-numbers.ts'
import { payVisits, type WorkBudget } from '../work-budget.ts'
import { type IntrinsicArgument, type IntrinsicCall, parseIntrinsicCall } from './call-syntax.ts'
import { intrinsicFunctions } from './function-table.ts'
import type { IntrinsicFunction, TemplateEnvironment } from './intrinsic-function.ts'
import { InvalidArguments, InvalidTemplate } from './invalid-arguments.ts'

export interface Intrinsic {
  /** As written. */
  readonly text: string
  /** Throws `StatesFailure` where a path leads nowhere or a function can't work. */
  evaluate(scope: PathScope, environment: TemplateEnvironment): Json
  /** The value as the one item of a list, which remembers how a number was written. Throws as `evaluate` does. */
  evaluateItem(scope: PathScope, environment: TemplateEnvironment): Json[]
}

/** Whether a text is meant as a call of an intrinsic function; it may still be malformed. */
export function isIntrinsic(text: string): boolean {
  return /^\s*States\.[A-Za-z0-9]+\s*\(/.test(text)
}

/** Compiles `States.Name(…)`. Throws `PathSyntaxError`, also when a function gets too few or too many arguments. */
export function compileIntrinsic(text: string): Intrinsic {
  const call = parseIntrinsicCall(text)
  checkArity(call)
  const evaluateItem: Intrinsic['evaluateItem'] = (scope, environment) =>
    remembered(
      scope.budget,
      text,
      () => {
        const item: Json[] = []
        putMember(item, 0, evaluateCall(call, text, scope, environment))
        return item
      },
      () => ({
        ...{ kind: 'intrinsic', location: '', now: 0 },
        scope: longScope(text, scope.input, scope.context(), name => scope.variable(name)),
      }),
    ) as Json[]
  return { text, evaluate: (scope, environment) => evaluateItem(scope, environment)[0]!, evaluateItem }
}

function checkArity(call: IntrinsicCall): void {
  const [least, greatest] = intrinsicFunctions[call.name].arity
  if (call.args.length < least || call.args.length > greatest) {
    throw new PathSyntaxError(`Invalid number of arguments for ${call.name}`, 0)
  }
  for (const argument of call.args) if (argument.kind === 'call') checkArity(argument.call)
}

function evaluateCall(call: IntrinsicCall, text: string, scope: PathScope, environment: TemplateEnvironment): Json | SpelledNumber {
  const definition: IntrinsicFunction = intrinsicFunctions[call.name]
  const args: Json[] = []
  for (const [index, argument] of call.args.entries()) {
    if (argument.kind === 'call') putMember(args, index, evaluateCall(argument.call, text, scope, environment))
    else if (argument.kind === 'text') args.push(index === 0 && definition.takesSource ? argument.source : argument.value)
    else putMember(args, index, argumentValue(argument, text, scope))
  }
  payForArguments(definition, args, scope.budget)
  try {
    const result = definition.apply(args, environment)
    if (typeof result === 'string' && result.length > MAX_TEXT) throw new InvalidArguments()
    return result
  } catch (problem) {
    if (!(problem instanceof InvalidArguments)) throw problem
    // The language has States.IntrinsicFailure for this. AWS does not use it, so nothing can catch the failure: executions that pass a
    // text to States.MathAdd or an object to States.StringToJson were seen to end by States.Runtime, and their cause by the function's name.
    const reason = problem.reason === undefined ? '' : `: ${problem.reason}`
    const what = problem instanceof InvalidTemplate ? 'template' : 'arguments'
    throw new StatesFailure('States.Runtime', `${causePrefix(text)}Invalid ${what} in ${call.name}${reason}`)
  }
}

// Far beyond what a state may pass on; but a text within a text within a text doubles its backslashes each time.
const MAX_TEXT = 4 * 1024 * 1024

/** A character costs a twentieth of a visit, what is in an array or object a whole one. */
function payForArguments(definition: IntrinsicFunction, args: readonly Json[], budget: WorkBudget | undefined): void {
  if (budget === undefined) return
  const pending = [...args]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    payVisits(budget, typeof next === 'string' ? 1 + next.length / 20 : 1)
    if (typeof next !== 'object' || next === null) continue
    const members = Array.isArray(next) ? next : Object.values(next)
    if (definition.looksDeep) for (const member of members) pending.push(member)
    else payVisits(budget, members.length / 10)
  }
}

// AWS names the whole expression, also when the failing call is nested in it.
function causePrefix(text: string): string {
  return `The function '${text}' had the following error: `
}

function argumentValue(argument: IntrinsicArgument & { kind: 'literal' | 'path' }, text: string, scope: PathScope): Json | SpelledNumber {
  if (argument.kind === 'literal') return argument.value
  const value = argument.path.findMember(scope)
  if (value !== undefined) return value
  const reason = `The JsonPath argument for the field '${argument.path.text}' could not be found in the input '${JSON.stringify(scope.input)}'`
  throw new StatesFailure('States.Runtime', causePrefix(text) + reason)
}
