/** Editors write a file in several steps; what comes this soon after is one change. */
const SETTLE_MS = 25
/** Where writing never pauses, as into a log in the folder, what has changed is told all the same. */
const MOST_MS = 250

export interface GatheredChanges {
  note(path: string): void
  close(): void
}

/** @param tell told of what came together, and when the first of it did (`performance.now()`) */
export function gatherChanges(tell: (paths: readonly string[], since: number) => void): GatheredChanges {
  const pending = new Set<string>()
  let since = 0
  let timer: NodeJS.Timeout | undefined

  function end(): void {
    const paths = [...pending]
    pending.clear()
    tell(paths, since)
  }

  return {
    note(path) {
      const now = performance.now()
      if (pending.size === 0) since = now
      pending.add(path)
      clearTimeout(timer)
      timer = setTimeout(end, Math.min(SETTLE_MS, Math.max(0, since + MOST_MS - now)))
    },
    close: () => clearTimeout(timer),
  }
}
