import { workerToAsk } from '../ask-worker.ts'
import type { Drawing } from '../layout/drawing.ts'

const known = new Map<string, Promise<Drawing | undefined>>()
const KEPT = 30

const ask = workerToAsk<{ id: number; definition: string; before: string | undefined }, { id: number; drawing: Drawing | undefined }>(
  () => new Worker(new URL('./layout.worker.ts', import.meta.url), { type: 'module' }),
  () => known.clear(),
)

/**
 * Lays out away from the page's own thread; with `before`, two definitions in one. The last drawings are remembered. Where the code that
 * lays out cannot be loaded there is no drawing, and the next one asked for tries again.
 */
export function drawInWorker(definition: string, before?: string): Promise<Drawing | undefined> {
  const key = before === undefined ? definition : `${before}\0${definition}`
  const drawn = known.get(key)
  if (drawn !== undefined) return drawn
  const answer = ask({ definition, before }).then(told => told?.drawing)
  known.set(key, answer)
  if (known.size > KEPT) known.delete(known.keys().next().value!)
  return answer
}
