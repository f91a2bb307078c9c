import type { JsonObject } from '@pasos/asl'
import { isObject } from '../format/json-object.ts'

const SIGNS: [ending: string, sign: string][] = [
  ['GreaterThanEquals', '≥'],
  ['LessThanEquals', '≤'],
  ['GreaterThan', '>'],
  ['LessThan', '<'],
  ['Equals', '='],
  ['Matches', '~'],
]

/** A choice rule in a line: `$.n > 3 and not ($.name = "x")`. */
export function ruleText(rule: JsonObject): string {
  if (typeof rule.Condition === 'string') return rule.Condition.replace(/^\{%\s*|\s*%\}$/g, '')
  if (Array.isArray(rule.And)) return joined(rule.And, ' and ')
  if (Array.isArray(rule.Or)) return joined(rule.Or, ' or ')
  if (isObject(rule.Not)) return `not (${ruleText(rule.Not)})`
  const variable = typeof rule.Variable === 'string' ? rule.Variable : ''
  for (const [name, value] of Object.entries(rule)) {
    if (name === 'Variable' || name === 'Next' || name === 'Comment' || name === 'Output' || name === 'Assign') continue
    if (name.startsWith('Is')) return `${variable} ${value === false ? 'is not' : 'is'} ${name.slice(2).toLowerCase()}`
    const plain = name.replace(/Path$/, '')
    const sign = SIGNS.find(([ending]) => plain.endsWith(ending))?.[1] ?? plain
    return `${variable} ${sign} ${name.endsWith('Path') ? String(value) : JSON.stringify(value)}`
  }
  return variable
}

function joined(rules: readonly unknown[], word: string): string {
  return rules.map(rule => (isObject(rule as JsonObject) ? ruleText(rule as JsonObject) : '')).join(word)
}
