import { SpelledNumber } from '../spelled-numbers.ts'
import { Datum } from './datum.ts'
import type { ScopeFrame } from './frame-kinds.ts'

/**
 * Keeps what the state that a scope enters was given. Objects and lists remember how the numbers in them were written; of a number that is
 * the whole input the text is kept beside it.
 */
export function keepInput(frame: ScopeFrame, input: Datum): void {
  const { member, value } = input
  frame.input = value
  const text = member instanceof SpelledNumber ? member.text : undefined
  if (frame.inputText !== text) frame.inputText = text
}

/** The current state's input as it arrived. */
export function inputOf({ input, inputText }: ScopeFrame): Datum {
  return new Datum(input, inputText)
}
