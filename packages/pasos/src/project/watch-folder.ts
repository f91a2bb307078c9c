import { type FSWatcher, watch as nodeWatch } from 'node:fs'
import { basename, join, sep } from 'node:path'
import { folderListings } from './folder-listings.ts'

/** Editors write a file in several steps; what comes this soon after is one change. */
const SETTLE_MS = 25
/** Where writing never pauses, as into a log in the folder, what has changed is told all the same. */
const MOST_MS = 250
/** How often a watched folder that is gone is looked for. */
const SEEK_MS = 200

export interface FolderWatch {
  close(): void
}

export interface WatchOptions {
  /** Of a folder or a file in it, by its name and its whole path: nothing of it is told. */
  isForeign(name: string, path: string): boolean
  /**
   * Told of changes, those that come together at once: the paths, and when the first of them was seen (`performance.now()`). The path of
   * a folder stands for everything in it: it may have come, gone, or be another one.
   */
  changed(paths: string[], since: number): void
  /** Told once where the machine's limit of watchers is reached: changes may go unseen. */
  failed(error: Error): void
  /** Files of the folder alone, none of the folders in it. */
  isFlat?: boolean
  /** Node's. */
  watch?: typeof nodeWatch
}

/** Watches a folder from now on. Each folder in it has a watcher of its own, so that what is foreign costs nothing. */
export function watchFolder(root: string, options: WatchOptions): FolderWatch {
  const { isForeign, changed, failed, isFlat = false, watch = nodeWatch } = options
  const watchers = new Map<string, FSWatcher>()
  const listings = folderListings()
  const pending = new Set<string>()
  let since = 0
  let timer: NodeJS.Timeout | undefined
  let seeking: NodeJS.Timeout | undefined
  let isShort = false

  function note(path: string): void {
    const now = performance.now()
    if (pending.size === 0) since = now
    pending.add(path)
    clearTimeout(timer)
    timer = setTimeout(tell, Math.min(SETTLE_MS, Math.max(0, since + MOST_MS - now)))
  }

  function tell(): void {
    const before = new Set([...pending].filter(listings.has))
    add(root)
    // What came and went meanwhile, as a file does that another is replaced by, is no change.
    const paths = [...pending].filter(path => path === root || before.has(path) || listings.has(path))
    pending.clear()
    if (paths.length > 0) changed(paths, since)
  }

  function seen(folder: string, what: string, name: string | null): void {
    const path = name === null ? folder : join(folder, name)
    if (name !== null && isForeign(name, path)) return
    if (what === 'rename') {
      // A folder that is made anew has nothing of the watcher of the one before it, however alike they look.
      if (watchers.has(path)) forget(path)
      // A watcher tells the end of its own folder by that folder's name.
      if (folder === root && name === basename(root)) {
        forget(root)
        note(root)
      }
    }
    note(path)
  }

  /** Watches a folder and those in it that are not watched yet. */
  function add(folder: string): void {
    if (!watchers.has(folder)) {
      try {
        const watcher = watch(folder, (what, name) => seen(folder, what, name))
        watcher.on('error', () => forget(folder))
        watchers.set(folder, watcher)
      } catch (error) {
        notWatched(folder, error as NodeJS.ErrnoException)
        return
      }
    }
    try {
      const folders = listings.read(folder).filter(entry => !isFlat && entry.isDirectory())
      for (const { name } of folders) if (!isForeign(name, join(folder, name))) add(join(folder, name))
    } catch {
      forget(folder)
    }
  }

  function notWatched(folder: string, error: NodeJS.ErrnoException): void {
    const isLimit = ['ENOSPC', 'EMFILE', 'ENFILE'].includes(error.code ?? '')
    if (isLimit && !isShort) {
      isShort = true
      failed(error)
    }
    // Others went as they were found.
    if (isLimit || folder !== root) return
    clearTimeout(seeking)
    seeking = setTimeout(() => {
      add(root)
      if (watchers.has(root)) note(root)
    }, SEEK_MS)
  }

  /** A folder's watcher, and those of the folders in it. */
  function forget(folder: string): void {
    for (const [path, watcher] of watchers) {
      if (!`${path}${sep}`.startsWith(`${folder}${sep}`)) continue
      watcher.close()
      watchers.delete(path)
      listings.forget(path)
    }
  }

  add(root)
  return {
    close() {
      clearTimeout(timer)
      clearTimeout(seeking)
      forget(root)
    },
  }
}
