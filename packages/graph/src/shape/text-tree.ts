import { type Node, type ParseError, parseTree } from 'jsonc-parser'
import { keptByText } from './kept-by-text.ts'

// A command looks at one text some ten times, and what draws it looks again: half of the time of an edit went into reading it anew.
/**
 * The text's tree, or undefined when the text is not strict JSON: commands change no text that they could misread. The tree is not to be
 * changed: who asks for the same text soon is given the same.
 */
export const strictTree: (text: string) => Node | undefined = keptByText(treeOf)

function treeOf(text: string): Node | undefined {
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false })
  return errors.length === 0 && root?.type === 'object' ? root : undefined
}

/** The tree as far as it can be read of a draft that is incomplete or broken: with comments, commas too many, and what is missing left out. */
export function tolerantTree(text: string): Node | undefined {
  return strictTree(text) ?? parseTree(text, [], { allowTrailingComma: true, disallowComments: false })
}
