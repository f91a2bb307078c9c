import { constraintTable } from './constraint-table.ts'
import { validation } from './errors.ts'

/** What AWS's model demands of one member. Lengths are characters for strings, members for lists; `bytes` counts UTF-8 instead. */
export interface Constraint {
  required?: boolean
  min?: number
  max?: number
  bytes?: boolean
  pattern?: RegExp
  /** The pattern as AWS prints it, where it differs from the RegExp. */
  patternText?: string
  /** In the order in which AWS prints them. */
  values?: readonly string[]
  /** Sensitive data: AWS does not repeat the value. */
  sensitive?: boolean
  /** Constraints of the members of a structure or of each element of a list. */
  members?: Record<string, Constraint>
  element?: Constraint
  /** How Java prints one element of a list, e.g. `Tag(key=…, value=…)`. */
  shape?: string
}

/**
 * Checks an input against the model's constraints, all at once, as AWS's front end does before the operation runs.
 * @throws ApiError ValidationException `n validation errors detected: …`
 */
export function checkConstraints(operation: string, input: object): void {
  const table = constraintTable[operation]
  if (!table) return
  const found: string[] = []
  for (const [name, constraint] of Object.entries(table)) check((input as Record<string, unknown>)[name], name, constraint, found)
  if (found.length === 0) return
  throw validation(`${found.length} validation error${found.length === 1 ? '' : 's'} detected: ${found.join('; ')}`)
}

function check(value: unknown, path: string, constraint: Constraint, found: string[]): void {
  const fail = (demand: string): void => {
    const shown = constraint.sensitive ? 'Value' : value == null ? 'Value null' : `Value '${printed(value, constraint)}'`
    found.push(`${shown} at '${path}' failed to satisfy constraint: Member must ${demand}`)
  }
  if (value === undefined || value === null) {
    if (constraint.required) fail('not be null')
    return
  }
  if (typeof value === 'string') checkString(value, constraint, fail)
  else if (typeof value === 'number') checkRange(value, 'value', constraint, fail)
  else if (Array.isArray(value)) {
    checkRange(value.length, 'length', constraint, fail)
    const element = constraint.element
    if (element) for (const [index, item] of value.entries()) check(item, `${path}.${index + 1}.member`, element, found)
  } else if (typeof value === 'object' && constraint.members) {
    for (const [name, member] of Object.entries(constraint.members)) {
      check((value as Record<string, unknown>)[name], `${path}.${name}`, member, found)
    }
  }
}

function checkString(value: string, constraint: Constraint, fail: (demand: string) => void): void {
  if (constraint.values && !constraint.values.includes(value)) fail(`satisfy enum value set: [${constraint.values.join(', ')}]`)
  // A string of n UTF-16 units has at most 3n bytes: most strings need no encoding to know that they fit.
  const isLong = constraint.bytes && constraint.max !== undefined && value.length * 3 > constraint.max
  checkRange(isLong ? new TextEncoder().encode(value).length : value.length, 'length', constraint, fail)
  if (constraint.pattern && !constraint.pattern.test(value)) {
    fail(`satisfy regular expression pattern: ${constraint.patternText ?? constraint.pattern.source}`)
  }
}

function checkRange(size: number, what: 'length' | 'value', constraint: Constraint, fail: (demand: string) => void): void {
  if (constraint.max !== undefined && size > constraint.max) fail(`have ${what} less than or equal to ${constraint.max}`)
  if (constraint.min !== undefined && size < constraint.min) fail(`have ${what} greater than or equal to ${constraint.min}`)
}

/** Lists and structures as Java prints them, e.g. `[RoutingConfigurationListItem(stateMachineVersionArn=…, weight=50)]`. */
function printed(value: unknown, constraint: Constraint): string {
  if (Array.isArray(value)) return `[${value.map(item => printed(item, constraint.element ?? {})).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([name, member]) => `${name}=${printed(member, {})}`)
    return `${constraint.shape ?? ''}(${members.join(', ')})`
  }
  return String(value)
}
