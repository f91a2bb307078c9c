import { setTimeout as wait } from 'node:timers/promises'
import { type Engine, EngineClosed, type OpenStore, type OwnedLane, type Runtime, type StartRequest, StoreFailed } from '@pasos/engine'
import type { LaneWork } from '../lanes/share-lanes.ts'
import type { NodeCall } from '../peers/node-server.ts'
import { BrokenOff, TryAgain } from '../peers/try-again.ts'
import type { ConfigurationCopy } from './configuration-copy.ts'

export interface LaneWorkerOptions {
  configuration: ConfigurationCopy
  /** The store of a lane that is owned. */
  storeOf(owned: OwnedLane): OpenStore
  /** An engine over it, with all that its tasks need. */
  openEngine(store: OpenStore): Promise<LaneEngine>
}

export interface LaneEngine extends Pick<Engine, 'runtime' | 'index' | 'expire' | 'close'> {
  /** Begins no task any more, and lets what tasks have called come to its end, for a while; the next owner begins the rest. */
  finish?(): Promise<void>
}

/** Works on the lanes that the node has, and answers what others ask of their executions. */
export interface LaneWorker {
  calls: Readonly<Record<string, NodeCall>>
  /** Takes up what there is to do in a lane. */
  gained(owned: OwnedLane): Promise<LaneWork>
  lanes(): { lane: number; running: number }[]
  /** Deletes executions of these lanes that ended before this time. */
  expire(before: number): Promise<void>
}

interface Work {
  engine: LaneEngine
  underway: Set<Promise<unknown>>
  /** Rejects when the lane is gone. */
  gone: PromiseWithResolvers<never>
}

/** Calls under way may take so long to end before their lane is given away. */
const mostMs = 1_000

type Told = Parameters<Runtime['deliverByToken']>[1]

export function laneWorker({ configuration, storeOf, openEngine }: LaneWorkerOptions): LaneWorker {
  const works = new Map<number, Work>()

  /** What a call carries: the lane it is for, and the configuration that it counts on. */
  const call =
    <B>(act: (runtime: Runtime, body: B) => Promise<unknown>): NodeCall =>
    async body => {
      const { lane, revision } = body as { lane: number; revision: number }
      const work = works.get(lane)
      if (!work) throw new TryAgain(`Lane ${lane} is not here.`)
      const acting = configuration.upTo(revision).then(() => {
        if (works.get(lane) !== work) throw new TryAgain(`Lane ${lane} is not here any more.`)
        return act(work.engine.runtime, body as B)
      })
      work.underway.add(acting)
      try {
        return await Promise.race([acting, work.gone.promise])
      } catch (error) {
        if (error instanceof TryAgain) throw error
        // Whether it is on disk the next owner will see: it is no answer that something here was about to end.
        if (error instanceof StoreFailed || error instanceof EngineClosed || works.get(lane) !== work)
          throw new BrokenOff(error instanceof Error ? error.message : String(error))
        throw error
      } finally {
        work.underway.delete(acting)
      }
    }

  const end = async (lane: number, work: Work): Promise<void> => {
    // Starts and answers are taken meanwhile, as ever.
    await work.engine.finish?.()
    // From now on others are asked to look for the new owner.
    works.delete(lane)
    await Promise.race([Promise.allSettled(work.underway), wait(mostMs, undefined, { ref: false })])
    await work.engine.close()
    work.gone.reject(new BrokenOff(`Lane ${lane} has been given away.`))
  }

  return {
    calls: {
      start: call<{ request: StartRequest; isRepeat?: boolean }>((runtime, { request, isRepeat }) =>
        runtime.start(isRepeat ? lookedFor(request) : request),
      ),
      deliver: call<{ executionArn: string; event: Parameters<Runtime['deliver']>[1] }>((runtime, { executionArn, event }) =>
        runtime.deliver(executionArn, event),
      ),
      deliverByToken: call<{ token: string; told: Told; accountId?: string; isRepeat?: boolean }>(
        (runtime, { token, told, accountId, isRepeat }) => runtime.deliverByToken(token, told, accountId, isRepeat),
      ),
      stop: call<{ executionArn: string; reason: { error?: string; cause?: string } }>(
        async (runtime, { executionArn, reason }) => (await runtime.stop(executionArn, reason)) ?? null,
      ),
      redrive: call<{ executionArn: string; redriveCount?: number }>(
        async (runtime, { executionArn, redriveCount }) => (await runtime.redrive(executionArn, redriveCount)) ?? null,
      ),
      /** Whether the lane is worked on here. */
      ready: call(async () => true),
      async refresh(body) {
        await configuration.upTo((body as { revision: number }).revision)
      },
    },
    async gained(owned) {
      const engine = await openEngine(storeOf(owned))
      const work: Work = { engine, underway: new Set(), gone: Promise.withResolvers<never>() }
      work.gone.promise.catch(() => undefined)
      works.set(owned.lane, work)
      return { close: () => end(owned.lane, work) }
    },
    lanes: () => [...works].map(([lane, { engine }]) => ({ lane, running: engine.index.countRunning() })),
    async expire(before) {
      for (const { engine } of works.values()) await engine.expire(before)
    },
  }
}

/** A name that was made up is none that nobody knows, once an owner before may have started it. */
function lookedFor({ isNewName: _isNewName, ...request }: StartRequest): StartRequest {
  return request
}
