import { bubblewrapDriver, findBubblewrap, worksHere } from './bubblewrap-driver.ts'
import type { SandboxDriver } from './driver.ts'
import { processDriver } from './process-driver.ts'

export type SandboxChoice = 'auto' | 'process' | 'bubblewrap'

/** What keeps functions apart under this choice, on this machine. */
export function sandboxLevel(choice: SandboxChoice): SandboxDriver['name'] {
  return workingBubblewrap(choice) === undefined ? 'process' : 'bubblewrap'
}

function workingBubblewrap(choice: SandboxChoice): string | undefined {
  const program = choice === 'process' ? undefined : findBubblewrap()
  return program !== undefined && worksHere(program) ? program : undefined
}

/**
 * The strongest isolation that this machine offers, or the one asked for. `readable` is what plain processes may read besides their
 * own code. Throws when bubblewrap is asked for and cannot be had.
 */
export function chooseDriver(choice: SandboxChoice, readable: readonly string[]): SandboxDriver {
  const program = workingBubblewrap(choice)
  if (program !== undefined) return bubblewrapDriver(program)
  if (choice === 'bubblewrap') throw new Error('bubblewrap 0.8 or newer is not installed, or this machine does not let it make namespaces.')
  return processDriver({ readable })
}
