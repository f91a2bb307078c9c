import { type FSWatcher, readdirSync, watch } from 'node:fs'
import { join } from 'node:path'

/** Editors write a file in several steps; what comes this soon after is one change. */
const SETTLE_MS = 25

export interface FolderWatch {
  close(): void
}

/**
 * Tells of changes below a folder, those that come together at once: the paths, and when the first of them was seen
 * (`performance.now()`). Each folder has a watcher of its own, so that what is foreign costs nothing.
 *
 * @param isForeign of a folder's name
 */
export function watchFolder(
  root: string,
  isForeign: (name: string) => boolean,
  changed: (paths: string[], since: number) => void,
): FolderWatch {
  const watchers = new Map<string, FSWatcher>()
  const pending = new Set<string>()
  let since = 0
  let timer: NodeJS.Timeout | undefined

  function note(path: string): void {
    if (pending.size === 0) since = performance.now()
    pending.add(path)
    clearTimeout(timer)
    timer = setTimeout(() => {
      const paths = [...pending]
      pending.clear()
      add(root)
      changed(paths, since)
    }, SETTLE_MS)
  }

  /** Watches a folder and those in it that are not watched yet. */
  function add(folder: string): void {
    if (!watchers.has(folder)) {
      try {
        const watcher = watch(folder, (_, name) => {
          if (name === null || !isForeign(name)) note(name === null ? folder : join(folder, name))
        })
        watcher.on('error', () => remove(folder))
        watchers.set(folder, watcher)
      } catch {
        // It went as it was found.
        return
      }
    }
    for (const entry of entriesOf(folder)) if (entry.isDirectory() && !isForeign(entry.name)) add(join(folder, entry.name))
  }

  function remove(folder: string): void {
    watchers.get(folder)?.close()
    watchers.delete(folder)
  }

  function entriesOf(folder: string) {
    try {
      return readdirSync(folder, { withFileTypes: true })
    } catch {
      remove(folder)
      return []
    }
  }

  add(root)
  return {
    close() {
      clearTimeout(timer)
      for (const folder of [...watchers.keys()]) remove(folder)
    },
  }
}
