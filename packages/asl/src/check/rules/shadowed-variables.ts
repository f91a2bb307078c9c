import type { CheckContext } from '../check-context.ts'
import { isFilledLater } from '../filled-later.ts'
import { itemsOf, membersOf, type Place } from '../place.ts'
import type { ScopeVisit } from '../visit.ts'

/**
 * Developer guide, "Passing data with variables": "a variable assigned in an inner scope cannot have the same name as one assigned in an
 * outer scope", whichever of them is assigned first, and also where the outer one cannot be read.
 */
export function checkShadowedVariables(scope: ScopeVisit, context: CheckContext): void {
  if (scope.parent === undefined) return
  for (const target of scope.list.flatMap(targetsOf)) {
    const variable = variableOf(target)
    if (!isFilledLater(variable, context) && isAssignedAround(scope, variable)) context.report('shadowed-variable', target, { variable })
  }
}

/** What a state assigns: itself, its catchers and its choice rules. */
export function targetsOf(state: Place): Place[] {
  return membersOf(state).flatMap(member => {
    if (member.key === 'Assign') return membersOf(member)
    return member.key === 'Catch' || member.key === 'Choices' ? itemsOf(member).flatMap(targetsOf) : []
  })
}

/** The variable that a member of Assign sets. */
export function variableOf(target: Place): string {
  return String(target.key).replace(/\.\$$/, '')
}

function isAssignedAround(scope: ScopeVisit, variable: string): boolean {
  for (let around = scope.parent; around !== undefined; around = around.parent) if (assignedIn(around).has(variable)) return true
  return false
}

/** A scope is asked once for each scope and variable within it. */
const assigned = new WeakMap<ScopeVisit, ReadonlySet<string>>()

function assignedIn(scope: ScopeVisit): ReadonlySet<string> {
  const known = assigned.get(scope)
  if (known !== undefined) return known
  const names = new Set(scope.list.flatMap(targetsOf).map(variableOf))
  assigned.set(scope, names)
  return names
}
