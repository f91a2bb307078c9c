import { MessageChannel } from 'node:worker_threads'
import { lendThread } from '../threads/kept-threads.ts'
import type { PackedSlice } from './pack-slice.ts'
import type { FromUpkeep, ToUpkeep, UpkeepSettings, UpkeepWork } from './upkeep.ts'

/** How the main thread sees the upkeep. */
export interface UpkeepThread {
  /** Resolves with what was packed, where that was asked for. */
  run(work: UpkeepWork): Promise<PackedSlice | undefined>
  close(): Promise<void>
}

// It has all the time in the world, and a larger nursery would only be filled with more garbage.
const resourceLimits = { maxYoungGenerationSizeMb: 3 }

export function startUpkeep(file: string, key: Uint8Array | undefined): UpkeepThread {
  const channel = new MessageChannel()
  const settings: UpkeepSettings = { file, port: channel.port2, key }
  const thread = lendThread(new URL('./upkeep.ts', import.meta.url), settings, resourceLimits)
  const running = new Map<number, (error?: string, packed?: PackedSlice) => void>()
  const closed = new Promise<void>(resolve => channel.port1.once('close', () => resolve()))
  let failure: string | undefined
  let task = 0
  channel.port1.on('message', ({ task, error, packed }: FromUpkeep) => {
    running.get(task)?.(error, packed)
    running.delete(task)
  })
  thread.onError(error => {
    failure = error instanceof Error ? error.message : String(error)
    for (const end of running.values()) end(failure)
    running.clear()
  })
  return {
    run(work) {
      task++
      const message: ToUpkeep = { task, ...work }
      return new Promise((resolve, reject) => {
        if (failure !== undefined) {
          reject(new Error(failure))
          return
        }
        running.set(task, (error, packed) => (error === undefined ? resolve(packed) : reject(new Error(error))))
        channel.port1.postMessage(message)
      })
    },
    async close() {
      channel.port1.postMessage({ close: true })
      await closed
      if (failure === undefined) thread.giveBack()
    },
  }
}
