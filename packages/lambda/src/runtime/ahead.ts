import { writeFileSync } from 'node:fs'
import type { Invocation, InvocationEnd } from '../function-spec.ts'

/** An invocation that a process has been given before it is done with another. */
export interface Ahead {
  invocation: Invocation
  signal: AbortSignal | undefined
  settle: (end: InvocationEnd) => void
  /** Told when it was not begun: it may run elsewhere. */
  giveBack: () => void
  /** The file that takes it back, as the host sees it. */
  mark: string
}

interface Entry extends Ahead {
  callOff: () => void
}

/** So many wait behind the one under way. */
export const mostAhead = 2

/**
 * What one process has been given and has not begun, in the order in which it will. An entry leaves by `next`, when all before it are
 * answered, or is given back.
 */
export class AheadQueue {
  private entries: Entry[] = []
  private readonly isAmidFrame: () => boolean

  /** @param isAmidFrame whether a part of something that the runtime tells has arrived */
  constructor(isAmidFrame: () => boolean) {
    this.isAmidFrame = isAmidFrame
  }

  get length(): number {
    return this.entries.length
  }

  add(ahead: Ahead): void {
    const { signal } = ahead
    const onAbort = (): void => this.takeBack()
    signal?.addEventListener('abort', onAbort, { once: true })
    this.entries.push({ ...ahead, callOff: () => signal?.removeEventListener('abort', onAbort) })
  }

  /** The runtime has answered all before it. */
  next(): Ahead | undefined {
    const entry = this.entries.shift()
    entry?.callOff()
    return entry
  }

  /**
   * Takes everything back that has not begun. The runtime looks for the file after it has told its last answer and before it begins
   * anything that came this way, however late it reads of it: so when all that it told
   * before the file was there has arrived, and the answer has not, the file will be seen and the invocation never begins. When the answer
   * has, the file may have been seen or not, and the runtime says so.
   */
  takeBack(): void {
    if (this.entries.length === 0) return
    for (const { mark } of this.entries) writeFileSync(mark, '')
    const taken = new Set(this.entries)
    // Two turns of the event loop: in between, all that was there to be read has been.
    setImmediate(() =>
      setImmediate(() => {
        if (this.isAmidFrame()) this.takeBack()
        else this.giveBack(entry => taken.has(entry))
      }),
    )
  }

  /** The process is gone. */
  giveAllBack(): void {
    this.giveBack(() => true)
  }

  private giveBack(isMeant: (entry: Entry) => boolean): void {
    const back = this.entries.filter(isMeant)
    this.entries = this.entries.filter(entry => !isMeant(entry))
    for (const { callOff, giveBack } of back) {
      callOff()
      giveBack()
    }
  }
}
