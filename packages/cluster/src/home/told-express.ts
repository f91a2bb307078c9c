import { type Feed, FleetingMap, notices, type Runtime } from '@pasos/engine'
import type { Told } from '../worker/tell-home.ts'

/** What nodes tell the home of Express executions that they have run. */
export interface ToldExpress {
  /** Answers the requests among what is new. */
  take(told: Told): object[]
  subscribe: Runtime['subscribe']
}

/** Of processes that have ended nothing comes any more. */
const mostLives = 1_000

/** What a home has been told stays with it: one that takes over may be told once more what came last, as of any feed. */
export function toldExpress(onDefect: (error: unknown) => void): ToldExpress {
  const { subscribe, tell } = notices(onDefect)
  const serials = new FleetingMap<number>()
  return {
    subscribe,
    take({ life, serial, said }) {
      if (serial <= (serials.get(life) ?? 0)) return []
      if (serials.size >= mostLives && serials.get(life) === undefined) serials.deleteOldest()
      serials.set(life, serial)
      for (const each of said) if ('turn' in each) tell(each.turn)
      return said.flatMap(each => ('request' in each ? [each.request] : []))
    },
  }
}

/** They are in no store: followers are told of them from memory or not at all. */
export const feedOfNothing: Feed = {
  readFeed: async after => ({ entries: [], last: after }),
  feedEnd: async () => 0,
  feedCursor: async () => 0,
  moveFeedCursor: () => undefined,
}
