import type { JsonObject } from '../../json.ts'
import type { CheckOptions } from '../check-definition.ts'

/** A small definition that breaks one rule. */
export interface RuleExample {
  /** A text where the definition is no JSON. */
  definition: JsonObject | string
  options?: CheckOptions
  /** Where the finding is; missing when it has no place. */
  location?: string
}

/** A machine around one state called `A`. */
export function oneState(state: JsonObject, machine: JsonObject = {}): JsonObject {
  return { ...machine, StartAt: 'A', States: { A: { ...state, End: true } } }
}

export function jsonata(state: JsonObject): JsonObject {
  return oneState(state, { QueryLanguage: 'JSONata' })
}

/** A machine around one Choice state called `A`. */
export function choice(rules: JsonObject[], rest: JsonObject = { Default: 'Done' }): JsonObject {
  return { StartAt: 'A', States: { A: { Type: 'Choice', Choices: rules, ...rest }, Done: { Type: 'Succeed' } } }
}

export const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:orders'
export const task = (rest: JsonObject): JsonObject => ({ Type: 'Task', Resource: FUNCTION, ...rest })
