import type { ContentStore } from './content-store.ts'
import type { DataStore } from './data-store.ts'
import type { DeathMarks } from './death-marks.ts'
import type { Feed } from './feed.ts'
import type { DocumentStore, Due, Journal, JournalIndex, Upkeep } from './journal.ts'
import type { LogStore } from './log-store.ts'
import type { MapRunJournal } from './map-runs.ts'

/** All that the engine keeps, in one place that this process owns until it closes it. */
export interface Store {
  journal: Journal & Due & JournalIndex & MapRunJournal & DocumentStore & Feed
  data: DataStore
  contents: ContentStore
  upkeep: Upkeep
  logs: LogStore
  marks: DeathMarks
  close(): Promise<void>
}

/** What an index of executions reads: of which store, and of whom its executions are, is nothing to it. */
export type StoredExecutions = Pick<Journal, 'find' | 'definition'> & JournalIndex & Pick<MapRunJournal, 'findMapRun' | 'mapRun'>

/** Opens a store; `onFatal` is told once when it can no longer be written. Rejects when it can't be had, with one line for people. */
export type OpenStore = (onFatal: (error: Error) => void) => Promise<Store>
