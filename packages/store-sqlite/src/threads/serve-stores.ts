import { parentPort } from 'node:worker_threads'
import type { Settings } from './kept-threads.ts'

/** Within a thread that `lendThread` has started: what it does for each store, one after the other. */
export function serveStores<S extends Settings>(serve: (settings: S) => void): void {
  parentPort!.on('message', serve)
}
