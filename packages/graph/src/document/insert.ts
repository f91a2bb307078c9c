import { type Clip, redirected } from './clip.ts'
import type { Outcome, Place } from './command.ts'
import { findScope, findState, idIn, uniqueName } from './find.ts'
import { nodeAtPath, strictTree, withValue } from './text-edits.ts'

const LAST = new Set(['Succeed', 'Fail'])

/** Puts a state in at a place: what led there leads to it, and it leads on to where that led. */
export function insertState(text: string, place: Place, name: string, state: Record<string, unknown>): Outcome {
  return pasteClip(text, place, { startAt: name, states: { [name]: leadingOn(state) } })
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
  const names = newNames(text, clip)
  let result = text
  let after = from?.name
  for (const [old, state] of Object.entries(clip.states)) {
    const name = names.get(old)!
    const body = redirected(withoutDeadEnd(state, next), target => names.get(target), next)
    result = withValue(result, [...place.scope, 'States', name], body, after)
    after = name
  }
  result = leadTo(result, place, names.get(clip.startAt)!)
  const now = findScope(result, place.scope)!
  return { text: result, selected: [...names.values()].map(name => idIn(now, name)) }
}

/** A pasted state that ended leads on when something comes behind it. */
function withoutDeadEnd(state: Record<string, unknown>, next: string | undefined): Record<string, unknown> {
  if (next === undefined || state['End'] !== true) return state
  const { End: _end, ...rest } = state
  return { ...rest, Next: OUT }
}

function nextAt(name: unknown, scope: { states: readonly { name: string }[] }): string | undefined {
  return typeof name === 'string' && scope.states.some(state => state.name === name) ? name : undefined
}

function newNames(text: string, clip: Clip): Map<string, string> {
  const names = new Map<string, string>()
  const given = new Set<string>()
  for (const old of Object.keys(clip.states)) {
    const name = uniqueName(text, old, given)
    given.add(name)
    names.set(old, name)
  }
  return names
}

/** Makes the place lead to that state. */
function leadTo(text: string, place: Place, name: string): string {
  if (place.path) return withValue(text, place.path, name)
  if (place.from === '') return withValue(text, [...place.scope, 'StartAt'], name)
  const { state } = findState(text, place.from)!
  return withNext(text, state.path, name)
}

/** `Next` in place of `End`, or the other way round without a name. */
export function withNext(text: string, state: (string | number)[], next: string | undefined): string {
  const [gone, there, value] = next === undefined ? ['Next', 'End', true] : ['End', 'Next', next]
  const root = strictTree(text)!
  const isThere = nodeAtPath(root, [...state, gone]) !== undefined
  const set = withValue(text, [...state, there], value, isThere ? gone : undefined)
  return isThere ? withValue(set, [...state, gone], undefined) : set
}
