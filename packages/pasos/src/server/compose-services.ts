import { join } from 'node:path'
import type { Json } from '@pasos/asl'
import {
  type Activities,
  assumingRoles,
  awsSdkConnector,
  type Catalog,
  type Clock,
  type ExecutionIndex,
  type Ids,
  type LogStore,
  lambdaConnector,
  nestedExecutionConnector,
  type Runtime,
  refuseParameters,
  type TaskRunner,
} from '@pasos/engine'
import { chooseDriver, createFunctionHost, openCodeStore, type SandboxChoice } from '@pasos/lambda'
import {
  awsLimits,
  codeInUse,
  createAuthorizer,
  createCallerPermission,
  createCredentialStore,
  createExecutionLogger,
  createIamService,
  createLambdaService,
  createLogsService,
  createLogWriter,
  createNestedStarter,
  createRoleAssumption,
  createRunTask,
  createServiceCaller,
  createStatesService,
  createStsService,
  existingGroupKey,
  expireLogs,
  languageChecks,
  logGroupKey,
  refuseActivity,
} from '@pasos/services'
import type { DispatcherOptions, ServiceOperations } from '@pasos/wire'

/** Log groups keep their lines for whole days; looking once an hour is close enough. */
const RETENTION_INTERVAL_MS = 3_600_000

export interface CompositionOptions {
  folder: string
  accountId: string
  region: string
  catalog: Catalog
  runtime: Runtime
  index: ExecutionIndex
  logs: LogStore
  clock: Clock
  ids: Ids
  /** How functions are kept apart from the server and from each other. */
  sandbox: SandboxChoice
  /** Where the server answers, once it does: functions are told. */
  endpoint(): string
  logger: { error(message: string, details: Record<string, unknown>): void }
}

/** The services and what they lend to the engine and the dispatcher. */
export interface Composition {
  connectors: TaskRunner[]
  /** Why a task cannot even be scheduled; nothing when it can. */
  refuseTask(resource: string, input: Json): string | undefined
  services(activities: Activities): ServiceOperations[]
  credential: NonNullable<DispatcherOptions['credential']>
  authorizeCaller: NonNullable<DispatcherOptions['authorizeCaller']>
  /**
   * Removes code that no function refers to any more. Only before the port is open: a function that is being created refers to its
   * code a moment after storing it.
   */
  collectCode(): Promise<void>
  /** Takes up what a former process left: asynchronous invocations. Call once the port is open. */
  resume(): void
  close(): void
}

/** Creates every service on the engine's ports. The one place where services meet each other. */
export function composeServices(options: CompositionOptions): Composition {
  const { catalog, runtime, index, logs, clock, ids, accountId, region } = options
  const logsDependencies = { catalog, store: logs, clock }
  const credentials = createCredentialStore({ catalog, clock, ids })
  const authorizer = createAuthorizer({ catalog, clock, ids, credentials })
  const trusts = (roleArn: string, service: string) => authorizer.trusts(roleArn, service)
  const codeFolder = join(options.folder, 'code')
  const host = createFunctionHost({
    sink: createLogWriter(logsDependencies),
    temporaryRoot: join(options.folder, 'run'),
    driver: chooseDriver(options.sandbox, [codeFolder]),
  })
  const codeStore = openCodeStore(codeFolder)
  const lambda = createLambdaService({
    catalog,
    host,
    codeStore,
    clock,
    ids,
    trusts,
    platformEnvironment: (roleArn, functionArn) => ({
      AWS_ENDPOINT_URL: options.endpoint(),
      ...credentials.forProcess(roleArn, functionArn.split(':')[6] ?? 'function'),
    }),
    logGroupKey,
    defaults: { accountId, region },
  })
  const starting = { catalog, runtime, index, ids, checks: languageChecks, limits: awsLimits }
  const stopLogging = createExecutionLogger({
    runtime,
    catalog,
    logs,
    groupKey: arn => existingGroupKey(catalog, arn),
    uuid: () => ids.uuid(),
  })
  const served = Promise.withResolvers<readonly ServiceOperations[]>()
  const caller = createServiceCaller({ services: served.promise, authorizer, catalog, ids, logger: options.logger })
  const retention = setInterval(() => expireLogs(logsDependencies), RETENTION_INTERVAL_MS)
  retention.unref()
  const assumption = createRoleAssumption({ catalog, authorizer })
  const connectors = [
    lambdaConnector({ invoker: lambda.invoker, acceptor: lambda.acceptor, authorizer, clock, region }),
    nestedExecutionConnector({ starter: createNestedStarter({ ...starting, authorizer }), runtime, clock }),
    awsSdkConnector({ caller }),
  ].map(connector => assumingRoles(connector, assumption))
  const runTask = createRunTask(connectors)
  return {
    connectors,
    refuseTask: (resource, input) => refuseActivity(catalog, resource) ?? refuseParameters(resource, input),
    services: activities => {
      const logGroupExists = (arn: string) => existingGroupKey(catalog, arn) !== undefined
      const services = [
        createStatesService({ ...starting, activities, runTask, clock, trusts, logGroupExists, authorizer }),
        lambda,
        createIamService({ catalog, clock, ids }),
        createStsService({ catalog, clock, credentials, authorizeCaller: authorizer.authorizeCaller }),
        createLogsService(logsDependencies),
      ]
      served.resolve(services)
      return services
    },
    credential: accessKeyId => credentials.find(accessKeyId),
    authorizeCaller: createCallerPermission(authorizer),
    collectCode: () => {
      const used = codeInUse(catalog)
      return codeStore.collect(sha256 => used.has(sha256))
    },
    resume: () => lambda.events.resume(),
    close: () => {
      clearInterval(retention)
      stopLogging()
      lambda.events.close()
      host.close()
    },
  }
}
