import type { Completion, StateShapes } from '@pasos/asl'
import type { JsonPath } from '@pasos/graph'
import { valueAtPath } from '../value-at-path.ts'
import { suggest } from './known-data.ts'
import type { StateSample } from './use-last-run.ts'

interface Known {
  samples: ReadonlyMap<string, StateSample>
  shapes: ReadonlyMap<string, StateShapes> | undefined
}

/** A text of the definition that somebody is writing: whose value it is, and where it begins in the notation that is written. */
export interface Spot {
  path: JsonPath
  begin: number
}

/**
 * What may follow in a definition's text, in whatever notation: within a text of a state's field what the state's data have there, and where
 * a state is named the names there are. `json` is what the definition says.
 */
export function completeCode(written: string, offset: number, spot: Spot | undefined, json: string, { samples, shapes }: Known) {
  if (!spot) return undefined
  const { path, begin } = spot
  const typed = written.slice(begin, offset)
  const scope = scopeNamedBy(path)
  if (scope) return { from: begin, offers: namesOf(json, scope, typed) }
  const states = path.lastIndexOf('States')
  const [name, field] = [path[states + 1], path[states + 2]]
  if (states < 0 || typeof name !== 'string' || typeof field !== 'string') return undefined
  const body = path.slice(0, states + 2)
  const own = valueAtPath(json, [...body, 'QueryLanguage']) ?? valueAtPath(json, ['QueryLanguage'])
  const language = own === 'JSONata' ? 'JSONata' : 'JSONPath'
  const known = { sample: samples.get(name), shapes: shapes?.get(name), inputPath: valueAtPath(json, [...body, 'InputPath']) }
  const offers = suggest(known, field, language, typed, offset - begin)
  return { from: begin + (offers[0]?.from ?? 0), offers }
}

/** Where the states stand of which one is named here; undefined where none is. */
function scopeNamedBy(path: JsonPath): JsonPath | undefined {
  const last = path.at(-1)
  if (last === 'StartAt') return [...path.slice(0, -1), 'States']
  if (last !== 'Next' && last !== 'Default') return undefined
  const states = path.lastIndexOf('States')
  return states < 0 ? undefined : path.slice(0, states + 1)
}

function namesOf(json: string, scope: JsonPath, typed: string): Completion[] {
  const states = valueAtPath(json, scope)
  if (typeof states !== 'object' || states === null) return []
  return Object.entries(states)
    .filter(([name]) => name.toLowerCase().startsWith(typed.toLowerCase()) && name !== typed)
    .map(([name, state]) => ({ text: name, from: 0, detail: String((state as { Type?: unknown } | null)?.Type ?? '') }))
}
