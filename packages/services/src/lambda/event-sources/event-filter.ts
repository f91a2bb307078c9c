import type { Json } from '@pasos/asl'

/**
 * Patterns of event filtering: an object names members, a list says what each may be. Syntax and meaning:
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
 */
type Pattern = { [member: string]: Pattern | Rule[] }
type Rule = string | number | boolean | null | { [operator: string]: Json }

const numericOperators: Record<string, (value: number, bound: number) => boolean> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
}

const operators: Record<string, (value: Json | undefined, operand: Json) => boolean> = {
  exists: (value, operand) => (value !== undefined) === operand,
  prefix: (value, operand) => typeof value === 'string' && value.startsWith(String(operand)),
  suffix: (value, operand) => typeof value === 'string' && value.endsWith(String(operand)),
  'equals-ignore-case': (value, operand) => typeof value === 'string' && value.toLowerCase() === String(operand).toLowerCase(),
  'anything-but': (value, operand) =>
    value !== undefined && !(Array.isArray(operand) ? operand : [operand]).some(other => isBut(value, other)),
  numeric: (value, operand) => typeof value === 'number' && Array.isArray(operand) && isInRange(value, operand),
}

/** What is wrong with a pattern's text; nothing when it can be used. */
export function checkFilter(text: string): string | undefined {
  try {
    return problemIn(JSON.parse(text) as Json)
  } catch {
    return 'The pattern is not valid JSON.'
  }
}

function problemIn(pattern: Json): string | undefined {
  if (typeof pattern !== 'object' || pattern === null || Array.isArray(pattern)) return 'A pattern is an object.'
  for (const [member, rules] of Object.entries(pattern)) {
    if (member === '$or' || !Array.isArray(rules)) {
      const problem = (Array.isArray(rules) ? rules : [rules]).map(problemIn).find(found => found !== undefined)
      if (problem) return problem
      continue
    }
    if (rules.length === 0) return `${member} has an empty list.`
    for (const rule of rules) {
      const name = typeof rule === 'object' && rule !== null ? Object.keys(rule)[0] : undefined
      if (name !== undefined && !Object.hasOwn(operators, name)) return `${name} is not an operator.`
    }
  }
  return undefined
}

/** Whether an event passes one of the patterns; without patterns every event does. */
export function passes(patterns: readonly string[], event: Json): boolean {
  return patterns.length === 0 || patterns.some(text => matches(JSON.parse(text) as Pattern, event))
}

function matches(pattern: Pattern, event: Json | undefined): boolean {
  return Object.entries(pattern).every(([member, rules]) => {
    if (member === '$or') return (rules as unknown as Pattern[]).some(alternative => matches(alternative, event))
    const value = isObject(event) && Object.hasOwn(event, member) ? event[member] : undefined
    if (Array.isArray(rules)) return matchesRules(rules, value)
    return isObject(value) ? matches(rules, value) : onlyAbsence(rules)
  })
}

/** A list in the event matches when one of its elements does. */
function matchesRules(rules: readonly Rule[], value: Json | undefined): boolean {
  const values = Array.isArray(value) && value.length > 0 ? value : [value]
  return values.some(one => rules.some(rule => matchesRule(rule, one)))
}

function matchesRule(rule: Rule, value: Json | undefined): boolean {
  if (typeof rule !== 'object' || rule === null) return rule === value
  const [name, operand] = Object.entries(rule)[0] ?? ['', null]
  return operators[name]?.(value, operand) ?? false
}

/** Below a member that is not there, only `{"exists": false}` holds. */
function onlyAbsence(pattern: Pattern): boolean {
  return Object.values(pattern).every(rules => (Array.isArray(rules) ? matchesRules(rules, undefined) : onlyAbsence(rules)))
}

function isBut(value: Json, other: Json | undefined): boolean {
  if (!isObject(other)) return value === other
  const [name, operand] = Object.entries(other)[0] ?? ['', null]
  return operators[name]?.(value, operand ?? null) ?? false
}

function isInRange(value: number, operand: readonly Json[]): boolean {
  for (let at = 0; at + 1 < operand.length; at += 2) {
    if (!numericOperators[String(operand[at])]?.(value, Number(operand[at + 1]))) return false
  }
  return operand.length > 0
}

function isObject(value: Json | undefined): value is { [member: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
