import { availableParallelism, loadavg } from 'node:os'

/** How many times what it can do this machine has to do: everything may take so much longer. */
export function crowding(): number {
  return Math.max(1, (loadavg()[0] ?? 0) / availableParallelism())
}

/** The same of a run as a whole, where `busiest` is the highest load that was seen in it. */
export function worstCrowding(busiest: number): number {
  return Math.max(1, Math.max(busiest, ...loadavg()) / availableParallelism())
}
