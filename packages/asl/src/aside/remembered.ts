import type { Json } from '../json.ts'
import { StatesFailure } from '../machine/failure.ts'
import type { WorkBudget } from '../work-budget.ts'
import { type LongAnswer, type LongExpression, type LongScope, PutAside, tooLongHere } from './long-expression.ts'

/**
 * The value of an expression: as an earlier try of the turn has it, or computed here, or, when that takes longer than this thread may
 * be taken up, not at all: then the turn is thrown away.
 *
 * @throws PutAside for an expression that must be computed elsewhere; StatesFailure as `compute` does
 */
export function remembered(
  budget: WorkBudget | undefined,
  text: string,
  compute: () => Json | undefined,
  describe: () => Omit<LongExpression, 'text' | 'budget'>,
): Json | undefined {
  const memo = budget?.here?.memo
  if (budget === undefined || memo === undefined || memo.isInside) return compute()
  const known = memo.next(text)
  if (known !== undefined) return answerOf(known, budget)
  const { steps, bytes, visits } = budget
  memo.isInside = true
  try {
    const value = compute()
    memo.note(text, value, { steps, bytes, visits }, budget)
    return value
  } catch (reason) {
    if (reason !== tooLongHere) throw reason
    throw new PutAside({ text, ...describe(), budget: { steps, bytes, visits } })
  } finally {
    memo.isInside = false
  }
}

function answerOf({ value, failure, left }: LongAnswer, budget: WorkBudget): Json | undefined {
  budget.steps = left.steps
  budget.bytes = left.bytes
  budget.visits = left.visits
  if (failure !== undefined) throw new StatesFailure(failure.error, failure.cause, failure.location)
  return value
}

/** JSON text of what an expression can see. Variables may hold megabytes: only those go along that it may name. */
export function longScope(text: string, input: Json, context: Json, variable: (name: string) => Json | undefined): string {
  const variables: Array<[string, Json]> = []
  for (const [, name] of text.matchAll(/\$([\p{ID_Start}_]\p{ID_Continue}*)/gu)) {
    const value = variable(name!)
    if (value !== undefined) variables.push([name!, value])
  }
  return JSON.stringify({ input, context, variables: Object.fromEntries(variables) } satisfies LongScope)
}
