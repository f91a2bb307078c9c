import type { Node } from 'jsonc-parser'
import { isRecord, listOf, textOf } from './json-value.ts'
import { keptByText } from './kept-by-text.ts'
import { ruleText } from './rule-text.ts'
import { taskLabel } from './task-label.ts'
import { tolerantTree } from './text-tree.ts'

/** Members and indexes from the root of the text to a value. */
export type JsonPath = (string | number)[]

/** One level of a state machine: its own states, or those of a branch or an item processor. */
export interface Scope {
  /** The id of the state that contains it; empty for the machine itself. */
  owner: string
  /** Of the object that has `States`. */
  path: JsonPath
  startAt: string
  states: StateShape[]
  edges: Transition[]
}

export interface StateShape {
  /**
   * Where the state stands: its name, and within a container `CONTAINER/INDEX/NAME`. Two states of one name in different scopes (AWS
   * refuses them, a draft may have them) so stay apart.
   */
  id: string
  name: string
  type: string
  label: string
  path: JsonPath
  /** Offsets in the text, from the name's opening quote to behind the value. */
  range: { from: number; to: number }
  /** Whether the way ends here: `End`, Succeed, Fail. */
  isLast: boolean
  /** How many rules a Choice has. */
  rules: number
  /** Branches of a Parallel; the one item processor of a Map. */
  inner: Scope[]
}

export interface Transition {
  from: string
  /** Id of the target; absent when no state of that name is in the scope. */
  to?: string
  /** The name as it is written. */
  name: string
  kind: 'next' | 'choice' | 'default' | 'catch'
  label: string
  /** Of the text that names the target. */
  path: JsonPath
}

// A command asks for the shape of one text for each of its states, and what draws, searches and names asks again: three quarters of an edit.
/**
 * A definition's text → its shape. Gives `undefined` for a text that is no state machine; what is incomplete or broken is drawn as far as it
 * goes. The shape is not to be changed: who asks for the same text soon is given the same.
 */
export const machineShape: (text: string) => Scope | undefined = keptByText(shapeOf)

function shapeOf(text: string): Scope | undefined {
  const root = tolerantTree(text)
  return root?.type === 'object' ? scopeOf(root, [], '') : undefined
}

function scopeOf(machine: Node, path: JsonPath, owner: string, prefix = ''): Scope | undefined {
  const states = member(machine, 'States')
  if (states?.type !== 'object') return undefined
  const scope: Scope = { owner, path, startAt: textOf(member(machine, 'StartAt')?.value), states: [], edges: [] }
  for (const property of states.children ?? []) {
    const [key, value] = property.children ?? []
    if (value?.type !== 'object') continue
    const name = textOf(key?.value)
    const at = [...path, 'States', name]
    const id = `${prefix}${name}`
    const body = plainMembers(value)
    scope.states.push({
      ...{ id, name, type: textOf(body['Type']), label: taskLabel(body), path: at },
      range: { from: property.offset, to: property.offset + property.length },
      isLast: body['End'] === true || body['Type'] === 'Succeed' || body['Type'] === 'Fail',
      rules: listOf(body['Choices']).length,
      inner: innerScopes(value, body, at, id),
    })
    addTransitions(scope, id, body, at)
  }
  const ids = new Map(scope.states.map(state => [state.name, state.id]))
  for (const edge of scope.edges) {
    const to = ids.get(edge.name)
    if (to !== undefined) edge.to = to
  }
  return scope
}

/** The members without the states of containers, which are read on their own. */
function plainMembers(state: Node): Record<string, unknown> {
  const plain: Record<string, unknown> = {}
  for (const property of state.children ?? []) {
    const [key, value] = property.children ?? []
    const name = textOf(key?.value)
    if (value && !['Branches', 'ItemProcessor', 'Iterator'].includes(name)) plain[name] = jsonOf(value)
  }
  return plain
}

/** Null-prototyped, because a state may be called `__proto__`. */
function jsonOf(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(jsonOf)
  if (node.type !== 'object') return node.value
  const value: Record<string, unknown> = Object.create(null)
  for (const property of node.children ?? []) {
    const [key, child] = property.children ?? []
    if (child) value[textOf(key?.value)] = jsonOf(child)
  }
  return value
}

function innerScopes(state: Node, body: Record<string, unknown>, path: JsonPath, id: string): Scope[] {
  if (body['Type'] === 'Parallel') {
    const branches = member(state, 'Branches')
    const list = branches?.type === 'array' ? (branches.children ?? []) : []
    return list.flatMap((branch, index) => scopeOf(branch, [...path, 'Branches', index], id, `${id}/${index}/`) ?? [])
  }
  if (body['Type'] !== 'Map') return []
  for (const key of ['ItemProcessor', 'Iterator']) {
    const processor = member(state, key)
    if (processor?.type === 'object') return [scopeOf(processor, [...path, key], id, `${id}/0/`) ?? []].flat()
  }
  return []
}

function addTransitions(scope: Scope, from: string, body: Record<string, unknown>, at: JsonPath): void {
  const add = (name: unknown, kind: Transition['kind'], label: string, ...path: JsonPath) => {
    if (typeof name === 'string') scope.edges.push({ from, name, kind, label, path: [...at, ...path] })
  }
  add(body['Next'], 'next', '', 'Next')
  listOf(body['Choices']).forEach((rule, index) => {
    if (isRecord(rule)) add(rule['Next'], 'choice', ruleText(rule), 'Choices', index, 'Next')
  })
  add(body['Default'], 'default', '', 'Default')
  listOf(body['Catch']).forEach((catcher, index) => {
    if (!isRecord(catcher)) return
    add(catcher['Next'], 'catch', listOf(catcher['ErrorEquals']).map(textOf).join(', '), 'Catch', index, 'Next')
  })
}

function member(node: Node, name: string): Node | undefined {
  if (node.type !== 'object') return undefined
  return node.children?.find(property => property.children?.[0]?.value === name)?.children?.[1]
}

/** Every state of the machine, outer ones before what they contain. */
export function allStates(scope: Scope): StateShape[] {
  return scope.states.flatMap(state => [state, ...state.inner.flatMap(allStates)])
}

/** Those of a text; none where it is no state machine. */
export function statesIn(text: string): StateShape[] {
  const shape = machineShape(text)
  return shape ? allStates(shape) : []
}

/** Every scope of the machine, outer ones first. */
export function allScopes(scope: Scope): Scope[] {
  return [scope, ...scope.states.flatMap(state => state.inner.flatMap(allScopes))]
}
