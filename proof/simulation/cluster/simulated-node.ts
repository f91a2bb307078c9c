import {
  askingOwner,
  type ConfigurationCopy,
  homeLane,
  type LaneNews,
  laneWorker,
  shareLanes,
  spreadable,
  spreadRuntime,
  TryAgain,
  watchLanes,
} from '@pasos/cluster'
import { type Engine, type OpenStore, type OwnedLane, openEngine, type Runtime, type TaskRunner, taskTokens } from '@pasos/engine'
import { readers } from '@pasos/store-postgres/readers'
import { takeSeat } from '@pasos/store-postgres/seat'
import type { Session } from '@pasos/store-postgres/session'
import { findAnywhere, laneOf, laneStore } from './lane-store.ts'
import type { Life, Machines } from './machines.ts'
import type { Network, NodeCalls } from './network.ts'
import type { SimulatedPostgres } from './simulated-postgres.ts'

export const leaseMs = 3_000
const frontPollMs = 25
const patienceMs = 20_000

/** What a node is asked for clients. */
export type Asked = { [K in 'start' | 'stop' | 'deliverByToken']: { op: K; args: Parameters<Runtime[K]> } }[
  | 'start'
  | 'stop'
  | 'deliverByToken']

export interface SimulatedNode {
  readonly life: Life
  readonly url: string
  /** The lanes that it works on at this moment. */
  lanes(): number[]
  /** Whether it would answer what the home answers. */
  servesHome(): boolean
  /** What a client asks: it may come to any node. */
  ask(asked: Asked): Promise<unknown>
  /** Gives up what it has, and ends. */
  leave(): Promise<void>
}

export interface NodeOptions {
  machines: Machines
  database: SimulatedPostgres
  network: Network
  life: Life
  url: string
  runner: TaskRunner
  allocate(): number
  onDefect(error: unknown): void
}

/**
 * One node of a cluster in a simulated world, put together as the real one is: its seat, the writer of its batches, the sharing of lanes, the calls among
 * nodes and the engines are the real ones. Rejects where the process would end at its start. A node that must end kills its life.
 */
export async function openSimulatedNode(options: NodeOptions): Promise<SimulatedNode> {
  const { database, network, life, url, onDefect } = options
  const open = new Set<Session>()
  const connect = database.connector(life, open)
  const fail = (): void => life.kill()
  const onSilent = (): void => {
    for (const session of [...open]) session.drop()
  }
  const report = (what: string, { error }: { error: unknown }): void => {
    // Without a database lanes can't be shared out, and are later.
    if (!(error as { code?: string }).code) onDefect(new Error(what, { cause: error }))
  }
  const seat = await takeSeat(connect, { leaseMs, onSilent, onFenced: fail })
  const reads = readers(connect, 2)
  const watch = await watchLanes(seat, report)
  let calls: NodeCalls = {}
  network.listen(url, life, () => calls)
  const call = <T>(to: string, name: string, body: object): Promise<T> => network.call<T>(life, to, name, body)
  const askOwner = askingOwner({ map: watch, call })
  const storeOf =
    (owned: OwnedLane): OpenStore =>
    onFatal =>
      laneStore({ ...options, connect, reads, owned, onFatal })
  const engineOn = (store: OpenStore): Promise<Engine> =>
    openEngine({
      ...{ store, connectors: [options.runner], accountId: '123456789012', region: 'us-east-1', onFatal: fail },
      ...{ clock: life.clock, ids: options.machines.ids, onDefect },
    })
  const worker = laneWorker({
    configuration: { upTo: async () => undefined } as unknown as ConfigurationCopy,
    storeOf,
    openEngine: engineOn,
  })
  let home: { engine: Engine; runtime: Runtime } | undefined
  calls = { ...worker.calls, front: body => serveHome(body as Asked) } as NodeCalls
  await seat.publish(url)
  const sharing = shareLanes({ seat, gained: worker.gained, report })
  watch.onLook(lanes => void sharing.look(lanes))
  const opening = openHome().catch(error => {
    if (!life.isDead) fail()
    throw error
  })
  opening.catch(() => undefined)

  async function openHome(): Promise<void> {
    const owned = await seat.takeWhenFree(homeLane, () => undefined)
    const engine = await engineOn(storeOf(owned))
    const tokens = taskTokens(Buffer.alloc(32, 7))
    const canSpread = spreadable(() => true)
    const runtime = spreadRuntime({
      ...{ home: engine.runtime, express: engine.runtime, journal: { find: findAnywhere(database, reads) }, laneOf, map: watch, askOwner },
      // Nobody here waits for ends.
      news: undefined as unknown as LaneNews,
      laneOfToken(token) {
        const place = tokens.read(token)
        return place && laneOf(place.number)
      },
      isSpread: canSpread,
      revision: () => 0,
    })
    home = { engine, runtime }
  }

  async function serveHome(asked: Asked): Promise<unknown> {
    if (!home) throw new TryAgain('The home is not here.')
    const giveUp = performance.now() + patienceMs
    while (!seat.isCurrent()) {
      if (performance.now() > giveUp) throw new Error('No node serves.')
      await new Promise<void>(resolve => void setTimeout(resolve, frontPollMs))
    }
    if (asked.op === 'start') return home.runtime.start(...asked.args)
    if (asked.op === 'stop') return (await home.runtime.stop(...asked.args)) ?? null
    return home.runtime.deliverByToken(...asked.args)
  }

  return {
    ...{ life, url },
    lanes: () => [...(home ? [homeLane] : []), ...worker.lanes().map(({ lane }) => lane)],
    servesHome: () => home !== undefined && life.run(seat.isCurrent),
    ask: async asked => (await askOwner<unknown>({ lane: homeLane, name: 'front', body: asked, isRepeatable: false })).result,
    async leave() {
      watch.close()
      await seat.sayLeaving().catch(() => undefined)
      seat.stopWaiting()
      await sharing.close()
      await opening.catch(() => undefined)
      const engine = home?.engine
      home = undefined
      await engine?.close()
      await seat.leave()
      life.kill()
    },
  }
}
