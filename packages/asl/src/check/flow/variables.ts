import { callPaths } from '../../intrinsic/call-paths.ts'
import { isIntrinsic } from '../../intrinsic/intrinsic.ts'
import type { ParsedPath } from '../../path/path-step.ts'
import { variablesOfPath } from '../../path/variables-of-path.ts'
import type { CheckContext } from '../check-context.ts'
import { referencesOf } from '../expression/jsonata-references.ts'
import { itemsOf, memberOf, membersOf, type Place, textOf } from '../place.ts'
import { tryParse } from '../rules/paths.ts'
import type { ScopeVisit } from '../visit.ts'
import { isExpression } from '../visit.ts'
import { languageOf } from '../walk.ts'
import { JSONATA_FUNCTIONS } from './jsonata-functions.ts'

/** Variables that are read where no Assign of their scope, or of one around it, can have set them, or that hide one around them. */
export function checkVariables(scopes: readonly ScopeVisit[], context: CheckContext): void {
  const assigned = new Map<ScopeVisit, Set<string>>()
  const assignedHere = new Map<ScopeVisit, ReadonlySet<string>>()
  for (const scope of scopes) {
    // Child executions of a distributed Map see none of the variables around it.
    const config = memberOf(scope.place, 'ProcessorConfig')
    const isAlone = scope.parent === undefined || (config && textOf(config, 'Mode') === 'DISTRIBUTED')
    const own = new Set(isAlone ? [] : assigned.get(scope.parent!))
    const targets = scope.list.flatMap(assignedIn)
    const outer = namesAround(scope, assignedHere)
    for (const target of targets) if (outer.has(nameOf(target))) context.report('shadowed-variable', target, { variable: nameOf(target) })
    assignedHere.set(scope, new Set(targets.map(nameOf)))
    for (const target of targets) own.add(nameOf(target))
    assigned.set(scope, own)
    for (const state of scope.list) {
      const language = languageOf(state, context)
      const known = assigned.get(scope)!
      for (const field of membersOf(state)) {
        if (!INNER.has(String(field.key)) && field.key !== 'Result')
          visitTexts(field, text => checkText(text, language === 'JSONata', known, field, context))
      }
    }
  }
}

const INNER = new Set(['Branches', 'ItemProcessor', 'Iterator', 'Comment', 'Resource', 'Next', 'Default', 'Type'])

/** What a state assigns: itself, its catchers and its choice rules. */
function assignedIn(place: Place): Place[] {
  return membersOf(place).flatMap(member => {
    if (member.key === 'Assign') return membersOf(member)
    return member.key === 'Catch' || member.key === 'Choices' ? itemsOf(member).flatMap(assignedIn) : []
  })
}

function nameOf(target: Place): string {
  return String(target.key).replace(/\.\$$/, '')
}

/** Names that scopes around this one assign; AWS has none of them assigned again, not even where it cannot be read. */
function namesAround(scope: ScopeVisit, assignedHere: ReadonlyMap<ScopeVisit, ReadonlySet<string>>): Set<string> {
  const names = new Set<string>()
  for (let around = scope.parent; around !== undefined; around = around.parent)
    for (const name of assignedHere.get(around) ?? []) names.add(name)
  return names
}

function visitTexts(place: Place, visit: (place: Place) => void): void {
  if (typeof place.node.value === 'string') visit(place)
  for (const child of [...itemsOf(place), ...membersOf(place)]) visitTexts(child, visit)
}

const NOTHING: ParsedPath = { root: { kind: 'input' }, steps: [] }

function checkText(place: Place, isJsonata: boolean, known: ReadonlySet<string>, field: Place, context: CheckContext): void {
  const text = place.node.value as string
  if (isJsonata) {
    if (!isExpression(text)) return
    const parsed = context.parseExpression(text)
    if ('problem' in parsed) return
    for (const name of referencesOf(parsed.tree).variables) {
      if (!known.has(name) && !JSONATA_FUNCTIONS.has(name)) context.report('undefined-variable', place, { variable: `$${name}` })
    }
    return
  }
  const isPathField = String(place.key).endsWith('.$') || String(place.key).endsWith('Path') || place.key === 'Variable'
  if (!isPathField || field.key === 'ResultPath') return
  const paths = isIntrinsic(text) ? callPaths(text) : [text]
  const names = new Set(paths.flatMap(path => variablesOfPath(tryParse(path) ?? NOTHING)))
  for (const name of names) if (!known.has(name)) context.report('undefined-variable', place, { variable: `$${name}` })
}
