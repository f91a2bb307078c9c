import type { ObservedExecution } from '../oracle/evidence.ts'
import { detailsOf, isEntry } from '../oracle/history-reading.ts'

interface Scope {
  States: Record<string, { Branches?: Scope[]; ItemProcessor?: Scope }>
}

/** The scope that a child of a distributed Map runs, told by the first state that it entered: names are unique within a machine. */
export function childDefinition({ definition, events }: Pick<ObservedExecution, 'definition' | 'events'>): string {
  const first = events.find(event => isEntry(event.type))
  const name = first && detailsOf(first).name
  return name === undefined ? definition : JSON.stringify(scopeWith(JSON.parse(definition) as Scope, name))
}

function scopeWith(scope: Scope, state: string): Scope | undefined {
  if (state in scope.States) return scope
  for (const { Branches = [], ItemProcessor } of Object.values(scope.States))
    for (const inner of ItemProcessor ? [...Branches, ItemProcessor] : Branches) {
      const found = scopeWith(inner, state)
      if (found) return found
    }
  return undefined
}
