import { availableParallelism } from 'node:os'

/**
 * A thread that sleeps is woken in some 45 µs, and a lone turn would wait for that twice: the writer for its batch, the main thread for
 * the answer. So both stay awake for what comes next, but only beside a lone write, where nobody else wants the time, only for as long as
 * it usually takes, and not where there is one processor for both.
 */
export const staysAwake = availableParallelism() > 1

/** From one lone write to the execution's next, where its task is answered at once: 70 µs. */
const lingerMs = 0.1

/** The longest commit that is waited for awake: a disk that syncs in more costs so much that waking is little beside it. */
const quickCommitMs = 0.5

/** What `take` finds within 0.1 ms; undefined when nothing came. */
export function linger<T>(take: () => T | undefined, now: () => number = performance.now.bind(performance)): T | undefined {
  const until = now() + lingerMs
  let found = take()
  while (found === undefined && now() < until) found = take()
  return found
}

/** Keeps the event loop from sleeping while a lone write is under way. */
export interface Vigil {
  /** A lone write has left. */
  begin(): void
  /** What was under way is on disk. */
  end(): void
}

/**
 * A vigil is kept for 0.5 ms at most, and only where the lone write before it took no longer: whether the disk is quick is told by the
 * writes themselves.
 */
export function keepVigil(
  now: () => number = performance.now.bind(performance),
  turn: (again: () => void) => void = setImmediate,
  isWorthwhile = staysAwake,
): Vigil {
  let begun: number | undefined
  let isQuick = isWorthwhile
  let isTurning = false

  const again = (): void => {
    isTurning = begun !== undefined && now() < begun + quickCommitMs
    if (isTurning) turn(again)
  }

  return {
    begin() {
      begun = now()
      if (!isQuick || isTurning) return
      isTurning = true
      turn(again)
    },
    end() {
      if (begun !== undefined) isQuick = isWorthwhile && now() < begun + quickCommitMs
      begun = undefined
    },
  }
}
