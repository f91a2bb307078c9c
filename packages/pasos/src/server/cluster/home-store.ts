import { setTimeout as wait } from 'node:timers/promises'
import {
  type AskedChange,
  type AskOwner,
  collectingLate,
  followLanes,
  homeLane,
  type LaneNews,
  type LaneWatch,
  laneNews,
  madeAtHome,
  type NodeCall,
  type NodeClient,
  pushedCatalog,
  spreadable,
  spreadRuntime,
  type Told,
  type ToldExpress,
  TryAgain,
  toldExpress,
} from '@pasos/cluster'
import { type Catalog, type DeathMarks, formerNumbers, type Store, taskTokens } from '@pasos/engine'
import { laneOf, type PostgresNode } from '@pasos/store-postgres'
import type { RequestNotice } from '@pasos/wire'
import type { ChosenStore, EnginePorts } from '../chosen-store.ts'
import type { Composition } from '../compose-services.ts'
import { keepMeasured } from './hand-on-measured.ts'
import { nodesRoute } from './nodes-route.ts'

export interface HomeStoreOptions {
  node: PostgresNode
  watch: LaneWatch
  call: NodeClient['call']
  askOwner: AskOwner
  marks(): DeathMarks
  reasons(): readonly string[]
  /** Of the key by which a stranger is known as the owner; nothing where nobody needs one. */
  rootKey(): string | undefined
  /** Whether other nodes may run executions at all. */
  isSpread: boolean
  /** Whether a function may run on several nodes at once. */
  runsAnywhere(functionName: string, catalog: Catalog): boolean
  onWaiting: ((owner: string) => void) | undefined
  report(message: string, details: { error: unknown }): void
}

export interface HomeStore extends ChosenStore {
  /** What the other nodes ask of the home. */
  calls: Readonly<Record<string, NodeCall>>
}

interface Opened {
  express: ToldExpress
  former: Awaited<ReturnType<typeof formerNumbers>>
  store: Store
  news: LaneNews
  committed: number
}

/**
 * The home's store: it opens once this node has the home's lane. What goes beyond that lane is asked of the nodes that have the others, over the
 * engine's own ports.
 */
export function homeStore(options: HomeStoreOptions): HomeStore {
  const { node, watch, onWaiting, reasons, report } = options
  const { seat, shared } = node
  const onDefect = (error: unknown): void => report('news of other lanes disturbed a listener', { error })
  let opened: Opened | undefined
  let catalog: Catalog | undefined
  let composition: Pick<Composition, 'keepMeasured'> | undefined
  let noteRequest: Parameters<NonNullable<ChosenStore['serves']>>[1] | undefined

  return {
    async open(onFatal) {
      const owned = await seat.takeWhenFree(homeLane, onWaiting)
      const store = collectingLate(await node.openLane(owned, options.marks, onFatal), {
        now: () => performance.now(),
        wait: (ms, signal) => wait(ms, undefined, { ref: false, signal }),
      })
      try {
        const news = await laneNews({ shared, journal: store.journal, onDefect }, await node.lanes())
        const close = async (): Promise<void> => {
          // What it reads with is closed now, while the node has other lanes yet.
          forgetNews()
          await store.close()
          // At once: what else the node still ends keeps nobody from serving.
          await seat.give(homeLane)
        }
        opened = {
          store,
          news,
          express: toldExpress(onDefect),
          committed: await shared.documentRevision(),
          former: await formerNumbers(store.data, store.journal),
        }
        const forgetNews = watch.onLook(news.look)
        return { ...store, close }
      } catch (error) {
        await store.close()
        throw error
      }
    },
    over(ports) {
      const over = portsOver(options, opened!, ports, onDefect)
      catalog = over.catalog
      return over
    },
    calls: {
      async change(body) {
        if (!catalog) throw new TryAgain('The home is not here.')
        return madeAtHome(catalog, body as AskedChange)
      },
      async rootKey() {
        if (!catalog) throw new TryAgain('The home is not here.')
        return options.rootKey() ?? null
      },
      async told(body) {
        if (!composition) throw new TryAgain('The home is not here.')
        for (const request of opened!.express.take(body as Told)) noteRequest?.(request as RequestNotice)
      },
      async measured(body) {
        if (!composition) throw new TryAgain('The home is not here.')
        await keepMeasured(composition, (body as { minutes: Parameters<typeof keepMeasured>[1] }).minutes)
      },
    },
    serves(composed, onRequest) {
      noteRequest = onRequest
      composition = composed
    },
    reasons,
    routes: [nodesRoute(node, report)],
  }
}

/** Definitions are all lanes', and collected by the home. */
export function withoutCollecting(store: Store): Store {
  return { ...store, upkeep: { ...store.upkeep, collectDefinitions: async () => undefined } }
}

/** The engine's ports over all lanes. */
function portsOver(
  { node, watch, call, askOwner, isSpread, runsAnywhere }: HomeStoreOptions,
  { store, news, express, committed, former }: Opened,
  ports: EnginePorts,
  onDefect: (error: unknown) => void,
): EnginePorts & { close(): void } {
  const { shared, seat } = node
  const { journal } = store
  const catalog = pushedCatalog({ catalog: ports.catalog, shared, seat, call }, committed)
  const tokens = taskTokens(journal.secret(), former)
  const canSpread = spreadable(name => runsAnywhere(name, ports.catalog))
  const { follow, close } = followLanes({ home: ports.follow, journal, shared, news, express, lanes: watch.shared, onDefect })
  return {
    catalog,
    runtime: spreadRuntime({
      ...{ home: ports.runtime, journal, laneOf, map: watch, news, express, askOwner },
      laneOfToken(token) {
        const place = tokens.read(token)
        return place && laneOf(place.number)
      },
      isSpread: definition => isSpread && canSpread(definition),
      revision: () => catalog.committed,
    }),
    index: { ...ports.index, countRunning: machine => ports.index.countRunning(machine) + news.countRunning(machine) },
    follow,
    close,
  }
}
