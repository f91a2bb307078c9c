/** How many bytes of bodies may be on their way into memory at once, over all connections; who asks for more waits for a turn. */
export interface BodyBudget {
  /**
   * Resolves, in the order of asking, once so many bytes are free, with the function that gives them back. What is larger than the whole
   * budget is let through alone. Gives nothing to whom `signal` says is gone.
   */
  take(bytes: number, signal: AbortSignal): Promise<() => void>
  /** How many are waiting. */
  waiting(): number
}

interface Waiter {
  bytes: number
  proceed: () => void
}

export function createBodyBudget(totalBytes: number): BodyBudget {
  let taken = 0
  const queue: Waiter[] = []
  const fits = (bytes: number) => taken === 0 || taken + bytes <= totalBytes
  const letIn = () => {
    while (queue[0] !== undefined && fits(queue[0].bytes)) {
      const { bytes, proceed } = queue.shift()!
      taken += bytes
      proceed()
    }
  }
  const giveBack = (bytes: number) => {
    let isBack = false
    return () => {
      if (isBack) return
      isBack = true
      taken -= bytes
      letIn()
    }
  }
  return {
    take: (bytes, signal) =>
      new Promise((resolve, reject) => {
        const leave = () => {
          const place = queue.indexOf(waiter)
          if (place >= 0) queue.splice(place, 1)
          reject(new Error('the client went away while its body waited'))
          letIn()
        }
        const proceed = () => {
          signal.removeEventListener('abort', leave)
          resolve(giveBack(bytes))
        }
        const waiter = { bytes, proceed }
        if (signal.aborted) return leave()
        signal.addEventListener('abort', leave, { once: true })
        queue.push(waiter)
        letIn()
      }),
    waiting: () => queue.length,
  }
}
