import { defaultLimits, partitionOf } from '@pasos/asl'
import {
  type AskOwner,
  type ConfigurationCopy,
  type LaneWatch,
  newestConfiguration,
  runningEverywhere,
  type SharedReads,
  spreadable,
  tellingHome,
} from '@pasos/cluster'
import {
  type Catalog,
  type DataStore,
  type ExecutionIndex,
  embeddedRuntime,
  executionIndex,
  type LongExpressions,
  languageInterpreter,
  memoryJournal,
  systemIds,
  type TaskRunner,
} from '@pasos/engine'
import { answeredAnywhere } from '@pasos/services/answered-anywhere'
import { createDispatcher, type DispatcherOptions, type IncomingRequest, type RequestNotice, type WireResponse } from '@pasos/wire'
import { createUnderway } from '../underway.ts'
import type { NodeWorkerOptions } from './node-worker.ts'
import { MISDIRECTED, misdirected, runtimeHere } from './runtime-here.ts'

export interface NodeAnswersOptions
  extends Pick<NodeWorkerOptions, 'accountId' | 'region' | 'clock' | 'limits' | 'askHome' | 'finishMs' | 'report'>,
    Required<Pick<DispatcherOptions, 'credential' | 'authorizeCaller' | 'admit'>> {
  configuration: ConfigurationCopy
  shared: Pick<SharedReads, 'documentRevision' | 'runningBeside' | 'executions'>
  map: Pick<LaneWatch, 'shared'>
  askOwner: AskOwner
  /** Whether the node can be sure that no other has been judged its heir: one that is cut off from the database asks others. */
  isCurrent(): boolean
  /** Express executions are written when they have ended, which the home does. */
  keepsExpressHistory: boolean
  connectors: readonly TaskRunner[]
  longExpressions: LongExpressions
  /** Whether a function may run on several nodes at once. */
  runsAnywhere(functionName: string, catalog: Catalog): boolean
}

/**
 * What the node that was asked answers by itself: starts of executions that may run anywhere, which need nothing but the configuration, lanes and
 * functions, what is told to those in lanes, and what is only read.
 */
export interface NodeAnswers {
  /** Nothing more is taken: another node is to be asked. */
  readonly isBusy: boolean
  /** Whether an operation of Step Functions may be answered here. */
  isHere(operation: string): boolean
  /** Whether a key is one that the configuration knows, or this node gave out. */
  knows(accessKeyId: string): boolean
  /** The answer as the home would give it; nothing when the home is to be asked. */
  answer(request: IncomingRequest): Promise<WireResponse | undefined>
  /** Lets those that run come to their end, for a while, and tells the home of the last of them. */
  close(): Promise<void>
}

export async function openNodeAnswers(options: NodeAnswersOptions): Promise<NodeAnswers> {
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
  runtime.subscribe(turn => home.tell({ turn }))
  const canSpread = spreadable(name => options.runsAnywhere(name, catalog))
  const here = runtimeHere({ ...options, runtime, canSpread })
  const index = whatIsThere(options.shared)
  const service = answeredAnywhere({ catalog, clock, index, ids: systemIds, runtime: here, data: ofHome, proveKey: misdirected })
  const dispatch = createDispatcher({
    services: [service],
    ...{ defaultAccountId: accountId, defaultRegion: region, partition: partitionOf, now: clock.now },
    ...{ credential: options.credential, authorizeCaller: options.authorizeCaller, admit: options.admit, logger: { error: report } },
    onRequest: request => isAnswer(request) && home.tell({ request }),
  })
  const upToDate = newestConfiguration(options.shared, configuration)
  const underway = createUnderway()
  let isClosing = false
  return {
    get isBusy() {
      return isClosing || home.isBehind || !options.isCurrent()
    },
    isHere: operation => Object.hasOwn(service.operations, operation),
    knows: accessKeyId => options.credential(accessKeyId) !== undefined,
    async answer(request) {
      // Its body may have come after the end.
      if (isClosing) return undefined
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

/** What is not answered here the home notes when it has answered it. */
function isAnswer({ status }: RequestNotice): boolean {
  return status !== MISDIRECTED
}

/** An asynchronous Express execution is noted before it begins, by the home. */
const ofHome: DataStore = { get: misdirected, scan: misdirected, commit: misdirected }

/** Executions as the database has them. Of what is not there, and of how far Map Runs are, the home may know more. */
function whatIsThere({ executions, runningBeside }: NodeAnswersOptions['shared']): ExecutionIndex {
  const unknown = { describe: () => undefined }
  const index = executionIndex(
    executions,
    unknown,
    { of: runningEverywhere({ runningBeside }) },
    { describe: misdirected, of: misdirected },
  )
  return { ...index, describe: async executionArn => (await index.describe(executionArn)) ?? misdirected() }
}
