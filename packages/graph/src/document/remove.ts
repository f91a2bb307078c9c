import { type JsonPath, type Scope, type StateShape, statesIn, type Transition } from '../shape/machine-shape.ts'
import { strictTree } from '../shape/text-tree.ts'
import type { Outcome } from './command.ts'
import { findScope, findState } from './find.ts'
import { keyNode, replaced, withNext, withStrings, withValue } from './text-edits.ts'

/** Takes states out and heals the way: what led to one leads to where it led; what led to an end ends. */
export function deleteStates(text: string, ids: readonly string[]): Outcome {
  if (!strictTree(text)) return { refused: 'broken' }
  let result = text
  const targets = outermost(ids)
  const isGone = new Set(targets)
  let removed = 0
  for (const id of targets) {
    const found = findState(result, id)
    if (!found) continue
    result = withoutState(result, found.scope, found.state, isGone)
    removed++
  }
  return removed === 0 ? { refused: 'nothing' } : { text: result, selected: [] }
}

/** A state inside another that goes too needs no look of its own. */
function outermost(ids: readonly string[]): string[] {
  return ids.filter(id => !ids.some(other => other !== id && id.startsWith(`${other}/`)))
}

function withoutState(text: string, scope: Scope, state: StateShape, isGone: ReadonlySet<string>): string {
  const heir = heirOf(scope, state, isGone)
  let result = text
  if (scope.startAt === state.name) {
    const start = heir ?? scope.states.find(each => each.id !== state.id && !isGone.has(each.id))?.name ?? ''
    result = withValue(result, [...scope.path, 'StartAt'], start)
  }
  const references = scope.edges.filter(edge => edge.to === state.id && edge.from !== state.id)
  result =
    heir === undefined
      ? withoutReferences(result, references)
      : withStrings(
          result,
          strictTree(result)!,
          references.map(edge => edge.path),
          heir,
        )
  return withValue(result, state.path, undefined)
}

/** The name of the state that comes behind, past others that go as well. */
function heirOf(scope: Scope, state: StateShape, isGone: ReadonlySet<string>): string | undefined {
  const seen = new Set([state.id])
  for (let at: string | undefined = state.id; at !== undefined; ) {
    const way: Transition | undefined =
      edgesFrom(scope, at, 'next')[0] ?? edgesFrom(scope, at, 'default')[0] ?? edgesFrom(scope, at, 'choice')[0]
    if (way?.to === undefined || seen.has(way.to)) return undefined
    if (!isGone.has(way.to)) return way.name
    seen.add(way.to)
    at = way.to
  }
  return undefined
}

function edgesFrom(scope: Scope, id: string, kind: Transition['kind']): Transition[] {
  return scope.edges.filter(edge => edge.from === id && edge.kind === kind)
}

/** Next becomes End; a Default, a choice rule or a catcher goes. Later ones of a list first, so that the earlier keep their places. */
function withoutReferences(text: string, references: readonly Transition[]): string {
  let result = text
  for (const { kind, path } of [...references].reverse()) {
    const owner = path.slice(0, -1)
    if (kind === 'next') result = withNext(result, owner, undefined)
    else result = withValue(result, kind === 'default' ? path : owner, undefined)
  }
  return result
}

/** Whether a path lies in a state, or is its own. */
export function isWithin(path: JsonPath, state: JsonPath): boolean {
  return state.every((step, index) => path[index] === step)
}

/** Names a state anew, with everything in its scope that leads to it. */
export function renameState(text: string, id: string, name: string): Outcome {
  const found = findState(text, id)
  if (!strictTree(text) || !found) return { refused: 'broken' }
  const { scope, state } = found
  if (name === state.name) return { text, selected: [id] }
  // AWS wants a name only once in the whole machine.
  if (name === '' || statesIn(text).some(each => each.name === name)) return { refused: 'nameTaken' }
  const paths = scope.edges.filter(edge => edge.name === state.name).map(edge => edge.path)
  if (scope.startAt === state.name) paths.push([...scope.path, 'StartAt'])
  const led = withStrings(text, strictTree(text)!, paths, name)
  const key = keyNode(strictTree(led)!, state.path)
  if (!key) return { refused: 'broken' }
  const renamed = replaced(led, [key], JSON.stringify(name))
  const now = findScope(renamed, scope.path)
  return { text: renamed, selected: [now?.states.find(each => each.name === name)?.id ?? name] }
}
