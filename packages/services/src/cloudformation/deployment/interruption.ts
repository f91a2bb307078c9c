import type { StackOperation } from '../records/stack-record.ts'

/** Another operation has taken the place of the one that was going on. */
export class Superseded extends Error {}

/** The server ends: whoever waits for something goes on after the next start. */
export class Closing extends Error {}

/** The time of a stack's creation is over. */
export class TookTooLong extends Error {
  constructor() {
    super('Stack creation time exceeded the specified timeout.')
  }
}

/** @throws TookTooLong */
export function checkTime(now: number, operation: StackOperation | undefined): void {
  if (operation?.phase === 'apply' && operation.deadline !== undefined && operation.deadline <= now) throw new TookTooLong()
}

/** What is no failure of a resource. */
export function isInterruption(error: unknown): boolean {
  return error instanceof Superseded || error instanceof Closing
}

/** Waits, unless the server ends meanwhile. @throws Closing */
export function pausing(closing: AbortSignal): (ms: number) => Promise<void> {
  return ms => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const end = () => {
      clearTimeout(timer)
      reject(new Closing())
    }
    const timer = setTimeout(() => {
      closing.removeEventListener('abort', end)
      resolve()
    }, ms)
    if (closing.aborted) end()
    else closing.addEventListener('abort', end, { once: true })
    return promise
  }
}
