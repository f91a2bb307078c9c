import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { pathOf } from './convert-expression.ts'
import { NotConvertible } from './refusal.ts'

const ORDERS: Readonly<Record<string, string>> = {
  Equals: '=',
  LessThan: '<',
  GreaterThan: '>',
  LessThanEquals: '<=',
  GreaterThanEquals: '>=',
}
const TYPES: Readonly<Record<string, string>> = { IsNull: 'null', IsString: 'string', IsNumeric: 'number', IsBoolean: 'boolean' }

/**
 * A rule of a JSONPath Choice as a condition. A path that leads nowhere fails the state in JSONPath; here `$error` does. Throws
 * `NotConvertible`.
 */
export function conditionOf(rule: JsonObject, root: string): string {
  const list = (value: Json | undefined) => (Array.isArray(value) ? value.filter(isJsonObject).map(each => conditionOf(each, root)) : [])
  if (isJsonObject(rule['Not'])) return `$not(${conditionOf(rule['Not'], root)})`
  if (rule['And'] !== undefined) return `(${list(rule['And']).join(' and ')})`
  if (rule['Or'] !== undefined) return `(${list(rule['Or']).join(' or ')})`
  return testOf(rule, root)
}

function testOf(rule: JsonObject, root: string): string {
  const text = String(rule['Variable'])
  const variable = pathOf(text, root)
  const value = present(variable, text)
  for (const [operator, operand] of Object.entries(rule)) {
    if (['Variable', 'Next', 'Comment', 'Assign', 'Output'].includes(operator)) continue
    const negated = (condition: string) => (operand === false ? `$not(${condition})` : condition)
    if (operator === 'IsPresent') return negated(`$exists(${variable})`)
    if (operator === 'IsTimestamp') throw new NotConvertible('timestamp-test', text)
    if (TYPES[operator]) return negated(`$type(${value}) = ${JSON.stringify(TYPES[operator])}`)
    if (operator === 'StringMatches') return `($type(${value}) = "string" and $contains(${variable}, /${wildcard(String(operand))}/))`
    return comparisonOf(operator, value, variable, operand, root)
  }
  throw new NotConvertible('field', 'Choices')
}

function comparisonOf(operator: string, value: string, variable: string, operand: Json, root: string): string {
  const [, kind, order, isPath] =
    /^(String|Numeric|Boolean|Timestamp)(Equals|LessThanEquals|LessThan|GreaterThanEquals|GreaterThan)(Path)?$/.exec(operator) ?? []
  if (kind === undefined || order === undefined) throw new NotConvertible('field', operator)
  const type = kind === 'Numeric' ? 'number' : kind === 'Boolean' ? 'boolean' : 'string'
  const other = isPath ? pathOf(String(operand), root) : JSON.stringify(operand)
  const sign = ORDERS[order]!
  // Both are looked at before either is compared: a path that leads nowhere fails the state whatever the other leads to.
  const typed = isPath
    ? `[$type(${value}), $type(${present(other, String(operand))})] = ["${type}", "${type}"]`
    : `$type(${value}) = "${type}"`
  if (kind === 'Timestamp') return `(${typed} and $toMillis(${variable}) ${sign} $toMillis(${other}))`
  if (sign === '=' && !isPath) return `${value} = ${other}`
  return `(${typed} and ${variable} ${sign} ${other})`
}

function present(expression: string, text: string): string {
  if (expression === '$states.input' || expression === '$states.context') return expression
  return `($exists(${expression}) ? ${expression} : $error(${JSON.stringify(`${text} leads nowhere`)}))`
}

/** `*` stands for anything; `\*` and `\\` for themselves. */
function wildcard(pattern: string): string {
  const parts = [...pattern.matchAll(/\\([*\\])|(\*)|([\s\S])/gu)].map(([, escaped, star, plain]) =>
    star ? '[\\s\\S]*' : (escaped ?? plain ?? '').replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'),
  )
  return `^${parts.join('')}$`
}
