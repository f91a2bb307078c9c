import type { ExecutionRecord, Journal, Runtime } from '@pasos/engine'
import { laneCalls } from '../lanes/lane-calls.ts'
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
  const { home, journal, laneOf, news } = options
  const owners = laneCalls(options)

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
      return place ? owners.deliver(place.lane, executionArn, event) : home.deliver(executionArn, event)
    },
    async deliverByToken(...told) {
      const lane = options.laneOfToken(told[0]) ?? homeLane
      return lane === homeLane ? home.deliverByToken(...told) : owners.deliverByToken(lane, ...told)
    },
    // Read of the journal, which is all lanes'.
    executionOf: home.executionOf,
    async stop(executionArn, reason, isPatient) {
      let place = await elsewhere(executionArn)
      if (!place) {
        const record = await home.stop(executionArn, reason)
        if (record?.status !== 'RUNNING') return record
        // Started in another lane since it was looked for.
        place = await elsewhere(executionArn)
        if (!place) return record
      }
      return owners.stop(place.lane, executionArn, reason, isPatient)
    },
    async redrive(executionArn, redriveCount) {
      const place = await elsewhere(executionArn)
      return place ? owners.redrive(place.lane, executionArn, redriveCount) : home.redrive(executionArn, redriveCount)
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
