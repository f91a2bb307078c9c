import type { ExecutionRecord, Journal, Runtime, StartRequest, StartResult, TokenOutcome } from '@pasos/engine'
import type { AskOwner } from '../lanes/ask-owner.ts'
import type { LaneWatch } from '../lanes/lane-watch.ts'
import { homeLane } from '../ports.ts'
import type { LaneNews } from './lane-news.ts'

export interface SpreadOptions {
  /** The home's own runtime. */
  home: Runtime
  journal: Pick<Journal, 'find'>
  laneOf(number: number): number
  /** The lane of a task token; undefined of what is none. */
  laneOfToken(token: string): number | undefined
  map: Pick<LaneWatch, 'shared'>
  /** Turns of executions in other lanes. */
  news: LaneNews
  /** Of Express executions that other nodes have run. */
  express: Pick<Runtime, 'subscribe'>
  isSpread(definition: string): boolean
  askOwner: AskOwner
  /** Of the configuration, as the owner of a lane must have it before it acts. */
  revision(): number
}

/** A runtime over all lanes: what is the home's is done here, the rest by whoever owns the lane. */
export function spreadRuntime(options: SpreadOptions): Runtime {
  const { home, journal, laneOf, map, news, askOwner } = options

  const ask = <T>(lane: number, name: string, body: object, isRepeatable: boolean) =>
    askOwner<T>({ lane, name, body: { lane, revision: options.revision(), ...body }, isRepeatable })

  /** Where an execution is; undefined when it is the home's or unknown, which the home itself can tell. */
  const elsewhere = async (executionArn: string): Promise<{ lane: number; record: ExecutionRecord } | undefined> => {
    const found = await journal.find(executionArn)
    if (!found) return undefined
    const lane = laneOf(found.number)
    return lane === homeLane ? undefined : { lane, record: found.record }
  }

  const laneFor = (request: StartRequest): number => {
    const isOurs = request.type === 'EXPRESS' || map.shared.length === 0 || !isJson(request) || !options.isSpread(request.definition)
    return isOurs ? homeLane : map.shared[hashOf(request.executionArn) % map.shared.length]!
  }

  const startElsewhere = async (lane: number, request: StartRequest): Promise<StartResult> => {
    const began = Date.now()
    const { result, isRepeat } = await ask<StartResult>(lane, 'start', { request }, true)
    // The first attempt had made it, and its answer was lost.
    const isOwn = isRepeat && result.record.input === request.input && result.record.startDate >= began
    return isOwn ? { outcome: 'created', record: result.record } : result
  }

  return {
    async start(request) {
      const lane = laneFor(request)
      return lane === homeLane ? home.start(request) : startElsewhere(lane, request)
    },
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

/** What goes to another node goes as JSON, which the values of a start in the middle, with all the digits of their numbers, are not. */
function isJson({ data = [], from }: StartRequest): boolean {
  return from === undefined && data.every(write => 'from' in write || write.value === undefined || typeof write.value === 'string')
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0
  return hash
}
