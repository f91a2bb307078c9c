import { isIn } from './changed-since.ts'
import { type FolderWatch, type WatchOptions, watchFolder } from './watch-folder.ts'

/** Folders that are watched, each once. */
export interface WatchedPlaces {
  /** @returns whether it was not watched yet */
  add(place: string, isFlat?: boolean): boolean
  close(): void
}

export function watchedPlaces(options: Omit<WatchOptions, 'isFlat' | 'watch'>): WatchedPlaces {
  const known: { place: string; isFlat: boolean; watch: FolderWatch }[] = []
  return {
    add(place, isFlat = false) {
      if (known.some(each => (each.isFlat ? isFlat && each.place === place : isIn(place, each.place)))) return false
      known.push({ place, isFlat, watch: watchFolder(place, { ...options, isFlat }) })
      return true
    },
    close() {
      for (const { watch } of known) watch.close()
    },
  }
}
