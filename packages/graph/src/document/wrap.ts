import type { Scope } from '../shape/machine-shape.ts'
import { strictTree } from '../shape/text-tree.ts'
import { type Clip, clipOf, redirected, referencesOf, stateOf } from './clip.ts'
import type { Outcome, Refusal } from './command.ts'
import { findScope, findState, idIn, uniqueName } from './find.ts'
import { nodeAtPath, withStrings, withText, withValue } from './text-edits.ts'
import { withoutIndent } from './written.ts'

/** Puts states of one scope, with one way in and one way out, into a new Parallel or Map that stands where they stood. */
export function wrapStates(text: string, ids: readonly string[], as: 'Parallel' | 'Map', base: string): Outcome {
  const first = ids[0] === undefined ? undefined : findState(text, ids[0])
  if (!strictTree(text)) return { refused: 'broken' }
  if (!first) return { refused: 'nothing' }
  const { scope } = first
  const clip = clipOf(text, ids)
  if (!clip) return { refused: 'severalScopes' }
  const ways = waysOf(scope, clip, ids, as)
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
    const own = ways.caught === undefined ? state : withValue(state, ['Catch'], undefined)
    const within = redirected(own, target => (Object.hasOwn(clip.states, target) ? target : undefined), undefined)
    result = withText(result, [...inner, key], within)
  }
  if (ways.caught !== undefined) result = withText(result, [...scope.path, 'States', name, 'Catch'], ways.caught)
  return { text: result, selected: [idIn(findScope(result, scope.path)!, name)] }
}

/** With no states in it yet. */
function container(as: 'Parallel' | 'Map', startAt: string): Record<string, unknown> {
  if (as === 'Parallel') return { Type: 'Parallel', Branches: [{ StartAt: startAt, States: {} }] }
  return { Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: startAt, States: {} } }
}

/** Where the states lead to, all of them together; `caught` is their Catch, as it is written, where it can become the container's. */
interface Ways {
  exit: string | undefined
  caught?: string
}

function waysOf(scope: Scope, clip: Clip, ids: readonly string[], as: 'Parallel' | 'Map'): Ways | { refused: Refusal } {
  const entries = new Set(
    scope.edges.filter(edge => edge.to !== undefined && ids.includes(edge.to) && !ids.includes(edge.from)).map(edge => edge.name),
  )
  if (Object.hasOwn(clip.states, scope.startAt)) entries.add(scope.startAt)
  if (entries.size > 1) return { refused: 'severalEntries' }
  const states = Object.values(clip.states).map(stateOf)
  const out = states.flatMap(referencesOf).filter(({ name }) => !Object.hasOwn(clip.states, name))
  const exits = new Set<string | undefined>(out.filter(({ kind }) => kind !== 'Catch').map(({ name }) => name))
  if (states.some(state => state['End'] === true)) exits.add(undefined)
  if (exits.size > 1) return { refused: 'severalExits' }
  // Within a branch only a Next can become an End.
  if (out.some(({ kind }) => kind === 'Choices' || kind === 'Default')) return { refused: 'onlyNextLeaves' }
  const exit = [...exits][0]
  if (!out.some(({ kind }) => kind === 'Catch')) return { exit }
  return canCatchOutside(clip, states, as)
    ? { exit, caught: catchAsWritten(Object.values(clip.states)[0]!) }
    : { refused: 'onlyNextLeaves' }
}

/**
 * Whether the container can catch for its states and nothing else comes of it. An error that leaves a branch or an iteration is the
 * container's, by the same name, so each state must have let the same errors go to the same places outside. What comes there must be the
 * same, too: the error alone, or else the container's input must be that of the state, which it is for one state in a Parallel.
 */
function canCatchOutside(clip: Clip, states: readonly Record<string, unknown>[], as: 'Parallel' | 'Map'): boolean {
  if (new Set(states.map(state => JSON.stringify(state['Catch']))).size > 1) return false
  if (states.some(state => 'QueryLanguage' in state)) return false
  const catchers = states[0]!['Catch'] as (Record<string, unknown> | null)[]
  if (catchers.some(catcher => Object.hasOwn(clip.states, String(catcher?.['Next'])))) return false
  if (as === 'Parallel' && states.length === 1) return true
  // A ResultPath of null keeps the state's input, so it is not as good as none.
  return catchers.every(catcher => {
    const { ResultPath = '$', Output, Assign } = catcher ?? {}
    return ResultPath === '$' && Output === undefined && Assign === undefined
  })
}

function catchAsWritten(body: string): string {
  const { offset, length } = nodeAtPath(strictTree(body)!, ['Catch'])!
  return withoutIndent(body, offset, offset + length)
}
