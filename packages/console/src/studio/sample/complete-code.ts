import type { StateShapes } from '@pasos/asl'
import { jsonPathAt } from '@pasos/graph'
import { valueAtPath } from '../value-at-path.ts'
import { suggest } from './known-data.ts'
import type { StateSample } from './use-last-run.ts'

interface Known {
  samples: ReadonlyMap<string, StateSample>
  shapes: ReadonlyMap<string, StateShapes> | undefined
}

/** What may follow in a definition's text: within a text of a state's field, what the state's data have there. */
export function completeCode(text: string, offset: number, { samples, shapes }: Known) {
  const path = jsonPathAt(text, offset)
  const states = path.lastIndexOf('States')
  const [name, field] = [path[states + 1], path[states + 2]]
  const begin = openingQuote(text, offset)
  if (states < 0 || typeof name !== 'string' || typeof field !== 'string' || begin === undefined) return undefined
  const body = path.slice(0, states + 2)
  const own = valueAtPath(text, [...body, 'QueryLanguage']) ?? valueAtPath(text, ['QueryLanguage'])
  const language = own === 'JSONata' ? 'JSONata' : 'JSONPath'
  const known = { sample: samples.get(name), shapes: shapes?.get(name), inputPath: valueAtPath(text, [...body, 'InputPath']) }
  const offers = suggest(known, field, language, text.slice(begin, offset), offset - begin)
  return { from: begin + (offers[0]?.from ?? 0), offers }
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
