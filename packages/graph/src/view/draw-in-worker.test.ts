import { afterEach, expect, it, vi } from 'vitest'
import { drawInWorker } from './draw-in-worker.ts'

afterEach(() => vi.unstubAllGlobals())

/** A worker whose code cannot be loaded, or one that answers. */
function workers(isLoaded: boolean) {
  return class extends EventTarget {
    postMessage({ id }: { id: number }) {
      const event = isLoaded ? Object.assign(new Event('message'), { data: { id, drawing: { width: 1 } } }) : new Event('error')
      queueMicrotask(() => this.dispatchEvent(event))
    }
    terminate() {}
  }
}

it('has no drawing where the layout cannot be loaded, and tries again when it is asked again', async () => {
  vi.stubGlobal('Worker', workers(false))
  expect(await drawInWorker('{}')).toBeUndefined()
  vi.stubGlobal('Worker', workers(true))
  expect(await drawInWorker('{}')).toEqual({ width: 1 })
})
