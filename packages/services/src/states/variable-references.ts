import { createVariableFinder, isJsonObject, type Json, type JsonObject, variablesOfText } from '@pasos/asl'

type Dialect = 'JSONPath' | 'JSONata'

/** State name → the variables that the state reads, in the order of first appearance. States that read none are missing, as at AWS. */
export type VariableReferences = Record<string, string[]>

/** Fields whose members have the author's names: in JSONPath only those that end in `.$` are evaluated. */
const TEMPLATES = new Set(['Parameters', 'ResultSelector', 'ItemSelector', 'Assign', 'BatchInput', 'Credentials', 'Arguments', 'Output'])
/** Fields that hold no expression of the state's own: literals, and states that speak for themselves. */
const OPAQUE = new Set(['Comment', 'Result', 'States', 'Branches', 'ItemProcessor', 'Iterator'])

interface Search {
  references: VariableReferences
  inExpression: (text: string) => string[]
}

/**
 * What has been found in definitions, by their texts: reading the expressions of a machine takes a tenth of a millisecond each, and many
 * ask for the same few machines again and again.
 */
const known = new Map<string, VariableReferences>()
/** Of their texts, which the catalogue may have let go meanwhile. */
const mostCharacters = 4_000_000
let characters = 0

/** What DescribeStateMachine shows as `variableReferences`. The definition is one that was accepted. */
export function variableReferences(definition: string): VariableReferences {
  const found = known.get(definition)
  if (found !== undefined) return found
  const references: VariableReferences = {}
  const machine: unknown = JSON.parse(definition)
  const search = { references, inExpression: createVariableFinder() }
  if (isJsonObject(machine as Json)) visitScope(machine as JsonObject, 'JSONPath', search)
  remember(definition, references)
  return references
}

function remember(definition: string, references: VariableReferences): void {
  known.set(definition, references)
  characters += definition.length
  for (const oldest of known.keys()) {
    if (characters <= mostCharacters) return
    known.delete(oldest)
    characters -= oldest.length
  }
}

function visitScope(scope: JsonObject, inherited: Dialect, search: Search): void {
  const dialect = dialectOf(scope, inherited)
  if (!isJsonObject(scope['States'])) return
  for (const [name, state] of Object.entries(scope['States'])) {
    if (isJsonObject(state)) visitState(name, state, dialect, search)
  }
}

function visitState(name: string, state: JsonObject, inherited: Dialect, search: Search): void {
  const dialect = dialectOf(state, inherited)
  const find = dialect === 'JSONata' ? search.inExpression : undefined
  const found = new Set<string>()
  collect(state, find, false, found)
  if (found.size > 0) search.references[name] = [...found]
  const nested = [state['ItemProcessor'], state['Iterator'], ...(Array.isArray(state['Branches']) ? state['Branches'] : [])]
  for (const scope of nested) {
    // AWS: a nested scope speaks the machine's language, not the enclosing state's.
    if (isJsonObject(scope)) visitScope(scope, inherited, search)
  }
}

function dialectOf(owner: JsonObject, inherited: Dialect): Dialect {
  const written = owner['QueryLanguage']
  return written === 'JSONPath' || written === 'JSONata' ? written : inherited
}

/** `find`: reads the texts of a JSONata state. */
function collect(value: Json, find: Search['inExpression'] | undefined, isTemplate: boolean, found: Set<string>): void {
  if (typeof value === 'string') {
    if (find) add(found, find(value))
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, find, isTemplate, found)
  } else if (isJsonObject(value)) {
    for (const [field, member] of Object.entries(value)) collectMember(field, member, find, isTemplate, found)
  }
}

function collectMember(
  field: string,
  member: Json,
  find: Search['inExpression'] | undefined,
  isTemplate: boolean,
  found: Set<string>,
): void {
  if (!isTemplate && OPAQUE.has(field)) return
  if (find === undefined && typeof member === 'string') {
    const isExpression = isTemplate ? field.endsWith('.$') : field.endsWith('Path') || field === 'Variable'
    if (isExpression) add(found, variablesOfText(member))
    return
  }
  collect(member, find, isTemplate || TEMPLATES.has(field), found)
}

function add(found: Set<string>, names: readonly string[]): void {
  for (const name of names) found.add(name)
}
