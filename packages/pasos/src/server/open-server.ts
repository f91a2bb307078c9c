import { fileURLToPath } from 'node:url'
import { partitionOf } from '@pasos/asl'
import {
  type Activities,
  type Catalog,
  type Clock,
  type Engine,
  EngineClosed,
  expressionThreads,
  openEngine,
  type StoredObjects,
  StoreFailed,
  s3ItemSource,
  s3ResultSink,
  systemClock,
  systemIds,
} from '@pasos/engine'
import { type SandboxChoice, sandboxLevel } from '@pasos/lambda/sandbox'
import { allServices, chooseServices, type GivenKeys, type Service } from '@pasos/services'
import { openVault } from '@pasos/store-sqlite'
import { createDispatcher, type ServiceOperations } from '@pasos/wire'
import { openBackups } from './backup.ts'
import { callsTogether } from './calls-together.ts'
import { type ChosenStore, ownStore } from './chosen-store.ts'
import { signerOf } from './client-request.ts'
import type { Joining, ServerPlace } from './cluster/open-node.ts'
import { type Composition, composeServices } from './compose-services.ts'
import { consoleData } from './console-data.ts'
import { consoleFiles } from './console-files.ts'
import { customResponses } from './custom-responses.ts'
import { arrivals } from './door/arrival.ts'
import { openRootKey, type RootKey } from './door/root-key.ts'
import { drafts } from './drafts.ts'
import { deployExample, EXAMPLE_NEEDS, type InProcess } from './example.ts'
import { executionLimits } from './execution-limits.ts'
import { closeFolder } from './folder-modes.ts'
import type { ApiEndpoints } from './forward/api-endpoints.ts'
import type { ForwardTargets } from './forward/forward-targets.ts'
import { machineCredentials } from './forward/machine-credentials.ts'
import { createProxy } from './forward/proxy.ts'
import { functionCode } from './function-code.ts'
import { functionUrl } from './function-url.ts'
import { leastPrivilege } from './least-privilege.ts'
import type { Route } from './listener.ts'
import { type MockBook, openMockBook } from './mocks/mock-book.ts'
import type { MockConfig } from './mocks/mock-config.ts'
import { mockedTasks } from './mocks/mocked-tasks.ts'
import { startTestCases } from './mocks/start-test-case.ts'
import { openInParts } from './open-in-parts.ts'
import { type FrontOptions, openListeners } from './open-listeners.ts'
import { refuseOnLowDisk } from './operation/disk-reserve.ts'
import { type DiskWatch, watchDisk } from './operation/disk-watch.ts'
import { fileSizes } from './operation/file-sizes.ts'
import { createFinishing, type Finishing } from './operation/finish.ts'
import { health } from './operation/health.ts'
import { createRequestLog } from './operation/request-log.ts'
import { scheduleBackups } from './operation/scheduled-backups.ts'
import { createServerMetrics, type Gauges, type ServerMetrics } from './operation/server-metrics.ts'
import { outbox } from './outbox.ts'
import { restApi } from './rest-api.ts'
import { keepExecutionsFor } from './retention.ts'
import { forwardedTo, type ServerSettings, serverSettings } from './server-settings.ts'
import { snsCertificate } from './sns-certificate.ts'
import { exportExecutions } from './traces/export-executions.ts'
import { handingOnTraces } from './traces/hand-on-trace.ts'
import { createOtlpExporter, type OtlpTarget } from './traces/otlp-exporter.ts'

const CONSOLE = fileURLToPath(new URL('../../../console/dist/', import.meta.url))
const LOW_DISK = 'The disk of the data folder is nearly full: nothing new is begun, what runs goes on.'
/** Calls and functions under way may take so long to end. */
const lastMs = 1_000

