import { createHash } from 'node:crypto'
import type { Interpreter } from '../ports/interpreter.ts'
import type { Journal } from '../ports/journal.ts'

/** Definitions by content, compiled once and kept while they are in use. */
export interface Programs {
  idOf(definition: string): string
  /** From a text at hand. */
  of(definitionId: string, definition: string): unknown
  /** From the journal; throws when it has no such definition. */
  load(definitionId: string): unknown
  isStored(definitionId: string): boolean
  stored(definitionId: string): void
  /** Whether an execution of this process may be about to start with it. */
  isInUse(definitionId: string): boolean
}

const kept = 1_000

export function programs(interpreter: Interpreter, journal: Pick<Journal, 'definition'>): Programs {
  const ids = new Map<string, string>()
  const compiled = new Map<string, unknown>()
  const inJournal = new Set<string>()

  const remember = <K, V>(map: Map<K, V>, key: K, value: V): V => {
    if (map.size >= kept) map.delete(map.keys().next().value as K)
    map.set(key, value)
    return value
  }

  const of = (id: string, definition: string): unknown => compiled.get(id) ?? remember(compiled, id, interpreter.compile(definition))

  return {
    idOf: definition => ids.get(definition) ?? remember(ids, definition, createHash('sha256').update(definition).digest('hex')),
    of,
    load(id) {
      const found = compiled.get(id)
      if (found !== undefined) return found
      const definition = journal.definition(id)
      if (definition === undefined) throw new Error(`The journal has no definition ${id}.`)
      return of(id, definition)
    },
    isStored: id => inJournal.has(id),
    stored(id) {
      if (inJournal.size >= kept) inJournal.clear()
      inJournal.add(id)
    },
    isInUse: id => compiled.has(id) || inJournal.has(id),
  }
}
