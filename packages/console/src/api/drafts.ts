import { answerOf } from './answer-of.ts'

/** What the Studio has not published yet: the server's own record, by the state machine's ARN; `new` for one that is to be created. */
export interface Draft {
  text: string
  settings: { name: string; roleArn: string; type: 'STANDARD' | 'EXPRESS' }
  /** The definition that was published when the draft was begun. */
  base: string
}

export interface StoredDraft extends Draft {
  revision: string
  savedAt: string
}

/** The revision that is there now (empty: none), or what somebody else has put there meanwhile. */
export type DraftAnswer = { revision: string } | { other: StoredDraft | undefined }

export interface DraftStore {
  read(): Promise<StoredDraft | undefined>
  /** `after` is the revision that is to be replaced. `isLast`: the page is about to close. */
  save(draft: Draft, after: string, isLast?: boolean): Promise<DraftAnswer>
  remove(after: string, isLast?: boolean): Promise<DraftAnswer>
}

/** A request that outlives its page may have no more than this in most browsers. */
const LAST_BYTES = 60_000

/** The draft of this key on the server. Rejects when it cannot be reached. */
export function draftStore(key: string): DraftStore {
  const address = `/_pasos/drafts/${encodeURIComponent(key)}`
  return {
    read: async () => (await answerOf<{ draft: StoredDraft | null }>(await fetch(address))).draft ?? undefined,
    async save(draft, after, isLast = false) {
      const body = JSON.stringify(draft)
      const keepalive = isLast && body.length < LAST_BYTES
      return changed(await fetch(`${address}?after=${after}`, { method: 'PUT', body, keepalive }))
    },
    remove: async (after, isLast = false) => changed(await fetch(`${address}?after=${after}`, { method: 'DELETE', keepalive: isLast })),
  }
}

export interface ListedDraft {
  key: string
  name: string
  revision: string
  /** ISO 8601. */
  savedAt: string
}

/** Every draft on the server, the latest first, and how many days one is kept that nobody saves. */
export async function listDrafts(): Promise<{ drafts: ListedDraft[]; keptDays: number }> {
  return answerOf(await fetch('/_pasos/drafts'))
}

async function changed(answer: Response): Promise<DraftAnswer> {
  if (answer.status !== 409) return answerOf<{ revision: string }>(answer)
  return { other: ((await answer.json()) as { draft: StoredDraft | null }).draft ?? undefined }
}
