import { createHash } from 'node:crypto'
import type { Interpreter } from '../ports/interpreter.ts'
import type { Journal } from '../ports/journal.ts'

/** Definitions by content, compiled once and kept while they are in use. */
export interface Programs {
  idOf(definition: string): string
  /** From a text at hand. */
  of(definitionId: string, definition: string): unknown
  /** From the journal; rejects when it has no such definition. */
  load(definitionId: string): Promise<unknown>
  isStored(definitionId: string): boolean
  stored(definitionId: string): void
  /** Whether an execution of this process may be about to start with it. */
  isInUse(definitionId: string): boolean
}

const kept = 1_000
// A compiled program takes ten times its text and more. Ordinary definitions are some thousand characters; those of a megabyte must not pile up.
const keptCharacters = 8 * 1024 * 1024

export function programs(interpreter: Interpreter, journal: Pick<Journal, 'definition'>): Programs {
  const ids = boundedMap<string>()
  const compiled = boundedMap<unknown>()
  const inJournal = new Set<string>()

  const of = (id: string, definition: string): unknown =>
    compiled.get(id) ?? compiled.remember(id, interpreter.compile(definition), definition.length)

  return {
    idOf: definition =>
      ids.get(definition) ?? ids.remember(definition, createHash('sha256').update(definition).digest('hex'), definition.length),
    of,
    async load(id) {
      const found = compiled.get(id)
      if (found !== undefined) return found
      const definition = await journal.definition(id)
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

interface BoundedMap<V> {
  get(key: string): V | undefined
  has(key: string): boolean
  /** Keeps a value, and forgets the oldest ones where there are too many or too large ones. The newest is kept in any case. */
  remember(key: string, value: V, characters: number): V
}

function boundedMap<V>(): BoundedMap<V> {
  const entries = new Map<string, { value: V; characters: number }>()
  let total = 0
  return {
    get: key => entries.get(key)?.value,
    has: key => entries.has(key),
    remember(key, value, characters) {
      entries.set(key, { value, characters })
      total += characters
      for (const [oldest, { characters: freed }] of entries) {
        if (oldest === key || (entries.size <= kept && total <= keptCharacters)) break
        entries.delete(oldest)
        total -= freed
      }
      return value
    },
  }
}
