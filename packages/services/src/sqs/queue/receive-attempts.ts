import type { Entry } from './entry.ts'

/** AWS: a reception is the same one for so long. */
const attemptMs = 5 * 60_000

interface Attempt {
  at: number
  /** As the reception left them. */
  entries: { entry: Entry; receives: number; visibleAt: number }[]
}

/** What requests with a ReceiveRequestAttemptId were given, so that who got no answer is given the same again. In memory only. */
export interface ReceiveAttempts {
  /** What the same request was given; nothing when it is too long ago, or when any of it was deleted, changed, or is visible again. */
  find(id: string, now: number): Entry[] | undefined
  /** `isRepeat`: the time of the first one counts. */
  remember(id: string, entries: readonly Entry[], when: { now: number; isRepeat: boolean }): void
}

export function receiveAttempts(): ReceiveAttempts {
  /** The oldest first. */
  const attempts = new Map<string, Attempt>()
  return {
    find(id, now) {
      const attempt = attempts.get(id)
      if (attempt === undefined || attempt.at + attemptMs <= now) return undefined
      const isSame = attempt.entries.every(
        ({ entry, receives, visibleAt }) =>
          !entry.isGone && entry.receives === receives && entry.visibleAt === visibleAt && visibleAt > now,
      )
      return isSame ? attempt.entries.map(({ entry }) => entry) : undefined
    },
    remember(id, entries, { now, isRepeat }) {
      for (const [old, { at }] of attempts) {
        if (at + attemptMs > now) break
        attempts.delete(old)
      }
      const kept = entries.map(entry => ({ entry, receives: entry.receives, visibleAt: entry.visibleAt }))
      const at = isRepeat ? (attempts.get(id)?.at ?? now) : now
      if (!isRepeat) attempts.delete(id)
      attempts.set(id, { at, entries: kept })
    },
  }
}
