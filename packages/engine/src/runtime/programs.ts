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
  /** Whether the journal has it for certain, as nobody deletes what was written a moment ago. */
  isStored(definitionId: string): boolean
  stored(definitionId: string): void
  /** It is not there after all. */
  unstored(definitionId: string): void
  /** Whether an execution of this process may be about to start that counts on the journal's having it. */
  isInUse(definitionId: string): boolean
}

const kept = 1_000
// A compiled program takes ten times its text and more. Ordinary definitions are some thousand characters; those of a megabyte must not pile up.
const keptCharacters = 8 * 1024 * 1024
/** So long after it was written nobody writes it again: what nothing refers to must be gone some day, and be written again when it is used. */
const storedMs = 30 * 60_000
/** The longest time for which a definition counts as used after it was last seen to be stored: a start that was under way then is on disk by far. */
export const definitionInUseMs = 2 * storedMs

export function programs(interpreter: Interpreter, journal: Pick<Journal, 'definition'>, now = () => performance.now()): Programs {
  const ids = boundedMap<string>()
  const compiled = boundedMap<unknown>()
  /** When they were written. */
  const inJournal = new Map<string, number>()

  const of = (id: string, definition: string): unknown =>
    compiled.get(id) ?? compiled.remember(id, interpreter.compile(definition), definition.length)

  const wasStoredWithin = (id: string, ms: number): boolean => now() - (inJournal.get(id) ?? Number.NEGATIVE_INFINITY) < ms

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
    isStored: id => wasStoredWithin(id, storedMs),
    stored(id) {
      inJournal.delete(id)
      inJournal.set(id, now())
      for (const oldest of inJournal.keys()) {
        if (wasStoredWithin(oldest, definitionInUseMs)) break
        inJournal.delete(oldest)
      }
    },
    unstored: id => void inJournal.delete(id),
    isInUse: id => wasStoredWithin(id, definitionInUseMs),
  }
}

interface BoundedMap<V> {
  get(key: string): V | undefined
  /** Keeps a value, and forgets the oldest ones where there are too many or too large ones. The newest is kept in any case. */
  remember(key: string, value: V, characters: number): V
}

function boundedMap<V>(): BoundedMap<V> {
  const entries = new Map<string, { value: V; characters: number }>()
  let total = 0
  return {
    get: key => entries.get(key)?.value,
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
