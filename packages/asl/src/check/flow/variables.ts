import { variablesOfText } from '../../path/variables-of-text.ts'
import type { CheckContext } from '../check-context.ts'
import { referencesOf } from '../expression/jsonata-references.ts'
import { itemsOf, memberOf, membersOf, type Place, textOf } from '../place.ts'
import { targetsOf, variableOf } from '../rules/shadowed-variables.ts'
import type { ScopeVisit } from '../visit.ts'
import { isExpression } from '../visit.ts'
import { languageOf } from '../walk.ts'
import { JSONATA_FUNCTIONS } from './jsonata-functions.ts'

/** Variables that are read where no Assign of their scope, or of one around it, can have set them. */
export function checkVariables(scopes: readonly ScopeVisit[], context: CheckContext): void {
  const assigned = new Map<ScopeVisit, Set<string>>()
  for (const scope of scopes) {
    // Child executions of a distributed Map see none of the variables around it.
    const config = memberOf(scope.place, 'ProcessorConfig')
    const isAlone = scope.parent === undefined || (config && textOf(config, 'Mode') === 'DISTRIBUTED')
    const own = new Set(isAlone ? [] : assigned.get(scope.parent!))
    for (const target of scope.list.flatMap(targetsOf)) own.add(variableOf(target))
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

function visitTexts(place: Place, visit: (place: Place) => void): void {
  if (typeof place.node.value === 'string') visit(place)
  for (const child of [...itemsOf(place), ...membersOf(place)]) visitTexts(child, visit)
}

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
  for (const name of variablesOfText(text)) if (!known.has(name)) context.report('undefined-variable', place, { variable: `$${name}` })
}
