import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { checkInWorker } from '../../editor/check-in-worker.ts'
import { startSimulation } from './use-simulation.ts'

/** A worker whose code cannot be loaded: the server is away, or has another version by now. */
class Lost extends EventTarget {
  postMessage() {
    queueMicrotask(() => this.dispatchEvent(new Event('error')))
  }
  terminate() {}
}

beforeEach(() => void vi.stubGlobal('Worker', Lost))
afterEach(() => vi.unstubAllGlobals())

it('a simulation whose code cannot be loaded says so, and does not wait for ever', async () => {
  expect(await startSimulation('{}', {}, {}).answer).toMatchObject({ events: [], isLost: true })
})

it('a check whose code cannot be loaded says so, each time that it is asked', async () => {
  const question = { definition: '{}', language: 'en', options: {} } as const
  expect(await checkInWorker(question)).toBeUndefined()
  expect(await checkInWorker(question)).toBeUndefined()
})
