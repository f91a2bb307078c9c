import { isRecord, listOf, textOf } from './json-value.ts'

const SIGNS: [ending: string, sign: string][] = [
  ['GreaterThanEquals', '≥'],
  ['LessThanEquals', '≤'],
  ['GreaterThan', '>'],
  ['LessThan', '<'],
  ['Equals', '='],
  ['Matches', '~'],
]
const NO_COMPARISON = new Set(['Variable', 'Next', 'Comment', 'Output', 'Assign'])

/**
 * A choice rule in a line, in signs rather than words, so that it reads the same in every language: `$.n > 3 ∧ ¬($.name = "x")`;
 * `$.a : number` for IsNumeric, `∃ $.a` for IsPresent.
 */
export function ruleText(rule: unknown): string {
  if (!isRecord(rule)) return ''
  const { Condition: condition, And: and, Or: or, Not: not } = rule
  if (typeof condition === 'string') return condition.replace(/^\{%\s*|\s*%\}$/g, '')
  if (Array.isArray(and)) return listOf(and).map(grouped).join(' ∧ ')
  if (Array.isArray(or)) return listOf(or).map(grouped).join(' ∨ ')
  if (isRecord(not)) return `¬(${ruleText(not)})`
  const variable = textOf(rule['Variable'])
  for (const [name, value] of Object.entries(rule)) {
    if (NO_COMPARISON.has(name)) continue
    if (name.startsWith('Is')) return typeTest(variable, name.slice(2), value !== false)
    const plain = name.replace(/Path$/, '')
    const sign = SIGNS.find(([ending]) => plain.endsWith(ending))?.[1] ?? plain
    return `${variable} ${sign} ${name.endsWith('Path') ? String(value) : JSON.stringify(value)}`
  }
  return variable
}

function typeTest(variable: string, type: string, isWanted: boolean): string {
  if (type === 'Present') return `${isWanted ? '∃' : '∄'} ${variable}`
  return `${variable} ${isWanted ? '=' : '≠'} ${type.toLowerCase()}`
}

function grouped(rule: unknown): string {
  const text = ruleText(rule)
  return isRecord(rule) && (Array.isArray(rule['And']) || Array.isArray(rule['Or'])) ? `(${text})` : text
}
