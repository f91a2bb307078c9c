import { fillIn } from './catalogue/fill-in.ts'
import { RULES, type RuleId } from './catalogue/rule-catalogue.ts'

/** A rule's words, for those who find it broken while an execution runs. */
export function ruleText(rule: RuleId, parameters: Readonly<Record<string, string>>): string {
  return fillIn(RULES[rule].text, parameters)
}
