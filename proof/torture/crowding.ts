import { availableParallelism, loadavg } from 'node:os'

/** How many times what it can do this machine has to do: everything may take so much longer. */
export function crowding(): number {
  return Math.max(1, (loadavg()[0] ?? 0) / availableParallelism())
}
