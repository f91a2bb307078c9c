import { bubblewrapDriver, findBubblewrap, worksHere } from './bubblewrap-driver.ts'
import type { SandboxDriver } from './driver.ts'
import { processDriver } from './process-driver.ts'

export type SandboxChoice = 'auto' | 'process' | 'bubblewrap'

/**
 * The strongest isolation that this machine offers, or the one asked for. `readable` is what plain processes may read besides their
 * own code. Throws when bubblewrap is asked for and cannot be had.
 */
export function chooseDriver(choice: SandboxChoice, readable: readonly string[]): SandboxDriver {
  const program = choice === 'process' ? undefined : findBubblewrap()
  if (program !== undefined && worksHere(program)) return bubblewrapDriver(program)
  if (choice === 'bubblewrap') throw new Error('bubblewrap is not installed, or this machine does not let it make namespaces.')
  return processDriver({ readable })
}
