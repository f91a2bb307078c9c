import type { Drawing } from '../layout/drawing.ts'

let worker: Worker | undefined
let questions = 0
const waiting = new Map<number, (drawing: Drawing | undefined) => void>()
const known = new Map<string, Promise<Drawing | undefined>>()
const KEPT = 30

/**
 * Lays out away from the page's own thread; with `before`, two definitions in one. The last drawings are remembered. Where the code that
 * lays out cannot be loaded there is no drawing, and the next one asked for tries again.
 */
export function drawInWorker(definition: string, before?: string): Promise<Drawing | undefined> {
  const key = before === undefined ? definition : `${before}\0${definition}`
  const drawn = known.get(key)
  if (drawn !== undefined) return drawn
  worker ??= startWorker()
  const id = questions++
  const answer = new Promise<Drawing | undefined>(resolve => waiting.set(id, resolve))
  worker.postMessage({ id, definition, before })
  known.set(key, answer)
  if (known.size > KEPT) known.delete(known.keys().next().value!)
  return answer
}

function startWorker(): Worker {
  const started = new Worker(new URL('./layout.worker.ts', import.meta.url), { type: 'module' })
  started.addEventListener('message', (event: MessageEvent<{ id: number; drawing: Drawing | undefined }>) => {
    waiting.get(event.data.id)?.(event.data.drawing)
    waiting.delete(event.data.id)
  })
  started.addEventListener('error', () => {
    if (worker === started) worker = undefined
    started.terminate()
    for (const answer of waiting.values()) answer(undefined)
    waiting.clear()
    known.clear()
  })
  return started
}