export interface ServerOptions extends FrontOptions, Joining {
  folder: string
  /** A PostgreSQL, by its URL, that keeps everything durable; without it SQLite in the folder does. */
  postgres?: string | undefined
  /** Where the other nodes on that PostgreSQL reach this one; a free port of the loopback interface by default. */
  reachedAt?: { host: string; port: number } | undefined
  /** Where clients reach it, when that is not where it listens: URLs that services give out begin with it. */
  publicUrl?: string | undefined
  /** Deploys the worked example when the folder is new. */
  deployExample: boolean
  /** 32 bytes that open an encrypted data folder, or make a new one encrypted. */
  encryptionKey?: Uint8Array | undefined
  accountId: string
  region: string
  version: string
  /** Ended executions are kept this long; 0 keeps them for ever. */
  retentionDays: number
  /** AWS's limits on payloads and histories; otherwise none. */
  keepsAwsLimits: boolean
  /** Executions that run longer time out; 0: none does. */
  executionDays: number
  keepsExpressHistory: boolean
  /** `soft`: what policies do not allow happens all the same, and is told. Otherwise it is refused. */
  iam?: 'enforce' | 'soft' | undefined
  /** Keys of OpenID Connect providers that need not be asked for theirs. */
  oidcKeys?: GivenKeys | undefined
  /** How functions are kept apart. */
  sandbox: SandboxChoice
  /** Addresses inside (`host` or `host:port`) that users may have called, e.g. by subscriptions; others inside are refused. */
  allowedHttp?: readonly string[] | undefined
  /** Where the APIs of `apigateway:invoke` are. */
  apiEndpoints?: ApiEndpoints | undefined
  /** Scopes of the services that are served, e.g. `states`; what they cannot do without comes with them. Without: all. */
  services?: readonly string[] | undefined
  /** Bytes of the disk that new work leaves alone. */
  diskReserveBytes: number
  /** Test cases: executions started as `ARN#TestCase` get their answers instead of the services'. */
  mocks?: MockConfig | undefined
  /** Called with the operations before the port opens. */
  prepare?: ((target: InProcess) => Promise<void>) | undefined
  /** Services whose calls go elsewhere. */
  forward?: ForwardTargets | undefined
  /** By which the server goes, down to functions' logs and limits: tests let time pass with it. The machine's by default. */
  clock?: Clock | undefined
  /** Calls and functions under way may take so long to end when the server does; a second by default. */
  finishMs?: number | undefined
  /** Writes a line of JSON on stderr for each request, and no more than so many a second. */
  requestLinesPerSecond?: number | undefined
  /** Bytes that a function may log in a second, over time; 0, and by default: as many as it likes. */
  logBytesPerSecond?: number | undefined
  /** Backups that are made by themselves. */
  backups?: { folder: string; everyMs: number; keep: number } | undefined
  /** Where spans of executions go, and what every request there carries. */
  otlp?: OtlpTarget | undefined
  /** The store failed: nothing more is acknowledged and the process should end. */
  onFatal: (error: Error) => void
}

export interface Server {
  url: string
  folder: string
  exampleDeployed: boolean
  /** What keeps functions apart; `none`: they are not run. */
  sandbox: 'none' | 'process' | 'bubblewrap'
  /** Where strangers are verified. */
  rootKey?: RootKey | undefined
  /** Lets health say that the server is about to end; it goes on serving until it is closed. */
  drain(): void
  close(): Promise<void>
}

/**
 * Puts the parts together, from the store up to the port, and resolves once everything answers. Rejects when the folder or the port
 * cannot be had; then nothing is left open.
 */
export async function openServer(options: ServerOptions): Promise<Server> {
  const { folder, clock = systemClock, postgres, finishMs = lastMs } = options
  if (postgres === undefined) return openWhole(options, { store: ownStore(folder, clock, options.encryptionKey) })
  // Only here: whoever keeps everything in a folder waits for no client of PostgreSQL to be loaded.
  const { openOnPostgres } = await import('./cluster/open-on-postgres.ts')
  return openOnPostgres({ ...options, postgres, finishMs }, place => openWhole(options, place), report)
}

function openWhole(options: ServerOptions, place: ServerPlace): Promise<Server> {
  return openInParts((parts, close) => assemble(options, place, parts, close))
}

/** What stands before anybody can call. */
interface Core {
  engine: Engine
  composition: Composition
  services: readonly ServiceOperations[]
  chosen: readonly Service[]
  /** Filled in once the listeners are open. */
  address: { url: string; functionsUrl: string }
  metrics: ServerMetrics
  disk: DiskWatch
  finishing: Finishing
  store: ChosenStore
}

