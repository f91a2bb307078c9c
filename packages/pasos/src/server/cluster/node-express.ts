import { defaultLimits, partitionOf } from '@pasos/asl'
import { newestConfiguration, spreadable, tellingHome } from '@pasos/cluster'
import {
  type Catalog,
  EngineClosed,
  embeddedRuntime,
  type LongExpressions,
  languageInterpreter,
  memoryJournal,
  type Runtime,
  systemIds,
  type TaskRunner,
} from '@pasos/engine'
import { syncStarts } from '@pasos/services'
import { ApiError, createDispatcher, type DispatcherOptions, type IncomingRequest, type WireResponse } from '@pasos/wire'
import { createUnderway } from '../underway.ts'
import type { NodeWorkerOptions } from './node-worker.ts'

export interface NodeExpressOptions
  extends Pick<NodeWorkerOptions, 'accountId' | 'region' | 'clock' | 'limits' | 'askHome' | 'finishMs' | 'report'>,
    Required<Pick<DispatcherOptions, 'credential' | 'authorizeCaller'>> {
  configuration: Parameters<typeof newestConfiguration>[1] & { catalog: Catalog }
  shared: Parameters<typeof newestConfiguration>[0]
  connectors: readonly TaskRunner[]
  longExpressions: LongExpressions
  /** Whether a function may run on several nodes at once. */
  runsAnywhere(functionName: string, catalog: Catalog): boolean
}

/** Synchronous Express executions on the node that was asked: they need nothing but the configuration and functions. */
export interface NodeExpress {
  /** Nothing more is taken: another node is to be asked. */
  readonly isBusy: boolean
  /** Whether a key is one that the configuration knows, or this node gave out. */
  knows(accessKeyId: string): boolean
  /** The answer to StartSyncExecution as the home would give it; nothing when the home is to be asked. */
  answer(request: IncomingRequest): Promise<WireResponse | undefined>
  /** Lets those that run come to their end, for a while, and tells the home of the last of them. */
  close(): Promise<void>
}

/** No operation answers with it: what the machine does needs the home. */
const MISDIRECTED = 421

export async function openNodeExpress(options: NodeExpressOptions): Promise<NodeExpress> {
  const { accountId, region, clock, report, configuration } = options
  const { catalog } = configuration
  const journal = memoryJournal()
  const runtime = embeddedRuntime({
    ...{ journal, data: journal.data, runners: options.connectors, clock, ids: systemIds, accountId, region },
    ...{ interpreter: languageInterpreter, limits: { ...defaultLimits, ...options.limits }, longExpressions: options.longExpressions },
    onDefect: error => report('a defect, contained', { error }),
  })
  await runtime.recover()
  const home = tellingHome(options)
  runtime.subscribe(home.tell)
  const canSpread = spreadable(name => options.runsAnywhere(name, catalog))
  const dispatch = createDispatcher({
    services: [syncStarts({ catalog, ids: systemIds, index: runtime.index, runtime: onlySpreadable(runtime, canSpread) })],
    ...{ defaultAccountId: accountId, defaultRegion: region, partition: partitionOf, now: clock.now },
    ...{ credential: options.credential, authorizeCaller: options.authorizeCaller, logger: { error: report } },
  })
  const upToDate = newestConfiguration(options.shared, configuration)
  const underway = createUnderway()
  let isClosing = false
  return {
    get isBusy() {
      return isClosing || home.isBehind
    },
    knows: accessKeyId => options.credential(accessKeyId) !== undefined,
    async answer(request) {
      const answered = upToDate().then(() => dispatch(request))
      underway.until(answered.catch(() => undefined))
      const response = await answered
      return response.status === MISDIRECTED ? undefined : response
    },
    async close() {
      isClosing = true
      let late: NodeJS.Timeout | undefined
      const tooLate = new Promise<void>(resolve => {
        late = setTimeout(resolve, options.finishMs)
      })
      await Promise.race([underway.none(), tooLate])
      clearTimeout(late)
      runtime.close()
      await home.close()
    },
  }
}

/** The runtime for executions that may run anywhere; whose need the home are not begun. */
function onlySpreadable(runtime: Runtime, canSpread: (definition: string) => boolean): Runtime {
  return {
    ...runtime,
    async start(request) {
      if (!canSpread(request.definition)) throw new ApiError('Misdirected', 'The home is to be asked.', { httpStatus: MISDIRECTED })
      return runtime.start(request)
    },
    ended: executionArn =>
      runtime.ended(executionArn).catch((error: unknown) => {
        if (!(error instanceof EngineClosed)) throw error
        throw new ApiError('ServiceUnavailableException', 'The node that ran the execution has ended. Try again.', { httpStatus: 503 })
      }),
  }
}
