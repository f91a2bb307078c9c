import { isJsonObject, type Json, type JsonObject } from '@pasos/asl'
import { jsonataVariables } from './jsonata-variables.ts'

type Dialect = 'JSONPath' | 'JSONata'

/** State name → the variables that the state reads, in the order of first appearance. States that read none are missing, as at AWS. */
export type VariableReferences = Record<string, string[]>

/** Fields whose value is a payload template: only `….$` members are evaluated inside them. */
const TEMPLATES = new Set(['Parameters', 'ResultSelector', 'ItemSelector', 'Assign', 'BatchInput', 'Credentials'])
/** Fields that hold no expression of the state's own: literals, and states that speak for themselves. */
const OPAQUE = new Set(['Comment', 'Result', 'States', 'Branches', 'ItemProcessor', 'Iterator'])

/** What DescribeStateMachine shows as `variableReferences`. The definition is one that was accepted. */
export function variableReferences(definition: string): VariableReferences {
  const references: VariableReferences = {}
  const machine: unknown = JSON.parse(definition)
  if (isJsonObject(machine as Json)) visitScope(machine as JsonObject, 'JSONPath', references)
  return references
}

function visitScope(scope: JsonObject, inherited: Dialect, references: VariableReferences): void {
  const dialect = dialectOf(scope, inherited)
  if (!isJsonObject(scope['States'])) return
  for (const [name, state] of Object.entries(scope['States'])) {
    if (isJsonObject(state)) visitState(name, state, dialect, references)
  }
}

function visitState(name: string, state: JsonObject, inherited: Dialect, references: VariableReferences): void {
  const dialect = dialectOf(state, inherited)
  const found = new Set<string>()
  collect(state, dialect, false, found)
  if (found.size > 0) references[name] = [...found]
  const nested = [state['ItemProcessor'], state['Iterator'], ...(Array.isArray(state['Branches']) ? state['Branches'] : [])]
  for (const scope of nested) {
    // AWS: a nested scope speaks the machine's language, not the enclosing state's.
    if (isJsonObject(scope)) visitScope(scope, inherited, references)
  }
}

function dialectOf(owner: JsonObject, inherited: Dialect): Dialect {
  const written = owner['QueryLanguage']
  return written === 'JSONPath' || written === 'JSONata' ? written : inherited
}

function collect(value: Json, dialect: Dialect, isTemplate: boolean, found: Set<string>): void {
  if (typeof value === 'string') {
    if (dialect === 'JSONata') add(found, jsonataVariables(value))
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, dialect, isTemplate, found)
  } else if (isJsonObject(value)) {
    for (const [field, member] of Object.entries(value)) collectMember(field, member, dialect, isTemplate, found)
  }
}

function collectMember(field: string, member: Json, dialect: Dialect, isTemplate: boolean, found: Set<string>): void {
  if (!isTemplate && OPAQUE.has(field)) return
  if (dialect === 'JSONPath' && typeof member === 'string') {
    const isExpression = isTemplate ? field.endsWith('.$') : field.endsWith('Path') || field === 'Variable'
    if (isExpression) add(found, pathVariables(member))
    return
  }
  collect(member, dialect, isTemplate || TEMPLATES.has(field), found)
}

/** Variables of a path or an intrinsic function: `$name`, not `$.a`, `$$.a` or what stands in a literal. */
function pathVariables(expression: string): string[] {
  const withoutLiterals = expression.replace(/'(?:[^'\\]|\\.)*'/g, '')
  return [...withoutLiterals.matchAll(/(?<![$\p{ID_Continue}])\$(\p{ID_Start}\p{ID_Continue}*)/gu)].map(match => match[1] ?? '')
}

function add(found: Set<string>, names: readonly string[]): void {
  for (const name of names) found.add(name)
}
