/** Whether this page hears from the server: `live`, or `reconnecting` while it does not; `idle` when it listens to nothing. */
export type Connection = 'idle' | 'connecting' | 'live' | 'reconnecting'

const streams = new Map<symbol, Connection>()
const listeners = new Set<() => void>()
let current: Connection = 'idle'

export function reportConnection(stream: symbol, state: Connection | undefined): void {
  if (state === undefined) streams.delete(stream)
  else streams.set(stream, state)
  const states = [...streams.values()]
  const next = (['reconnecting', 'connecting', 'live'] as const).find(each => states.includes(each)) ?? 'idle'
  if (next === current) return
  current = next
  for (const listener of listeners) listener()
}

export function connection(): Connection {
  return current
}

export function onConnectionChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
