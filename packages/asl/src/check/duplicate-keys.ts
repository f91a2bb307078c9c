import type { JsonNode, JsonSource } from '../definition/json-source.ts'
import type { CheckContext } from './check-context.ts'
import { containersIn, type Place } from './place.ts'

/**
 * Keys that an object has more than once: the last value counts. Two states of one name are an error, as AWS has it; anything else is
 * worth a warning.
 */
export function checkDuplicateKeys(source: JsonSource, context: CheckContext): void {
  if (source.duplicates.length === 0) return
  const owners = new Map<JsonNode, Place | undefined>(source.duplicates.map(({ owner }) => [owner, undefined]))
  locate({ node: source.root }, owners)
  for (const { member, owner } of source.duplicates) {
    const parent = owners.get(owner)
    const place: Place = { node: member.node, ...(parent && { parent }), key: member.name, member }
    if (parent?.key === 'States' && isListOfStates(owner)) context.report('duplicate-state-name', place, { name: member.name })
    else context.report('duplicate-key', place, { key: member.name })
  }
}

/** Finds the places of some objects in one pass. A twin that was overwritten is not in the tree any more: it stays without a parent. */
function locate(place: Place, wanted: Map<JsonNode, Place | undefined>): void {
  if (wanted.has(place.node)) wanted.set(place.node, place)
  for (const child of containersIn(place)) locate(child, wanted)
}

function isListOfStates(owner: JsonNode): boolean {
  return [...(owner.members?.values() ?? [])].every(member => member.node.members?.has('Type'))
}
