import type { JsonMember, JsonNode } from '../definition/json-source.ts'

/** A value on its way down from the root: its node, and the name or index it has in its parent. */
export interface Place {
  readonly node: JsonNode
  readonly parent?: Place
  readonly key?: string | number
  /** For a value of an object: the member, whose key has a place in the text too. */
  readonly member?: JsonMember
}

export function memberOf(place: Place, name: string): Place | undefined {
  const member = place.node.members?.get(name)
  return member && { node: member.node, parent: place, key: name, member }
}

export function membersOf(place: Place): Place[] {
  return [...(place.node.members?.values() ?? [])].map(member => ({ node: member.node, parent: place, key: member.name, member }))
}

export function itemsOf(place: Place): Place[] {
  return (place.node.items ?? []).map((node, index) => ({ node, parent: place, key: index }))
}

/** Children that have children of their own. Constant data may hold very many that have not. */
export function containersIn(place: Place): Place[] {
  const isContainer = ({ members, items }: JsonNode): boolean => members !== undefined || items !== undefined
  if (place.node.items) {
    return place.node.items.flatMap((node, key) => (isContainer(node) ? [{ node, parent: place, key }] : []))
  }
  return membersOf(place).filter(member => isContainer(member.node))
}

/** The string of a member; undefined when it is missing or no string. */
export function textOf(place: Place, name: string): string | undefined {
  const value = place.node.members?.get(name)?.node.value
  return typeof value === 'string' ? value : undefined
}

/** AWS's notation: `/States/C/Choices[0]/Next`; the root is `/`. */
export function locationOf(place: Place): string {
  let location = ''
  for (let at: Place | undefined = place; at; at = at.parent) {
    if (typeof at.key === 'number') location = `[${at.key}]${location}`
    else if (at.key !== undefined) location = `/${at.key}${location}`
  }
  return location === '' ? '/' : location
}
