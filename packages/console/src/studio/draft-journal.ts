import { type Draft, draftStore } from '../api/drafts.ts'
import { isSame, printOf } from './draft-saver.ts'
import { prepareNotation } from './notation/studio-notation.ts'

/** What of a draft is not on the server yet, and which revision it follows. */
export interface Unsaved {
  draft: Draft
  after: string
  /** Prints of what was sent to follow that revision, without an answer so far; absent in what an earlier console left. */
  sent?: readonly string[]
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
  for (const draft of [stored, unsaved?.draft]) if (draft) await Promise.all([draft.text, draft.base].map(prepareNotation))
  if (unsaved && !(stored && isSame(unsaved.draft, stored))) {
    const isOwn = stored !== undefined && unsaved.sent?.includes(printOf(stored))
    return { draft: unsaved.draft, revision: isOwn ? stored.revision : unsaved.after, isUnsaved: true }
  }
  journal.clear()
  return { draft: stored, revision: stored?.revision ?? '', isUnsaved: false }
}
