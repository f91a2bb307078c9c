import type { Clock, OpenStore } from '@pasos/engine'
import { openDeathMarks, sqliteStore, takeDataFolder } from '@pasos/store-sqlite'

export interface StoreChoice {
  folder: string
  clock: Clock
  /** A URL: everything durable is in this database; what is this machine's alone, such as keys and unpacked code, stays in the folder. */
  postgres: string | undefined
  /** Another node serves the database, and this one waits until it has gone. */
  onWaiting: ((node: string) => void) | undefined
}

/** Where everything durable is kept, and what keeps it from being well. */
export interface ChosenStore {
  open: OpenStore
  reasons(): readonly string[]
}

const AWAY = 'The database does not answer: what is under way waits for it, and nothing that was acknowledged is lost.'

/** SQLite in the data folder, unless a PostgreSQL is named; only then anything of it is loaded. */
export function chosenStore({ folder, clock, postgres, onWaiting }: StoreChoice): ChosenStore {
  if (postgres === undefined) return { open: sqliteStore({ folder, now: clock.now }), reasons: () => [] }
  let isAway = false
  const open: OpenStore = async onFatal => {
    const { postgresStore } = await import('@pasos/store-postgres')
    const own = takeDataFolder(folder)
    try {
      const store = await postgresStore({
        ...{ url: postgres, now: clock.now, onWaiting },
        marks: () => openDeathMarks(own.marksFile),
        onAway: away => {
          isAway = away
        },
      })(onFatal)
      const close = async (): Promise<void> => {
        await store.close()
        own.release()
      }
      return { ...store, close }
    } catch (error) {
      own.release()
      throw error
    }
  }
  return { open, reasons: () => (isAway ? [AWAY] : []) }
}
