import { JSONATA_FUNCTIONS } from '../flow/jsonata-functions.ts'
import { isExpression } from '../visit.ts'
import { referencesOf } from './jsonata-references.ts'
import { createExpressionParser } from './jsonata-tree.ts'

/**
 * Finds the workflow variables that a text of a JSONata state reads, in the order of the text: names that are neither functions nor bound
 * where they stand. A text that is no expression reads none. One finder serves one definition.
 */
export function createVariableFinder(): (text: string) => string[] {
  const parse = createExpressionParser()
  return text => {
    const parsed = isExpression(text) ? parse(text) : { problem: 'no expression' }
    return 'problem' in parsed ? [] : [...referencesOf(parsed.tree).variables].filter(name => !JSONATA_FUNCTIONS.has(name))
  }
}
