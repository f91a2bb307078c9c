import { elementsOf, valueIn } from './field-values.ts'

/** Finds among many patterns the few that a document may match: a thousand rules cost an event no more than those that want its values. */
export interface PatternIndex<T> {
  /** In the order in which they were given; each has still to be matched as a whole. */
  candidates(document: unknown): T[]
}

interface Placed<T> {
  at: number
  value: T
}

/** Patterns that want one of some literals in a field, by literal. */
interface Field<T> {
  path: readonly string[]
  wanting: Map<unknown, Placed<T>[]>
}

/**
 * Each pattern is filed under one of its fields that wants literals and nothing else, the one whose literals fewest other patterns want:
 * a document without any of them cannot match. Patterns without such a field are candidates always.
 */
export function patternIndex<T>(patterns: readonly { value: T; pattern: unknown }[]): PatternIndex<T> {
  const literals = patterns.map(({ pattern }) => literalFields(pattern))
  const shared = new Map<string, number>()
  for (const fields of literals) for (const { key, values } of fields) for (const value of values) count(shared, nameOf(key, value))

  const fields = new Map<string, Field<T>>()
  const always: Placed<T>[] = []
  for (const [at, { value }] of patterns.entries()) {
    const placed = { at, value }
    const best = rarest(literals[at]!, shared)
    if (best === undefined) {
      always.push(placed)
      continue
    }
    const field = fields.get(best.key) ?? { path: best.path, wanting: new Map<unknown, Placed<T>[]>() }
    fields.set(best.key, field)
    for (const literal of new Set(best.values)) {
      const there = field.wanting.get(literal)
      if (there) there.push(placed)
      else field.wanting.set(literal, [placed])
    }
  }

  return {
    candidates(document) {
      const found = new Set(always)
      for (const { path, wanting } of fields.values())
        for (const value of valuesAt(document, path)) for (const placed of wanting.get(value) ?? []) found.add(placed)
      return [...found].sort((a, b) => a.at - b.at).map(({ value }) => value)
    },
  }
}

interface LiteralField {
  path: readonly string[]
  key: string
  values: readonly unknown[]
}

/** Fields that must have one of some literals. What stands in `$or` is objects, and need not be there. */
function literalFields(pattern: unknown, path: readonly string[] = []): LiteralField[] {
  if (typeof pattern !== 'object' || pattern === null) return []
  return Object.entries(pattern).flatMap(([field, wanted]): LiteralField[] => {
    const here = [...path, field]
    if (!Array.isArray(wanted)) return literalFields(wanted, here)
    const areLiterals = wanted.every(value => typeof value !== 'object' || value === null)
    return areLiterals ? [{ path: here, key: JSON.stringify(here), values: wanted }] : []
  })
}

function rarest(fields: readonly LiteralField[], shared: ReadonlyMap<string, number>): LiteralField | undefined {
  const weightOf = ({ key, values }: LiteralField): number =>
    values.reduce((sum: number, value) => sum + (shared.get(nameOf(key, value)) ?? 0), 0)
  let best: LiteralField | undefined
  let least = Number.POSITIVE_INFINITY
  for (const field of fields) {
    const weight = weightOf(field)
    if (weight < least) [best, least] = [field, weight]
  }
  return best
}

/** Everything that a pattern's field may be held against, through lists of objects on the way too. */
function valuesAt(document: unknown, path: readonly string[]): readonly unknown[] {
  let values: readonly unknown[] = [document]
  for (const field of path) {
    const [only] = values
    values = values.length === 1 ? elementsOf(valueIn(only, field)) : values.flatMap(value => elementsOf(valueIn(value, field)))
  }
  return values
}

function nameOf(key: string, value: unknown): string {
  return `${key} ${JSON.stringify(value)}`
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}
