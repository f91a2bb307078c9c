import type { Clock, Engine, OpenStore } from '@pasos/engine'
import { sqliteStore } from '@pasos/store-sqlite'
import type { RequestNotice } from '@pasos/wire'
import type { Composition } from './compose-services.ts'
import type { Route } from './listener.ts'

/** What others use of an engine. */
export type EnginePorts = Pick<Engine, 'runtime' | 'index' | 'catalog' | 'follow'>

/** Where everything durable is kept, and what keeps it from being well. */
export interface ChosenStore {
  open: OpenStore
  /** The engine's ports where they reach further than its store: to executions that other nodes run. */
  over?(ports: EnginePorts): EnginePorts & { close(): void }
  /** What is answered of it besides AWS's operations. */
  routes?: readonly Route[]
  /** Told of the services once they are served, and how to note a request that another node has answered. */
  serves?(composition: Composition, onRequest: (notice: RequestNotice) => void): void
  reasons(): readonly string[]
}

/** SQLite in the data folder; `encryptionKey` opens an encrypted one, or makes a new one encrypted. */
export function ownStore(folder: string, clock: Clock, encryptionKey?: Uint8Array): ChosenStore {
  return { open: sqliteStore({ folder, now: clock.now, encryptionKey }), reasons: () => [] }
}
