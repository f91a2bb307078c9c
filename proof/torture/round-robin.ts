import type { Answer, Caller } from './server.ts'
import { caller } from './server.ts'

const pauseMs = 30
/** What a node answers that has lost what it was serving, or finds nobody who serves: clients try again. */
const triedAgain: ReadonlySet<string> = new Set(['InternalFailure', 'ServiceUnavailableException'])

/** Calls the nodes of a cluster by turns, as a load balancer does, and tries the next one where nobody knows what became of a call. */
export interface RoundRobin extends Caller {
  /** How often another one had to be tried. */
  readonly retries: number
}

export interface RoundRobinOptions {
  /** So long none may have answered. */
  patienceMs?: number
  /** Why nobody will ever answer, once that is so. */
  whyHopeless?: () => string | undefined
}

/**
 * `urls`: of the nodes that are there at the moment. Rejects once `signal` is aborted, when none has answered for `patienceMs`, or when none did and
 * none will.
 */
export function roundRobin(
  urls: () => readonly string[],
  signal: AbortSignal,
  { patienceMs = Number.POSITIVE_INFINITY, whyHopeless }: RoundRobinOptions = {},
): RoundRobin {
  const callers = new Map<string, Caller>()
  let turn = 0
  let retries = 0

  const next = (): Caller | undefined => {
    const there = urls()
    const url = there[turn++ % Math.max(1, there.length)]
    if (url === undefined) return undefined
    const known = callers.get(url) ?? caller(url)
    callers.set(url, known)
    return known
  }

  const attempt = async (operation: string, input: object): Promise<Answer | undefined> => {
    try {
      const answer = await next()?.(operation, input)
      return answer === undefined || (!answer.ok && triedAgain.has(answer.code)) ? undefined : answer
    } catch {
      return undefined
    }
  }

  const call = async (operation: string, input: object): Promise<Answer> => {
    for (const giveUp = Date.now() + patienceMs; ; ) {
      if (signal.aborted) throw new Error('the round is over')
      if (Date.now() > giveUp) throw new Error(`no node has answered ${operation} for ${patienceMs} ms`)
      const answer = await attempt(operation, input)
      if (answer) return answer
      const hopeless = whyHopeless?.()
      if (hopeless !== undefined) throw new Error(`${operation} is answered by nobody any more: ${hopeless}`)
      retries++
      await new Promise(resolve => setTimeout(resolve, pauseMs))
    }
  }

  return Object.defineProperties(
    Object.assign(call, {
      close() {
        for (const each of callers.values()) each.close()
      },
    }),
    { retries: { get: () => retries } },
  ) as RoundRobin
}
