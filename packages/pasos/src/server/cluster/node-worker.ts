import { join } from 'node:path'
import { type AskOwner, configurationCopy, type LaneWatch, laneWorker, type SharedStore } from '@pasos/cluster'
import { type Activities, type Catalog, type DataStore, expressionThreads, openEngine, type Runtime, systemIds } from '@pasos/engine'
import type { PostgresNode } from '@pasos/store-postgres'
import { makeFolder, openDeathMarks, plainVault } from '@pasos/store-sqlite'
import { type CompositionOptions, composeServices } from '../compose-services.ts'
import { refuseOnLowDisk } from '../operation/disk-reserve.ts'
import { watchDisk } from '../operation/disk-watch.ts'
import { createFinishing } from '../operation/finish.ts'
import { handOnMeasured } from './hand-on-measured.ts'
import { withoutCollecting } from './home-store.ts'
import { type NodeAnswers, openNodeAnswers } from './node-answers.ts'

type Given = Pick<
  CompositionOptions,
  'accountId' | 'region' | 'clock' | 'functionClock' | 'services' | 'givenKeys' | 'sandbox' | 'allowedHttp' | 'logBytesPerSecond'
>

export interface NodeWorkerOptions extends Given {
  folder: string
  node: PostgresNode & SharedStore
  /** Of executions, as the home has them. */
  limits: NonNullable<Parameters<typeof openEngine>[0]['limits']>
  /** Asks something of the home, whoever is that. */
  askHome<T>(name: string, body: object): Promise<T>
  /** Where functions of this node call. */
  functionEndpoint(): string
  /** What tasks have called may take so long to end when a lane goes to another node. */
  finishMs: number
  /** Whether a function may run on several nodes at once. */
  runsAnywhere(functionName: string, catalog: Catalog): boolean
  /** Whether the node that is asked answers starts, and what is only read. */
  answersCalls: boolean
  keepsExpressHistory: boolean
  /** Bytes of the disk that new work leaves alone. */
  diskReserveBytes: number
  map: Pick<LaneWatch, 'shared'>
  askOwner: AskOwner
  onFatal(error: Error): void
  report(message: string, details: Record<string, unknown>): void
}

/** What a node does for executions in lanes besides the home's: it interprets them, and runs the functions that they call. */
export type NodeWorker = ReturnType<typeof laneWorker> & {
  ownCredential(accessKeyId: string): string | undefined
  answers: NodeAnswers | undefined
  /** Hands on the last of what its functions are measured by, to a home that is still there. */
  stopMeasuring(): Promise<void>
  close(): Promise<void>
}

const codeKinds: ReadonlySet<string> = new Set(['function', 'layer'])
const elsewhere = (): never => {
  throw new Error('That is for the home of the cluster alone.')
}

export async function openNodeWorker(options: NodeWorkerOptions): Promise<NodeWorker> {
  const { node, folder, accountId, region, clock, report, onFatal } = options
  const own = join(folder, 'worker')
  makeFolder(own)
  const longExpressions = expressionThreads()
  let fetchCode = async (): Promise<void> => undefined
  const configuration = await configurationCopy({
    ...{ shared: node.shared, askHome: options.askHome },
    async prepare(changes) {
      if (changes.some(({ kind }) => codeKinds.has(kind))) await fetchCode()
    },
  })
  const { catalog } = configuration
  const composition = composeServices({
    // What is durable is in the database.
    vault: plainVault,
    ...options,
    ...{ folder: own, catalog, longExpressions, ids: systemIds, logs: node.shared.logs },
    data: { ...node.shared.data, commit: async () => elsewhere() } satisfies DataStore,
    contents: { ...node.shared.contents, write: elsewhere, copy: elsewhere, settle: elsewhere, remove: elsewhere },
    // Executions tell here of nothing but to the home.
    ...{ runtime: noRuntime, follow: () => () => undefined, index: noIndex },
    ...{ iam: 'enforce', sharesCode: 'fetch' },
    activities: () => new Promise<Activities>(() => undefined),
    endpoint: options.functionEndpoint,
    logger: { error: report },
  })
  fetchCode = composition.fetchCode
  if ([...codeKinds].some(kind => catalog.list(kind).length > 0)) await fetchCode()
  const worker = laneWorker({
    configuration,
    storeOf: owned => async onFatalOfLane => {
      const marks = () => openDeathMarks(join(own, `marks-${owned.lane}`))
      const store = withoutCollecting(await node.openLane(owned, marks, onFatalOfLane))
      // One copy of the configuration serves all lanes.
      return { ...store, journal: { ...store.journal, documents: async () => [] } }
    },
    async openEngine(store) {
      const finishing = createFinishing()
      const connectors = composition.connectors.map(finishing.watched)
      const engine = await openEngine({
        ...{ store, accountId, region, clock, limits: options.limits, longExpressions, connectors, onFatal },
        onDefect: error => report('a defect, contained', { error }),
        refuseTask: composition.refuseTask,
      })
      return { ...engine, finish: () => finishing.finish(options.finishMs) }
    },
  })
  const disk = await watchDisk({ folder, reserveBytes: options.diskReserveBytes })
  const answers = options.answersCalls
    ? await openNodeAnswers({
        ...options,
        isCurrent: node.seat.isCurrent,
        ...{ configuration, shared: node.shared, connectors: composition.connectors, longExpressions },
        ...{ credential: composition.credential, authorizeCaller: composition.authorizeCaller, admit: refuseOnLowDisk(disk) },
      })
    : undefined
  const stopMeasuring = handOnMeasured(composition, minutes => options.askHome('measured', { minutes }))
  return {
    ...worker,
    ownCredential: composition.ownCredential,
    answers,
    stopMeasuring,
    async close() {
      await answers?.close()
      disk.close()
      await composition.close()
      await longExpressions.close()
    },
  }
}

const noRuntime: Runtime = {
  start: elsewhere,
  deliver: elsewhere,
  deliverByToken: elsewhere,
  executionOf: elsewhere,
  stop: elsewhere,
  redrive: elsewhere,
  updateMapRun: elsewhere,
  ended: elsewhere,
  subscribe: () => () => undefined,
}

const noIndex: CompositionOptions['index'] = {
  describe: elsewhere,
  list: elsewhere,
  history: elsewhere,
  mapRun: elsewhere,
  mapRuns: elsewhere,
  definition: elsewhere,
  countRunning: () => 0,
  counts: elsewhere,
  search: elsewhere,
}
