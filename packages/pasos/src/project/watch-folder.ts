import { type FSWatcher, watch as nodeWatch, type WatchListener } from 'node:fs'
import { basename, dirname, join, sep } from 'node:path'
import { folderListings } from './folder-listings.ts'
import { gatherChanges } from './gather-changes.ts'
import { targetOf } from './target-of.ts'

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

/**
 * Watches a folder from now on. Each folder in it has a watcher of its own, so that what is foreign costs nothing. What links lead to is told
 * of by the paths that it has through them.
 */
export function watchFolder(root: string, options: WatchOptions): FolderWatch {
  const { isForeign, changed, failed, isFlat = false, watch = nodeWatch } = options
  const watchers = new Map<string, FSWatcher>()
  const listings = folderListings()
  const { note, close } = gatherChanges(tell)
  let seeking: NodeJS.Timeout | undefined
  let isShort = false

  function tell(noted: readonly string[], since: number): void {
    const before = new Set(noted.filter(listings.has))
    add(root)
    // What came and went meanwhile, as a file does that another is replaced by, is no change.
    const paths = noted.filter(path => path === root || before.has(path) || listings.has(path))
    if (paths.length > 0) changed(paths, since)
  }

  function seen(folder: string, what: string, name: string | null): void {
    const path = name === null ? folder : join(folder, name)
    if (name !== null && isForeign(name, path)) return
    if (what === 'rename') {
      // A folder that is made anew has nothing of the watcher of the one before it, however alike they look.
      if (watchers.has(path) || watchers.has(targetKey(path))) forget(path)
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
    if (!watchAs(folder, folder, (what, name) => seen(folder, what, name))) return
    try {
      for (const { name, path, kind, isLink } of listings.read(folder)) {
        if (isForeign(name, path)) continue
        if (isLink) addTarget(path)
        if (kind === 'folder' && !isFlat) add(path)
      }
    } catch {
      forget(folder)
    }
  }

  /** What a link leads to is written, goes and comes in another folder, of which nothing else is told. */
  function addTarget(link: string): void {
    const target = targetOf(link)
    watchAs(targetKey(link), dirname(target), (what, name) => {
      if (name !== null && name !== basename(target)) return
      if (what === 'rename') forget(link)
      note(link)
    })
  }

  /** @returns whether it is watched now, or has been */
  function watchAs(key: string, path: string, listener: WatchListener<string>): boolean {
    if (watchers.has(key)) return true
    try {
      const watcher = watch(path, listener)
      watcher.on('error', () => forget(key))
      watchers.set(key, watcher)
      return true
    } catch (error) {
      notWatched(key, error as NodeJS.ErrnoException)
      return false
    }
  }

  function notWatched(folder: string, error: NodeJS.ErrnoException): void {
    const isLimit = ['ENOSPC', 'EMFILE', 'ENFILE'].includes(error.code ?? '')
    if (isLimit && !isShort) failed(error)
    isShort ||= isLimit
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
      close()
      clearTimeout(seeking)
      forget(root)
    },
  }
}

/** Of the watcher for what a link leads to, beside the one for what is in it. */
function targetKey(link: string): string {
  return `${link}${sep}`
}