/** Opens part after part; each adds how to close it, and they are closed in the opposite order. */
async function assemble(
  options: ServerOptions,
  place: ServerPlace,
  parts: Array<() => unknown>,
  close: () => Promise<void>,
): Promise<Server> {
  const { accountId, region, folder, clock = systemClock } = options
  const core = await openCore(options, place.store, parts)
  const { engine, composition, services, chosen, address, metrics, disk, store, finishing } = core
  // Where nobody is verified there is no key that could get out.
  const rootKey = options.posture.auth === 'verify' ? openRootKey(folder) : undefined
  closeFolder(folder)
  const credential = knownCredentials(composition, rootKey, accountId, region)
  const onRequest = noticing(options, metrics)
  const dispatch = createDispatcher({
    services,
    defaultAccountId: accountId,
    defaultRegion: region,
    partition: partitionOf,
    credential,
    authorizeCaller: composition.authorizeCaller,
    admit: refuseOnLowDisk(disk),
    ...(options.forward && { forward: createProxy(options.forward, machineCredentials) }),
    onRequest,
    logger: { error: report },
    now: clock.now,
  })
  const exampleDeployed = options.deployExample && isNew(engine.catalog) && canRunExample(chosen)
  if (exampleDeployed) await deployExample({ services, accountId, region })
  const sandbox = sandboxLevel(options.sandbox)
  await options.prepare?.({ services, accountId, region })
  let isDraining = false
  const facts = () => ({ version: options.version, sandbox, runningExecutions: engine.index.countRunning() })
  const wellbeing = () => ({ isDraining, reasons: [...(disk.isLow() ? [LOW_DISK] : []), ...store.reasons()] })
  const mode = options.posture.auth === 'verify' ? ('verify' as const) : ('trust' as const)
  const callerOf = signerOf({
    mode,
    defaultAccountId: accountId,
    defaultRegion: region,
    partition: partitionOf,
    credential,
    now: clock.now,
  })
  const roomBytes = () => (disk.isLow() ? 0 : disk.freeBytes())
  // A database is backed up with its own tools.
  const backups = options.postgres === undefined ? openBackups({ engine, folder, roomBytes, report }) : undefined
  const arrivalOf = arrivals(options)
  const routes = [
    health(facts, wellbeing),
    functionUrl({ lambda: composition.lambda, callerOf, arrivalOf, report }),
    restApi({ apis: composition.apis, callerOf, arrivalOf, report }),
    serverSettings(() => settingsOf(options, chosen, sandbox)),
    drafts(engine.data, clock.now, report),
    callsTogether({ dispatch, arrivalOf, report }),
    ...(store.routes ?? []),
    ...routesOf(core),
    ...(backups ? [backups.route] : []),
    consoleFiles(CONSOLE),
  ]
  const node = place.ports && { ...place.ports, adoptCredential: composition.adoptCredential }
  const functionRoutes = [customResponses({ stacks: composition.stacks, report })]
  const listening = { rootKey, arrivalOf, credential, routes, functionRoutes, dispatch, report, now: clock.now, node }
  const listeners = await openListeners({ ...options, ...listening })
  parts.push(() => listeners.close(options.finishMs ?? lastMs, finishing.finish))
  address.url = listeners.url
  address.functionsUrl = listeners.functionsUrl
  await composition.start()
  store.serves?.(composition, onRequest)
  const stopRetention = keepExecutionsFor(options.retentionDays, { engine, clock, report })
  parts.push(stopRetention)
  if (options.backups && backups) parts.push(await scheduleBackups({ ...options.backups, clock, write: backups.write, report }))
  const drain = () => {
    isDraining = true
  }
  return { url: address.url, folder, exampleDeployed, sandbox, rootKey, drain, close }
}

async function openCore(options: ServerOptions, store: ChosenStore, parts: Array<() => unknown>): Promise<Core> {
  const { accountId, region, folder, clock = systemClock } = options
  const chosen = chooseServices(allServices, options.services)
  const address = { url: '', functionsUrl: '' }
  const activities = Promise.withResolvers<Activities>()
  let gauges: Gauges | undefined
  const metrics = createServerMetrics(() => gauges)
  parts.push(() => metrics.close())
  const finishing = createFinishing()
  let composition: Composition | undefined
  let book: MockBook | undefined
  const objects = (): StoredObjects => composition!.objects
  const longExpressions = expressionThreads()
  parts.push(() => longExpressions.close())
  let reaching: ReturnType<NonNullable<ChosenStore['over']>> | undefined
  const opened = await openEngine({
    longExpressions,
    store: metrics.timed(store.open),
    accountId,
    region,
    limits: executionLimits(options.keepsAwsLimits, options.executionDays),
    itemSources: [s3ItemSource(objects)],
    resultSinks: [s3ResultSink(objects)],
    clock,
    keepExpress: options.keepsExpressHistory,
    onFatal: options.onFatal,
    onDefect: error => report('a defect, contained', { error }),
    refuseTask: (resource, input, language) => composition?.refuseTask(resource, input, language),
    refuseActivityTask: request => composition?.refuseActivityTask(request),
    connectors: ports => {
      reaching = store.over?.(ports)
      composition = composeServices({
        ...ports,
        ...reaching,
        longExpressions,
        // The store has opened the folder by now.
        vault: openVault(folder, options.encryptionKey),
        ...{ folder, accountId, region, clock, ids: systemIds, services: chosen, sandbox: options.sandbox },
        iam: options.iam ?? 'enforce',
        givenKeys: options.oidcKeys ?? new Map(),
        functionClock: options.clock,
        sharesCode: options.postgres === undefined ? undefined : 'put',
        allowedHttp: options.allowedHttp ?? [],
        logBytesPerSecond: options.logBytesPerSecond,
        apiEndpoints: options.apiEndpoints,
        forward: options.forward,
        activities: () => activities.promise,
        endpoint: () => options.publicUrl ?? address.url,
        functionEndpoint: () => address.functionsUrl,
        logger: { error: report },
      })
      parts.push(() => composition?.close())
      if (options.mocks) book = openMockBook({ config: options.mocks, data: ports.data, index: ports.index })
      const watched = composition.connectors.map(finishing.watched)
      return options.otlp ? watched.map(handingOnTraces) : watched
    },
    ...(options.mocks && { runTasks: runners => mockedTasks({ invoked: request => book!.invoked(request) }, runners) }),
  })
  parts.push(
    () => opened.close(),
    () => reaching?.close(),
  )
  const engine: Engine = { ...opened, ...reaching, close: opened.close }
  if (!composition) throw new Error('the engine did not ask for its connectors')
  activities.resolve(engine.activities)
  await composition.load()
  const disk = await watchDisk({ folder, reserveBytes: options.diskReserveBytes })
  parts.push(() => disk.close(), metrics.follow(engine.runtime))
  gauges = {
    ...{ runningExecutions: () => engine.index.countRunning(), diskFreeBytes: disk.freeBytes, fileBytes: () => fileSizes(folder) },
    ...{ functionProcesses: composition.functionProcesses, longExpressions: longExpressions.load },
  }
  if (options.otlp) parts.push(startTracing(options, options.otlp, engine, metrics))
  const services = book ? startTestCases(composition.operations, book) : composition.operations
  return { engine, composition, services, chosen, address, metrics, disk, store, finishing }
}

