import type { JsonPath } from '../shape/machine-shape.ts'
import type { Clip } from './clip.ts'

/** A place on the spine: behind the state `from` (its id; empty at the scope's start), where `path` names what comes next. */
export interface Place {
  /** Of the object with the `States`. */
  scope: JsonPath
  from: string
  /** Of the text that names the next state; absent at a start and behind a state that ends. */
  path?: JsonPath
}

/** What can be done to a definition. Each is one step of undo, however much of the text it touches. */
export type Command =
  | { type: 'replaceText'; text: string }
  /** Another definition, as JSON; the text stays in its notation. */
  | { type: 'replaceDefinition'; json: string }
  | { type: 'setField'; path: JsonPath; value: unknown }
  | { type: 'removeField'; path: JsonPath }
  /** An entry of the list at `path` and the one behind it change places. */
  | { type: 'swapItems'; path: JsonPath; index: number }
  | { type: 'setNext'; id: string; next: string | undefined }
  | { type: 'rename'; id: string; name: string }
  /** `state` needs no Next and no End: it takes those of the place. */
  | { type: 'insert'; place: Place; name: string; state: Record<string, unknown> }
  | { type: 'paste'; place: Place; clip: Clip }
  | { type: 'delete'; ids: readonly string[] }
  | { type: 'duplicate'; id: string }
  | { type: 'move'; ids: readonly string[]; place: Place }
  | { type: 'wrap'; ids: readonly string[]; as: 'Parallel' | 'Map'; name: string }

export type Refusal =
  | 'broken'
  | 'nothing'
  | 'nameTaken'
  | 'notAfterEnd'
  | 'intoItself'
  | 'severalScopes'
  | 'severalEntries'
  | 'severalExits'
  | 'onlyNextLeaves'

/** The text afterwards with the states to select, or why it cannot be done. */
export type Outcome = { text: string; selected: string[] } | { refused: Refusal }
