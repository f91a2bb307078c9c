import type { Command, Outcome, Refusal } from './command.ts'
import { jsonNotation, type Notation } from './notation.ts'
import { runCommand } from './run-command.ts'

/** A text with its former and undone states. Texts share nothing and are kept whole: undo gives back what was there, to the byte. */
export interface EditHistory {
  text: string
  past: readonly string[]
  future: readonly string[]
}

const KEPT = 300

export function newHistory(text: string): EditHistory {
  return { text, past: [], future: [] }
}

export type Edited = { history: EditHistory; selected: string[] } | { refused: Refusal }

/** `isContinued` joins the change to the one before: letters typed one after the other are undone together. */
export function edit(history: EditHistory, command: Command, isContinued = false, notation: Notation = jsonNotation): Edited {
  const outcome = runIn(notation, history.text, command)
  if ('refused' in outcome) return outcome
  if (outcome.text === history.text) return { history, selected: outcome.selected }
  const past = isContinued && history.past.length > 0 ? history.past : [...history.past, history.text].slice(-KEPT)
  return { history: { text: outcome.text, past, future: [] }, selected: outcome.selected }
}

/** Does one command to a text in some notation; what is replaced as a text is no definition yet. */
function runIn(notation: Notation, text: string, command: Command): Outcome {
  if (command.type === 'replaceText') return runCommand(text, command)
  const json = notation.read(text)
  if (json === undefined) return { refused: 'broken' }
  const outcome = runCommand(json, command)
  return 'refused' in outcome ? outcome : { ...outcome, text: notation.write(text, outcome.text) }
}

export function undo({ text, past, future }: EditHistory): EditHistory {
  const before = past.at(-1)
  return before === undefined ? { text, past, future } : { text: before, past: past.slice(0, -1), future: [text, ...future] }
}

export function redo({ text, past, future }: EditHistory): EditHistory {
  const [next, ...rest] = future
  return next === undefined ? { text, past, future } : { text: next, past: [...past, text], future: rest }
}
