import { jsonNotation, jsonPathAt, type Notation, offsetWithoutMarks } from '@pasos/graph'
import { type StateRange, stateAt, stateRanges } from '../../editor/state-ranges.ts'
import { findJsonFault, type JsonFault } from '../../format/json-fault.ts'
import type { Spot } from '../sample/complete-code.ts'

export interface Range {
  from: number
  to: number
}

/** A notation whose text somebody writes by hand. */
export interface StudioNotation extends Notation {
  /** Why the text cannot be read. */
  fault(text: string): JsonFault | undefined
  /** Where in the text stands what stands at a place of its JSON. */
  rangeOf(text: string, json: string, range: Range): Range
  /** Name of the state in whose text an offset lies. */
  stateAt(text: string, offset: number): string | undefined
  /** The text, within the definition's, that somebody writes at an offset. */
  spotAt(text: string, offset: number): Spot | undefined
}

const json: StudioNotation = {
  ...jsonNotation,
  fault(text) {
    const read = jsonNotation.read(text)!
    const fault = findJsonFault(read)
    if (!fault || read === text) return fault
    const before = text.slice(0, offsetWithoutMarks(read, fault.offset))
    return { ...fault, offset: before.length, line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') }
  },
  rangeOf: (text, read, { from, to }) =>
    read === text ? { from, to } : { from: offsetWithoutMarks(read, from), to: offsetWithoutMarks(read, to) },
  stateAt: (text, offset) => stateAt(rangesOf(text), offset),
  spotAt(text, offset) {
    const begin = openingQuote(text, offset)
    return begin === undefined ? undefined : { path: jsonPathAt(text, offset), begin }
  },
}

/** Where the text begins that the offset is in; undefined outside of texts. A text of JSON stands on one line. */
function openingQuote(text: string, offset: number): number | undefined {
  let begin: number | undefined
  for (let at = text.lastIndexOf('\n', offset - 1) + 1; at < offset; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') begin = begin === undefined ? at + 1 : undefined
  }
  return begin
}

let last: { text: string; ranges: readonly StateRange[] } | undefined

/** Whoever moves through a text asks with every step. */
function rangesOf(text: string): readonly StateRange[] {
  if (last?.text !== text) last = { text, ranges: stateRanges(text) }
  return last.ranges
}

let yaml: StudioNotation | undefined

/** A text that begins as no JSON does is one in YAML. */
export function isYaml(text: string): boolean {
  return /^\s*[^\s{[]/.test(text)
}

/** The notation of a text; undefined while that of YAML is on its way, which comes only when somebody has such a text. */
export function notationOf(text: string): StudioNotation | undefined {
  return isYaml(text) ? yaml : json
}

/** Fetches what the text needs to be read. */
export async function prepareNotation(text: string): Promise<StudioNotation> {
  if (!isYaml(text)) return json
  yaml ??= (await import('./yaml-notation.ts')).yamlNotation
  return yaml
}
