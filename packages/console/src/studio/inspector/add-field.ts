import type { FieldShape } from '@pasos/asl'
import type { Command, JsonPath } from '@pasos/graph'
import type { Language } from '../sample/known-data.ts'
import { emptyValue } from './empty-value.ts'
import { COMPARISONS } from './offered-fields.ts'

type Fields = Readonly<Record<string, unknown>>

/** Adds a field to the object at the path, with a value that is valid. `next`: a state that it may lead to. */
export function addField(
  path: JsonPath,
  value: Fields,
  [name, field]: readonly [string, FieldShape],
  language: Language,
  next?: string,
): Command {
  const isCombinator = name === 'And' || name === 'Or' || name === 'Not'
  if (isCombinator && 'Variable' in value) return { type: 'setField', path, value: combined(value, name) }
  return { type: 'setField', path: [...path, name], value: emptyValue(name, field, language, next) }
}

/** A rule whose test is now the first of several, or is turned round. */
function combined(rule: Fields, name: 'And' | 'Or' | 'Not'): Fields {
  const isTest = ([key]: [string, unknown]) => key === 'Variable' || COMPARISONS.includes(key)
  const fields = Object.entries(rule)
  const test = Object.fromEntries(fields.filter(isTest))
  return { [name]: name === 'Not' ? test : [test], ...Object.fromEntries(fields.filter(field => !isTest(field))) }
}

/** The rule with another comparison, and with what it compares with where that is of the same kind. */
export function withComparison(rule: Fields, from: string, to: string, field: FieldShape, was: FieldShape): Fields {
  const value = field.value.kind === was.value.kind ? rule[from] : emptyValue(to, field, 'JSONPath')
  return Object.fromEntries(Object.entries(rule).map(([key, each]) => (key === from ? [to, value] : [key, each])))
}
