import type { CheckContext } from '../check-context.ts'
import { COMBINATORS, COMPARISONS } from '../shape/choice-shapes.ts'
import type { ObjectVisit } from '../visit.ts'

const NESTED_KINDS: readonly string[] = [...COMBINATORS, 'Variable']
const KINDS: readonly string[] = [...NESTED_KINDS, 'Condition']

/**
 * A rule is of one kind: it combines others, compares what `Variable` leads to, or has a JSONata `Condition`. AWS asks for the kind
 * first, names all kinds whatever the query language, and of a comparison lists every operator there is.
 */
export function checkChoiceRule({ place, name, language }: ObjectVisit, context: CheckContext): void {
  if (name !== 'ChoiceRule' && name !== 'NestedRule') return
  const { members } = place.node
  const kinds = name === 'ChoiceRule' ? KINDS : NESTED_KINDS
  const [kind, ...others] = kinds.filter(each => members?.has(each))
  if (kind === undefined || others.length > 0) {
    context.report('rule-kind', place, { fields: kinds.join(', ') })
    return
  }
  // What belongs to the other language has been reported as such.
  if (language === 'JSONata' || kind === 'Condition') return
  const compared = COMPARISONS.filter(operator => members?.has(operator))
  if (kind !== 'Variable') {
    for (const field of compared) context.report('unsupported-field', place, { field })
  } else if (compared.length !== 1) {
    context.report(compared.length === 0 ? 'one-of-fields' : 'exclusive-fields', place, { fields: COMPARISONS.join(', ') })
  }
}
