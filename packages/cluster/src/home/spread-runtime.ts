import type { ExecutionRecord, Journal, Runtime, TokenOutcome } from '@pasos/engine'
import { type LaneStartsOptions, laneStarts } from '../lanes/lane-starts.ts'
import { homeLane } from '../ports.ts'
import type { LaneNews } from './lane-news.ts'

export interface SpreadOptions extends LaneStartsOptions {
  /** The home's own runtime. */
  home: Runtime
  journal: Pick<Journal, 'find'>
  laneOf(number: number): number
  /** The lane of a task token; undefined of what is none. */
  laneOfToken(token: string): number | undefined
  /** Turns of executions in other lanes. */
  news: LaneNews
  /** Of Express executions that other nodes have run. */
  express: Pick<Runtime, 'subscribe'>
}

/** A runtime over all lanes: what is the home's is done here, the rest by whoever owns the lane. */
export function spreadRuntime(options: SpreadOptions): Runtime {
  const { home, journal, laneOf, news, askOwner } = options

  const ask = <T>(lane: number, name: string, body: object, isRepeatable: boolean) =>
    askOwner<T>({ lane, name, body: { lane, revision: options.revision(), ...body }, isRepeatable })

  /** Where an execution is; undefined when it is the home's or unknown, which the home itself can tell. */
  const elsewhere = async (executionArn: string): Promise<{ lane: number; record: ExecutionRecord } | undefined> => {
    const found = await journal.find(executionArn)
    if (!found) return undefined
    const lane = laneOf(found.number)
    return lane === homeLane ? undefined : { lane, record: found.record }
  }

  const startInLane = laneStarts(options)

  return {
    start: async request => startInLane(request) ?? home.start(request),
    async deliver(executionArn, event) {
      const place = await elsewhere(executionArn)
      if (!place) return home.deliver(executionArn, event)
      return (await ask<boolean>(place.lane, 'deliver', { executionArn, event }, true)).result
    },
    async deliverByToken(token, told, accountId): Promise<TokenOutcome> {
      const lane = options.laneOfToken(token) ?? homeLane
      if (lane === homeLane) return home.deliverByToken(token, told, accountId)
      // Asked again, a token that was taken would be spent: the client shall learn that nobody knows.
      return (await ask<TokenOutcome>(lane, 'deliverByToken', { token, told, accountId }, told.type === 'TaskHeartbeat')).result
    },
    async stop(executionArn, reason) {
      let place = await elsewhere(executionArn)
      if (!place) {
        const record = await home.stop(executionArn, reason)
        if (record?.status !== 'RUNNING') return record
        // Started in another lane since it was looked for.
        place = await elsewhere(executionArn)
        if (!place) return record
      }
      return (await ask<ExecutionRecord | null>(place.lane, 'stop', { executionArn, reason }, true)).result ?? undefined
    },
    async redrive(executionArn) {
      const place = await elsewhere(executionArn)
      if (!place) return home.redrive(executionArn)
      return (await ask<ExecutionRecord | null>(place.lane, 'redrive', { executionArn }, false)).result ?? undefined
    },
    updateMapRun: home.updateMapRun,
    async ended(executionArn) {
      // Before anybody is asked: an end that comes meanwhile must not be missed.
      const end = news.whenEnded(executionArn)
      try {
        const place = await elsewhere(executionArn)
        if (!place) return await home.ended(executionArn)
        if (place.record.status !== 'RUNNING') return place.record
        await end.told
        return (await journal.find(executionArn))?.record
      } finally {
        end.forget()
      }
    },
    subscribe(listener, executionArn) {
      const stops = [home, news, options.express].map(({ subscribe }) => subscribe(listener, executionArn))
      return () => {
        for (const stop of stops) stop()
      }
    },
  }
}
