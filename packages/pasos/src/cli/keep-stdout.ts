import { Writable } from 'node:stream'

/** The stdout that was kept. */
export interface KeptStdout {
  /** Where data goes. */
  out: Writable
  release(): void
}

/**
 * Functions that run in this process write to its stdout, where data goes: JSON for machines, or the messages of a protocol. Until
 * `release` what anybody writes there goes to stderr, as talk does, and data has a way of its own.
 */
export function keepStdout(): KeptStdout {
  const { stdout, stderr } = process
  const own = stdout.write
  // What fails is told by stdout itself, to whom it concerns.
  const out = new Writable({ write: (chunk, encoding, done) => void own.call(stdout, chunk, encoding, () => done()) })
  stdout.write = ((...args: Parameters<typeof own>) => stderr.write(...args)) as typeof own
  return {
    out,
    release: () => {
      stdout.write = own
    },
  }
}
