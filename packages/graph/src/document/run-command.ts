import { strictTree } from '../shape/text-tree.ts'
import { type Clip, clipOf } from './clip.ts'
import type { Command, Outcome, Place } from './command.ts'
import { findState } from './find.ts'
import { insertState, pasteClip } from './insert.ts'
import { deleteStates, isWithin, renameState } from './remove.ts'
import { nodeAtPath, withNext, withSwapped, withValue } from './text-edits.ts'
import { wrapStates } from './wrap.ts'

/** Does one command to a definition's text. The text outside of what the command is about stays as it is, to the byte. */
export function runCommand(text: string, command: Command): Outcome {
  if (command.type === 'replaceText') return { text: command.text, selected: [] }
  if (command.type === 'replaceDefinition') return { text: command.json, selected: [] }
  if (!strictTree(text)) return { refused: 'broken' }
  switch (command.type) {
    case 'setField':
      return { text: withValue(text, command.path, command.value), selected: [] }
    case 'removeField':
      return nodeAtPath(strictTree(text)!, command.path)
        ? { text: withValue(text, command.path, undefined), selected: [] }
        : { refused: 'nothing' }
    case 'swapItems': {
      const swapped = withSwapped(text, command.path, command.index)
      return swapped === undefined ? { refused: 'nothing' } : { text: swapped, selected: [] }
    }
    case 'setNext': {
      const found = findState(text, command.id)
      return found ? { text: withNext(text, found.state.path, command.next), selected: [command.id] } : { refused: 'nothing' }
    }
    case 'rename':
      return renameState(text, command.id, command.name)
    case 'insert':
      return insertState(text, command.place, command.name, command.state)
    case 'paste':
      return pasteClip(text, command.place, command.clip)
    case 'delete':
      return deleteStates(text, command.ids)
    case 'duplicate':
      return duplicate(text, command.id)
    case 'move':
      return move(text, command.ids, command.place)
    case 'wrap':
      return wrapStates(text, command.ids, command.as, command.name)
    default:
      return command satisfies never
  }
}

/** A copy right behind the original; behind a state that ends, or forks, the copy stands where the original is entered. */
function duplicate(text: string, id: string): Outcome {
  const clip = clipOf(text, [id])
  const found = findState(text, id)
  if (!clip || !found) return { refused: 'nothing' }
  const { scope, state } = found
  const next = scope.edges.find(edge => edge.from === id && edge.kind === 'next')
  if (next) return pasteClip(text, { scope: scope.path, from: id, path: next.path }, clip)
  if (state.isLast && state.type !== 'Succeed' && state.type !== 'Fail') return pasteClip(text, { scope: scope.path, from: id }, clip)
  return pasteLoose(text, scope.path, clip)
}

/** A copy that nothing leads to yet: behind a Choice, a Succeed or a Fail there is no one place to put it. */
function pasteLoose(text: string, scope: Place['scope'], clip: Clip): Outcome {
  const pasted = pasteClip(text, { scope, from: '' }, clip)
  if ('refused' in pasted) return pasted
  const root = strictTree(text)!
  const start = nodeAtPath(root, [...scope, 'StartAt'])?.value as unknown
  return { ...pasted, text: withValue(pasted.text, [...scope, 'StartAt'], start) }
}

function move(text: string, ids: readonly string[], place: Place): Outcome {
  const clip = clipOf(text, ids)
  const found = ids.flatMap(id => findState(text, id) ?? [])
  if (!clip) return { refused: 'severalScopes' }
  if (found.some(({ state }) => isWithin(place.scope, state.path))) return { refused: 'intoItself' }
  if (ids.includes(place.from)) return { refused: 'nothing' }
  const without = deleteStates(text, ids)
  if ('refused' in without) return without
  const isPlaceLeft = place.path === undefined || nodeAtPath(strictTree(without.text)!, place.path) !== undefined
  const wasLast = place.from !== '' && findState(without.text, place.from)?.state.isLast === true
  // Taking a state out may have made the one before it the last.
  const { path: _path, ...bare } = place
  return pasteClip(without.text, isPlaceLeft && !(wasLast && place.path?.at(-1) === 'Next') ? place : bare, clip)
}
