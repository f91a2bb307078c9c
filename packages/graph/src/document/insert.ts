import { strictTree } from '../shape/text-tree.ts'
import { type Clip, redirected, renamed, stateOf } from './clip.ts'
import type { Outcome, Place } from './command.ts'
import { findScope, findState, idIn } from './find.ts'
import { nodeAtPath, withNext, withText, withValue } from './text-edits.ts'

const LAST = new Set(['Succeed', 'Fail'])

/** Puts a state in at a place: what led there leads to it, and it leads on to where that led. */
export function insertState(text: string, place: Place, name: string, state: Record<string, unknown>): Outcome {
  return pasteClip(text, place, { startAt: name, states: { [name]: JSON.stringify(leadingOn(state)) } })
}

/** A new state leads out of its clip; where to, the place says. */
function leadingOn(state: Record<string, unknown>): Record<string, unknown> {
  const type = state['Type']
  if (LAST.has(String(type))) return state
  if (type === 'Choice') return { ...state, Default: OUT }
  const { Next: _next, End: _end, ...rest } = state
  return { ...rest, Next: OUT }
}

/** Stands for the state behind the clip, in clips that are made and not copied. */
export const OUT = '\u0000out'

/** Puts copied states in at a place, renamed where their names are taken. */
export function pasteClip(text: string, place: Place, clip: Clip): Outcome {
  const scope = findScope(text, place.scope)
  const root = strictTree(text)
  if (!scope || !root) return { refused: 'broken' }
  const from = place.from === '' ? undefined : findState(text, place.from)?.state
  if (from && place.path === undefined && LAST.has(from.type)) return { refused: 'notAfterEnd' }
  const next = nextAt(place.path ? nodeAtPath(root, place.path)?.value : place.from === '' ? scope.startAt : undefined, scope)
  const { names, states } = renamed(text, clip)
  let result = text
  let after = from?.name
  for (const [old, state] of states) {
    const name = names.get(old)!
    const body = redirected(withoutDeadEnd(state, next), target => names.get(target), next)
    result = withText(result, [...place.scope, 'States', name], body, after)
    after = name
  }
  result = leadTo(result, place, names.get(clip.startAt)!)
  const now = findScope(result, place.scope)!
  return { text: result, selected: [...names.values()].map(name => idIn(now, name)) }
}

/** A pasted state that ended leads on when something comes behind it. */
function withoutDeadEnd(body: string, next: string | undefined): string {
  return next !== undefined && stateOf(body)['End'] === true ? withNext(body, [], OUT) : body
}

function nextAt(name: unknown, scope: { states: readonly { name: string }[] }): string | undefined {
  return typeof name === 'string' && scope.states.some(state => state.name === name) ? name : undefined
}

/** Makes the place lead to that state. */
function leadTo(text: string, place: Place, name: string): string {
  if (place.path) return withValue(text, place.path, name)
  if (place.from === '') return withValue(text, [...place.scope, 'StartAt'], name)
  const { state } = findState(text, place.from)!
  return withNext(text, state.path, name)
}
