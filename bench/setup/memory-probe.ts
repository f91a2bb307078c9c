/**
 * Loaded into a server beside its own code: tells its parent, when asked, what V8 holds. The live heap is what a forced collection
 * leaves, so it is known only where the server was started with `--expose-gc`.
 */
export interface HeapFigures {
  /** In use before the collection: what is live and the garbage beside it. */
  usedMb: number
  liveMb: number
  /** Pages that V8 holds for its heap, filled or not. */
  heldMb: number
  /** Buffers outside the heap. */
  externalMb: number
}

const mb = (bytes: number): number => bytes / 1024 ** 2

process.on('message', message => {
  if (message !== 'heap') return
  const usedMb = mb(process.memoryUsage().heapUsed)
  globalThis.gc?.()
  const { heapUsed, heapTotal, external } = process.memoryUsage()
  const figures: HeapFigures = { usedMb, liveMb: mb(heapUsed), heldMb: mb(heapTotal), externalMb: mb(external) }
  process.send?.(figures)
})
process.channel?.unref()
