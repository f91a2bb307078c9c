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

/** By how much longer all has taken since then than where this thread had a processor whenever it could go on: 1 where it always had. */
export function busyFactor(): () => number {
  const began = { heldUp: heldUpMs(), used: usedMs() }
  return () => {
    const used = usedMs() - began.used
    return used > 0 ? (used + heldUpMs() - began.heldUp) / used : 1
  }
}

/** Of a processor, by this thread. */
function usedMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}
