import { bubblewrapDriver, findBubblewrap, worksHere } from './bubblewrap-driver.ts'
import { findGroups, inGroups, openFunctionGroups } from './control-groups.ts'
import type { SandboxDriver } from './driver.ts'
import { noDriver } from './no-driver.ts'
import { processDriver } from './process-driver.ts'

/**
 * `auto`: bubblewrap, and where it does not work functions are not run. `any`: where it does not work they are plain processes.
 * `process` and `bubblewrap`: that one.
 */
export type SandboxChoice = 'auto' | 'any' | 'process' | 'bubblewrap'

/** What keeps functions apart under this choice, on this machine; `none`: nothing would, so they are not run. */
export function sandboxLevel(choice: SandboxChoice, find = workingBubblewrap): SandboxDriver['name'] {
  if (choice !== 'process' && find() !== undefined) return 'bubblewrap'
  return choice === 'process' || choice === 'any' ? 'process' : 'none'
}

function workingBubblewrap(): string | undefined {
  const program = findBubblewrap()
  return program !== undefined && worksHere(program) ? program : undefined
}

/**
 * What starts functions under this choice. `readable` is what plain processes may read besides their own code. Throws when bubblewrap is
 * asked for by name and cannot be had.
 */
export function chooseDriver(choice: SandboxChoice, readable: readonly string[], find = workingBubblewrap): SandboxDriver {
  const driver = bareDriver(choice, readable, find)
  const groups = driver === noDriver ? undefined : openFunctionGroups()
  return groups === undefined ? driver : inGroups(driver, groups)
}

function bareDriver(choice: SandboxChoice, readable: readonly string[], find: () => string | undefined): SandboxDriver {
  const program = choice === 'process' ? undefined : find()
  if (program !== undefined) return bubblewrapDriver(program)
  if (choice === 'bubblewrap') throw new Error('bubblewrap 0.8 or newer is not installed, or this machine does not let it make namespaces.')
  return choice === 'auto' ? noDriver : processDriver({ readable })
}

/** Whether functions would have control groups of their own here; see {@link findGroups}. */
export function groupsState(): 'delegated' | 'absent' | 'kept' {
  return findGroups().state
}
