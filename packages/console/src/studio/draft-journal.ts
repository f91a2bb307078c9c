import { type Draft, draftStore } from '../api/drafts.ts'
import { isSame } from './draft-saver.ts'

/** What of a draft is not on the server yet, and which revision it follows. */
export interface Unsaved {
  draft: Draft
  after: string
}

/** Where it waits, in this browser. */
export interface DraftJournal {
  read(): Unsaved | undefined
  write(unsaved: Unsaved): void
  clear(): void
}

export function draftJournal(key: string): DraftJournal {
  const name = `pasos.unsaved.${key}`
  return {
    read: () => attempt(() => (JSON.parse(localStorage.getItem(name) ?? 'null') as Unsaved | null) ?? undefined),
    write: unsaved => void attempt(() => localStorage.setItem(name, JSON.stringify(unsaved))),
    clear: () => void attempt(() => localStorage.removeItem(name)),
  }
}

/** A store that is full or forbidden: the draft is on the server a moment later all the same. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch {
    return undefined
  }
}

/** A draft to go on with: what is on the server, or what this browser could not bring there. */
export interface KeptDraft {
  draft: Draft | undefined
  /** The one on the server that it follows; empty when there is none. */
  revision: string
  isUnsaved: boolean
}

export async function readKeptDraft(key: string): Promise<KeptDraft> {
  const stored = await draftStore(key).read()
  const journal = draftJournal(key)
  const unsaved = journal.read()
  if (unsaved && !(stored && isSame(unsaved.draft, stored))) return { draft: unsaved.draft, revision: unsaved.after, isUnsaved: true }
  journal.clear()
  return { draft: stored, revision: stored?.revision ?? '', isUnsaved: false }
}
