import { useEffect, useRef, useState } from 'react'
import { type Draft as Contents, draftStore } from '../api/drafts.ts'
import { draftJournal, type KeptDraft } from './draft-journal.ts'
import { DraftSaver, type SaveState } from './draft-saver.ts'

interface Options {
  key: string
  kept: KeptDraft
  contents: Contents
  /** Whether there is anything that the published machine does not have. */
  isKept: boolean
  /** Another window's draft is to be shown; undefined: it published or discarded it. */
  onOther: (contents: Contents | undefined) => void
}

/**
 * Keeps a draft on the server while it is changed, and asks before a tab is closed whose draft is not there yet. Another window's draft is
 * taken over where nothing is unsaved here; otherwise it is a conflict, and somebody decides.
 */
export function useKeptOnServer({ key, kept, contents, isKept, onOther }: Options) {
  const [state, setState] = useState<SaveState>(kept.isUnsaved ? { kind: 'unsaved', isUnreachable: false } : { kind: 'saved' })
  const saver = useRef<DraftSaver>(undefined)
  const show = useRef(onOther)
  show.current = onOther
  const { revision } = kept
  const stored = kept.isUnsaved ? undefined : kept.draft
  useEffect(() => {
    const made = new DraftSaver({ store: draftStore(key), journal: draftJournal(key), revision, stored, onState: setState })
    saver.current = made
    const look = async () => {
      if (document.visibilityState === 'hidden') return made.flush()
      const other = await made.check()
      if (other) show.current(other)
    }
    const leave = () => made.flush(true)
    document.addEventListener('visibilitychange', look)
    window.addEventListener('focus', look)
    window.addEventListener('pagehide', leave)
    return () => {
      document.removeEventListener('visibilitychange', look)
      window.removeEventListener('focus', look)
      window.removeEventListener('pagehide', leave)
      made.close()
    }
  }, [key, revision, stored])
  const { text, base, settings } = contents
  useEffect(() => {
    saver.current?.keep(isKept ? { text, base, settings } : undefined)
  }, [text, base, settings, isKept])
  useLeaveGuard(state.kind !== 'saved')
  return {
    state,
    settle: (which: 'mine' | 'theirs') => {
      const other = state.kind === 'conflict' ? state.other : undefined
      saver.current?.settle(which)
      if (which === 'theirs') onOther(other)
    },
  }
}

/** The browser asks before a tab is closed whose changes the server does not have. */
function useLeaveGuard(isUnsaved: boolean): void {
  useEffect(() => {
    if (!isUnsaved) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [isUnsaved])
}
