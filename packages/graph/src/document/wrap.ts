import type { Scope } from '../shape/machine-shape.ts'
import { type Clip, clipOf, redirected, referencesOf, stateOf } from './clip.ts'
import type { Outcome, Refusal } from './command.ts'
import { findScope, findState, idIn, uniqueName } from './find.ts'
import { strictTree, withStrings, withText, withValue } from './text-edits.ts'

/** Puts states of one scope, with one way in and one way out, into a new Parallel or Map that stands where they stood. */
export function wrapStates(text: string, ids: readonly string[], as: 'Parallel' | 'Map', base: string): Outcome {
  const first = ids[0] === undefined ? undefined : findState(text, ids[0])
  if (!strictTree(text)) return { refused: 'broken' }
  if (!first) return { refused: 'nothing' }
  const { scope } = first
  const clip = clipOf(text, ids)
  if (!clip) return { refused: 'severalScopes' }
  const ways = waysOf(scope, clip, ids)
  if ('refused' in ways) return ways
  const name = uniqueName(text, base)
  const body = { ...container(as, clip.startAt), ...(ways.exit === undefined ? { End: true } : { Next: ways.exit }) }
  const entries = scope.edges.filter(edge => edge.name === clip.startAt && !ids.includes(edge.from)).map(edge => edge.path)
  if (scope.startAt === clip.startAt) entries.push([...scope.path, 'StartAt'])
  let result = withStrings(text, strictTree(text)!, entries, name)
  result = withValue(result, [...scope.path, 'States', name], body, clip.startAt)
  for (const key of Object.keys(clip.states)) result = withValue(result, [...scope.path, 'States', key], undefined)
  const inner = [...scope.path, 'States', name, ...(as === 'Parallel' ? ['Branches', 0] : ['ItemProcessor']), 'States']
  for (const [key, state] of Object.entries(clip.states)) {
    const within = redirected(state, target => (target in clip.states ? target : undefined), undefined)
    result = withText(result, [...inner, key], within)
  }
  return { text: result, selected: [idIn(findScope(result, scope.path)!, name)] }
}

/** With no states in it yet. */
function container(as: 'Parallel' | 'Map', startAt: string): Record<string, unknown> {
  if (as === 'Parallel') return { Type: 'Parallel', Branches: [{ StartAt: startAt, States: {} }] }
  return { Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: startAt, States: {} } }
}

function waysOf(scope: Scope, clip: Clip, ids: readonly string[]): { exit: string | undefined } | { refused: Refusal } {
  const entries = new Set(
    scope.edges.filter(edge => edge.to !== undefined && ids.includes(edge.to) && !ids.includes(edge.from)).map(edge => edge.name),
  )
  if (scope.startAt in clip.states) entries.add(scope.startAt)
  if (entries.size > 1) return { refused: 'severalEntries' }
  const exits = new Set<string | undefined>()
  for (const state of Object.values(clip.states).map(stateOf)) {
    for (const { name, kind } of referencesOf(state)) {
      if (name in clip.states) continue
      // Within a branch only a Next can become an End.
      if (kind !== 'Next') return { refused: 'severalExits' }
      exits.add(name)
    }
    if (state['End'] === true) exits.add(undefined)
  }
  return exits.size > 1 ? { refused: 'severalExits' } : { exit: [...exits][0] }
}
