import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { validationError } from '../errors.ts'
import { evaluate, type Scope } from './evaluate.ts'
import { namesIn } from './references.ts'
import type { Template } from './template.ts'

/** The parameters that a template's rules ask for. */
export function parametersInRules({ rules }: Pick<Template, 'rules'>): Set<string> {
  return namesIn(rules)
}

/**
 * Holds the values of parameters to the template's rules: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html
 * @throws ApiError ValidationError, in our words but for what the rule itself says
 */
export function checkRules({ rules }: Pick<Template, 'rules'>, scope: Scope): void {
  const failed = Object.entries(rules).flatMap(([name, rule]) => {
    const { RuleCondition = true, Assertions = [] } = rule
    if (evaluate(RuleCondition, scope) !== true) return []
    return [Assertions].flat().flatMap((assertion: Json) => {
      const { Assert = null, AssertDescription } = isJsonObject(assertion) ? assertion : ({} as JsonObject)
      if (evaluate(Assert, scope) === true) return []
      return [`${name}${AssertDescription === undefined ? '' : `: ${String(AssertDescription)}`}`]
    })
  })
  if (failed.length > 0) throw validationError(`Template rules failed: [${failed.join('; ')}]`)
}
