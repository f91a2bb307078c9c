import type { Draft, DraftAnswer, DraftStore, StoredDraft } from '../api/drafts.ts'
import type { DraftJournal } from './draft-journal.ts'

export type SaveState =
  | { kind: 'saved' }
  /** Not on the server yet; it will be in a moment, or when the server can be reached again. */
  | { kind: 'unsaved'; isUnreachable: boolean }
  /** Another window saved something else; absent when it published or discarded the draft. */
  | { kind: 'conflict'; other: StoredDraft | undefined }

interface Options {
  store: DraftStore
  journal: DraftJournal
  /** Of the draft that was read; empty when there was none. */
  revision: string
  /** What is on the server under this revision, where that is known. */
  stored: Draft | undefined
  onState: (state: SaveState) => void
}

const PAUSE_MS = 300
const AGAIN_MS = 3_000

/**
 * Brings a draft to the server while it is written: one request at a time, at most `PAUSE_MS` after a change however fast the next one
 * follows. What is not there yet stands in the journal, so that neither a closed tab nor a server that is away loses it.
 */
export class DraftSaver {
  readonly #store: DraftStore
  readonly #journal: DraftJournal
  readonly #onState: (state: SaveState) => void
  #revision: string
  #stored: Draft | undefined
  /** What is to be on the server; null: nothing. Undefined once it is. */
  #wanted: Draft | null | undefined
  /** What was given last. */
  #kept: Draft | undefined
  #conflict: { other: StoredDraft | undefined } | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Prints of what was sent without an answer so far: any of it may be there. While the server is away, one more comes every few seconds. */
  #unanswered: string[] = []
  #isWorking = false
  #isClosed = false

  constructor({ store, journal, revision, stored, onState }: Options) {
    this.#store = store
    this.#journal = journal
    this.#revision = revision
    this.#stored = stored
    this.#onState = onState
  }

  /** The draft as it is now; undefined when nothing differs from what is published. */
  keep(draft: Draft | undefined): void {
    this.#kept = draft
    const isThere = draft ? this.#stored !== undefined && isSame(draft, this.#stored) : this.#revision === ''
    if (!draft && this.#conflict && !this.#conflict.other) this.#forgetConflict()
    else if (isThere && !this.#isBusy()) this.#journal.clear()
    else this.#bringSoon(draft)
  }

  /** Saves at once what is not saved yet. `isLast`: the page is about to close. */
  flush(isLast = false): void {
    if (this.#wanted !== undefined) void this.#work(isLast)
  }

  /** Whether another window has saved since; gives its draft, to be shown in place of this one, when nothing is unsaved here. */
  async check(): Promise<StoredDraft | undefined> {
    if (this.#isBusy()) return undefined
    const found = await this.#store.read().then(
      stored => ({ stored }),
      () => undefined,
    )
    if (!found || this.#isBusy()) return undefined
    const { stored } = found
    if ((stored?.revision ?? '') === this.#revision) return undefined
    if (stored) {
      this.#revision = stored.revision
      this.#stored = stored
    } else if (this.#kept) {
      // Published or discarded elsewhere, while it is still open here.
      this.#meet({ other: undefined })
    }
    return stored
  }

  /** Ends a conflict: what is here shall stay, or what is there. */
  settle(which: 'mine' | 'theirs'): void {
    const mine = which === 'mine' ? this.#kept : undefined
    this.#forgetConflict()
    if (mine) this.#bringSoon(mine)
  }

  close(): void {
    this.#isClosed = true
    this.flush()
    clearTimeout(this.#timer)
  }

  #isBusy(): boolean {
    return this.#isWorking || this.#conflict !== undefined || this.#wanted !== undefined
  }

  #bringSoon(draft: Draft | undefined): void {
    this.#wanted = draft ?? null
    if (draft) this.#note(draft)
    else this.#journal.clear()
    if (this.#conflict) return
    // A draft that is to go is nothing that could be lost.
    this.#onState(draft ? { kind: 'unsaved', isUnreachable: false } : { kind: 'saved' })
    if (draft) this.#later(PAUSE_MS)
    else void this.#work(true)
  }

  #later(ms: number): void {
    this.#timer ??= setTimeout(() => void this.#work(false), ms)
  }

  async #work(isLast: boolean): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#isWorking || this.#conflict) return
    this.#isWorking = true
    try {
      while (this.#wanted !== undefined && !this.#conflict) await this.#bring(this.#wanted, isLast)
    } catch {
      if (this.#wanted) this.#onState({ kind: 'unsaved', isUnreachable: true })
      if (!this.#isClosed) this.#later(AGAIN_MS)
    } finally {
      this.#isWorking = false
    }
  }

  async #bring(task: Draft | null, isLast: boolean): Promise<void> {
    const answer = task === null ? await this.#store.remove(this.#revision, isLast) : await this.#save(task, isLast)
    if ('revision' in answer) this.#revision = answer.revision
    else if (task !== null) {
      const { other } = answer
      // What another window goes on with is not this one's to delete. What this one sent is no other window's.
      if (!other || !this.#unanswered.includes(printOf(other))) return this.#meet(answer)
      this.#revision = other.revision
      if (!isSame(task, other)) return
    }
    this.#unanswered = []
    this.#stored = task ?? undefined
    if (this.#wanted !== task) return
    this.#wanted = undefined
    this.#journal.clear()
    this.#onState({ kind: 'saved' })
  }

  /** From here on the server may have it, whether or not an answer comes, and whether or not this page lives to see it. */
  #save(task: Draft, isLast: boolean): Promise<DraftAnswer> {
    const print = printOf(task)
    if (!this.#unanswered.includes(print)) this.#unanswered.push(print)
    if (this.#wanted) this.#note(this.#wanted)
    return this.#store.save(task, this.#revision, isLast)
  }

  #note(draft: Draft): void {
    this.#journal.write({ draft, after: this.#revision, sent: this.#unanswered })
  }

  #meet(found: { other: StoredDraft | undefined }): void {
    this.#conflict = found
    this.#onState({ kind: 'conflict', other: found.other })
  }

  #forgetConflict(): void {
    this.#revision = this.#conflict?.other?.revision ?? ''
    this.#stored = this.#conflict?.other
    this.#conflict = undefined
    this.#wanted = undefined
    this.#journal.clear()
    this.#onState({ kind: 'saved' })
  }
}

/** Whether two drafts say the same. */
export function isSame(one: Draft, other: Draft): boolean {
  return told(one) === told(other)
}

function told({ text, base, settings: { name, roleArn, type } }: Draft): string {
  return JSON.stringify([text, base, name, roleArn, type])
}

/** What tells a draft from all others, in a few letters. Made here, for the browser's digests come later than a page that closes lives. */
export function printOf(draft: Draft): string {
  const text = told(draft)
  let [one, other] = [0x811c9dc5, 0x9e3779b9]
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at)
    one = Math.imul(one ^ letter, 0x01000193)
    other = Math.imul((other << 5) | (other >>> 27), 0x01000193) + letter
  }
  return [text.length, one >>> 0, other >>> 0].map(part => part.toString(36)).join('-')
}
