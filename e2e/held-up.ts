import { readFileSync } from 'node:fs'

/**
 * Milliseconds in which a thread could have gone on, and others had the processors: this one, or the first of another process. Linux counts them
 * for each thread; elsewhere none are known of. What takes long for no other reason than that the machine is busy can so be told from what takes long.
 */
export function heldUpMs(pid?: number): number {
  try {
    const [, waited] = readFileSync(pid === undefined ? '/proc/thread-self/schedstat' : `/proc/${pid}/schedstat`, 'utf8').split(' ')
    return Number(waited) / 1e6
  } catch {
    return 0
  }
}