/** Tells a collector of executions that end. Answers how to stop: what it has not taken yet is told after the next start. */
function startTracing({ version, region }: ServerOptions, otlp: OtlpTarget, engine: Engine, metrics: ServerMetrics): () => void {
  const resource = { 'service.name': 'pasos', 'service.version': version, 'cloud.region': region }
  const exporter = createOtlpExporter({ ...otlp, resource, report, count: metrics.onSpans })
  const stop = exportExecutions({ follow: engine.follow, index: engine.index, exporter })
  return () => {
    stop()
    exporter.close()
  }
}

function settingsOf(options: ServerOptions, chosen: readonly Service[], sandbox: string): ServerSettings {
  const { version, accountId, region, folder, retentionDays, keepsExpressHistory, keepsAwsLimits } = options
  return {
    ...{ version, accountId, region, folder, retentionDays, keepsExpressHistory, keepsAwsLimits, sandbox },
    auth: options.posture.auth,
    iam: options.iam ?? 'enforce',
    services: chosen.map(service => service.scope),
    forwarded: forwardedTo(options.forward),
  }
}

/** What is answered besides AWS's operations. */
function routesOf({ engine, composition, metrics }: Core): Route[] {
  return [
    metrics.route,
    ...consoleData(engine, report),
    functionCode(composition.lambda, report),
    outbox(composition.sns, report),
    snsCertificate(composition.sns, report),
    leastPrivilege(composition),
  ]
}

function noticing({ requestLinesPerSecond, clock = systemClock }: ServerOptions, { onRequest }: ServerMetrics): ServerMetrics['onRequest'] {
  if (requestLinesPerSecond === undefined) return onRequest
  const write = (line: string) => process.stderr.write(line)
  const log = createRequestLog({ write, now: clock.now, mostPerSecond: requestLinesPerSecond })
  return notice => {
    onRequest(notice)
    log(notice)
  }
}

function isNew(catalog: Pick<Catalog, 'list'>): boolean {
  return catalog.list('role').length === 0 && catalog.list('stateMachine').length === 0
}

function canRunExample(chosen: readonly Service[]): boolean {
  return EXAMPLE_NEEDS.every(scope => chosen.some(service => service.scope === scope))
}

/** The keys that the server gave out, and the root's. */
function knownCredentials(
  { credential }: Composition,
  rootKey: RootKey | undefined,
  accountId: string,
  region: string,
): Composition['credential'] {
  const caller = { accountId, arn: `arn:${partitionOf(region)}:iam::${accountId}:root`, userId: accountId }
  const root = rootKey && { secretAccessKey: rootKey.secretAccessKey, caller }
  return accessKeyId => (root && accessKeyId === rootKey.accessKeyId ? root : credential(accessKeyId))
}

/** One JSON line on stderr: what we got wrong, once, at the rim. */
function report(message: string, details: Record<string, unknown>): void {
  const { error, ...rest } = details
  // The reason why the server stops is one line, which `onFatal` writes: those who meet it add nothing.
  if (error instanceof StoreFailed || error instanceof EngineClosed) return
  const stack = error instanceof Error ? error.stack : error === undefined ? undefined : String(error)
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), message, ...rest, ...(stack ? { stack } : {}) })}\n`)
}
