import type { Programs } from './programs.ts'

/** Definitions' texts on their way into the journal: each goes with the first execution that uses it. */
export interface NewDefinitions {
  offer(id: string, text: string): void
  /** The text, when the journal may not have it yet; from then on it counts as stored. */
  take(id: string): { id: string; text: string } | undefined
  /** The journal refused what a text went with: the next execution takes it again. */
  lost(definition: { id: string; text: string }): void
}

export function newDefinitions(definitions: Pick<Programs, 'isStored' | 'stored' | 'unstored'>): NewDefinitions {
  const texts = new Map<string, string>()
  return {
    offer(id, text) {
      if (!definitions.isStored(id)) texts.set(id, text)
    },
    take(id) {
      const text = texts.get(id)
      if (text === undefined || definitions.isStored(id)) return undefined
      definitions.stored(id)
      texts.delete(id)
      return { id, text }
    },
    lost({ id, text }) {
      definitions.unstored(id)
      texts.set(id, text)
    },
  }
}
