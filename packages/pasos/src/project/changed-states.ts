import { diffDefinitions, type JsonObject } from '@pasos/asl'

const SIGNS = { added: '+', removed: '-', changed: '' } as const

/** The states that differ between two definitions, each with what became of it: `Charge`, `+Refund`, `-Ship`, `Pay→Charge`; empty where none does. */
export function changedStates(before: string, after: string): string[] {
  const { states } = diffDefinitions(JSON.parse(before) as JsonObject, JSON.parse(after) as JsonObject)
  return states.map(({ what, name, from }) => (what === 'renamed' ? `${from}→${name}` : `${SIGNS[what]}${name}`))
}
