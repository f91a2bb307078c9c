import { STATUS_CODES } from 'node:http'
import type { StepEnvironment, WhyNotRun } from '@pasos/asl'
import {
  type Activities,
  assumingRoles,
  type Catalog,
  type Clock,
  type ContentStore,
  type DataStore,
  type ExecutionIndex,
  type Follow,
  type FunctionInvocation,
  type FunctionRefusal,
  type Ids,
  type LogStore,
  type LongExpressions,
  lambdaConnector,
  type RefuseActivityTask,
  type Runtime,
  refuseParameters,
  type ServiceCaller,
  type StoredObjects,
  serviceConnector,
  type TaskRunner,
} from '@pasos/engine'
import { findIntegration, parseResource } from '@pasos/integrations'
import type { SandboxChoice } from '@pasos/lambda'
import { inputShape } from '@pasos/models'
import {
  type ApiAddresses,
  type ApiGatewayFace,
  activityTaskRefusal,
  apiGatewayConnector,
  type CloudFormationFace,
  type ClusterPorts,
  cloudFormationService,
  cloudWatchService,
  createAuthorizer,
  createCallerPermission,
  createCredentialStore,
  createExecutionLogger,
  createFunctionApi,
  createRoleAssumption,
  createRoleUsage,
  createServiceCaller,
  createStoredObjects,
  createUseNotes,
  eksConnector,
  eventsService,
  existingGroupKey,
  type GivenKeys,
  httpConnector,
  type LambdaFace,
  type LeastPrivilege,
  lambdaService,
  leastPrivilegeOf,
  leastPrivilegeOfDraft,
  type MachineDraft,
  type MeasuredMinute,
  type OpenServices,
  openServices,
  refuseActivity,
  type Service,
  type SnsFace,
  servedApis,
  snsService,
  softAuthorizer,
} from '@pasos/services'
import type { Vault } from '@pasos/store-sqlite'
import type { DispatcherOptions, ServiceOperations } from '@pasos/wire'
import { openSealingKey } from './door/sealing-key.ts'
import { type ApiEndpoints, apiAddresses } from './forward/api-endpoints.ts'
import { clusterTokens } from './forward/cluster-token.ts'
import type { ForwardTargets } from './forward/forward-targets.ts'
import { createForwarder } from './forward/forwarder.ts'
import { type MachineCredentials, machineCredentials } from './forward/machine-credentials.ts'
import { openFunctionPlatform } from './function-platform.ts'
import { outgoingHttp } from './outgoing-http.ts'

export interface CompositionOptions {
  folder: string
  /** What stands between values and the files of the folder. */
  vault: Vault
  /** Functions' code is in the store too, where other machines find it. */
  sharesCode?: 'put' | 'fetch' | undefined
  accountId: string
  region: string
  catalog: Catalog
  data: DataStore
  contents: ContentStore
  runtime: Runtime
  follow: Follow
  index: ExecutionIndex
  logs: LogStore
  clock: Clock
  /** Of functions' limits. Without, those are lengths of time that no setting of the machine's clock shortens. */
  functionClock: Clock | undefined
  ids: Ids
  longExpressions: LongExpressions
  /** What is served, in the order in which it starts. */
  services: readonly Service[]
  /** Keys of identity providers, by their addresses: those are not asked for theirs. */
  givenKeys: GivenKeys
  /** `soft`: what policies do not allow happens all the same, and is told. */
  iam: 'enforce' | 'soft'
  /** Bytes that a function may log in a second, over time; 0, and by default: as many as it likes. */
  logBytesPerSecond?: number | undefined
  /** How functions are kept apart from the server and from each other. */
  sandbox: SandboxChoice
  /** Addresses inside that users' endpoints may have all the same: `host` or `host:port`. */
  allowedHttp: readonly string[]
  /** Services that are elsewhere. */
  forward?: ForwardTargets | undefined
  /** Where the APIs of `apigateway:invoke` are. */
  apiEndpoints?: ApiEndpoints | undefined
  /** Where the server answers, once it does. */
  endpoint(): string
  /** Where functions call it. */
  functionEndpoint(): string
  /** The engine's, once it is open. */
  activities(): Promise<Activities>
  logger: { error(message: string, details: Record<string, unknown>): void }
}

/** The services and what they lend to the engine and the dispatcher. */
export interface Composition {
  connectors: TaskRunner[]
  /** What distributed Maps read and write. */
  objects: StoredObjects
  /** Why a task cannot even be scheduled; nothing when it can. */
  refuseTask: NonNullable<StepEnvironment['refuseTask']>
  refuseActivityTask: RefuseActivityTask
  operations: readonly ServiceOperations[]
  /** What Lambda lends; nothing where it is not served. */
  lambda(): Promise<LambdaFace> | undefined
  /** The same of SNS. */
  sns(): Promise<SnsFace> | undefined
  /** The same of API Gateway. */
  apis(): Promise<ApiGatewayFace> | undefined
  stacks(): Promise<CloudFormationFace> | undefined
  credential: NonNullable<DispatcherOptions['credential']>
  authorizeCaller: NonNullable<DispatcherOptions['authorizeCaller']>
  /** Fetches functions' code that is in the store and not here. */
  fetchCode(): Promise<void>
  /** A credential that was given to a function here, as another node's `adoptCredential` takes it. */
  ownCredential(accessKeyId: string): string | undefined
  adoptCredential(credential: string): void
  /** Begins to gather what services measure of themselves, for another node to keep; answers how to take it. */
  collectMeasured(): () => MeasuredMinute[]
  keepMeasured(minutes: readonly MeasuredMinute[]): Promise<void>
  /** What a state machine's role must be allowed: by its definition, and by what was seen in soft mode. */
  leastPrivilege(nameOrArn: string): LeastPrivilege | undefined
  /** The same of one that is not made yet. */
  leastPrivilegeOfDraft(draft: MachineDraft): LeastPrivilege
  /** How many processes of functions there are. */
  functionProcesses(): number
  /** Takes up what requests ask for at once. Call before the port is open. */
  load(): Promise<void>
  /** Begins what goes on by itself, such as what a former process left. Call once the port is open. */
  start(): Promise<void>
  close(): Promise<void>
}

/** Puts the declared services on the engine's ports, and the engine's connectors on them. */
export function composeServices(options: CompositionOptions): Composition {
  const { catalog, data, contents, runtime, index, logs, clock, ids, accountId, region, logger } = options
  const { credentials, usage, authorizer, authorizeCaller } = openIdentities(options)
  const platform = openFunctionPlatform(options)
  const outgoing = outgoingHttp(options.allowedHttp)
  const connectors: TaskRunner[] = []
  const services = openServices(options.services, {
    ...{ accountId, region, catalog, data, contents, runtime, index, logs, clock, ids, credentials, authorizer, logger },
    ...{ follow: options.follow, longExpressions: options.longExpressions, givenKeys: options.givenKeys },
    activities: { poll: async (...poll) => (await options.activities()).poll(...poll) },
    connectors: () => connectors,
    whyNotRun: resource => whyNotRun(resource, connectors, caller),
    // Made of the services that stand on it.
    caller: { reach: service => caller.reach(service), call: (...call) => caller.call(...call) },
    functions: platform.open,
    sealingKey: () => openSealingKey(options.folder, options.vault),
    outgoing,
    endpoint: options.endpoint,
    functionEndpoint: options.functionEndpoint,
  })
  const roleSession = (roleArn: string) => sessionOf(credentials.forProcess(roleArn, 'forwarded'))
  const called = {
    ...{ authorizeCaller, catalog, ids, logger },
    services: options.services,
    operations: () => services.operations,
    forward: createForwarder({
      targets: options.forward ?? new Map(),
      awsCredentials: machineCredentials,
      roleSession,
      now: () => clock.now(),
    }),
  }
  const caller = createServiceCaller(called)
  const assumption = createRoleAssumption({ catalog, authorizer })
  connectors.push(
    ...[
      lambdaConnector({ ...lambdaPorts(services), api: createFunctionApi(clock), authorizer, region }),
      httpConnector({ catalog, authorizer, connections: () => services.face(eventsService)?.then(face => face.connections) }),
      apiGatewayConnector({
        ...{ authorizer, outgoing, inside: outgoingHttp('all'), addresses: apisOf(options, roleSession) },
        here: {
          apis: () => servedApis(services),
          sessions: { catalog, ids },
          statusText: status => STATUS_CODES[status] ?? '',
        },
      }),
      eksConnector({ clock, outgoing, inside: outgoingHttp('all'), ...clustersOf(options, roleSession) }),
      serviceConnector({ caller, clock, ends: { sfn: ({ ExecutionArn }) => runtime.ended(String(ExecutionArn)) } }),
    ].map(connector => assumingRoles(connector, assumption)),
  )
  const groupKey = (arn: string) => existingGroupKey(catalog, arn)
  const stopLogging = createExecutionLogger({ follow: options.follow, catalog, logs, groupKey, uuid: () => ids.uuid() })
  return {
    connectors,
    objects: createStoredObjects({ ...called, region }),
    refuseTask: (resource, input, language) =>
      refuseActivity(catalog, resource) ?? refuseParameters(resource, input, { language, inputShape }),
    refuseActivityTask: activityTaskRefusal({ catalog, ids, neighbour: service => services.face(service) }, error =>
      logger.error('the key of an activity could not be asked for', { error }),
    ),
    operations: services.operations,
    lambda: () => services.face(lambdaService),
    sns: () => services.face(snsService),
    apis: () => servedApis(services),
    stacks: () => services.face(cloudFormationService),
    credential: accessKeyId => credentials.find(accessKeyId),
    authorizeCaller,
    fetchCode: platform.fetchCode,
    ownCredential: credentials.ownOf,
    adoptCredential: credentials.adopt,
    collectMeasured: () => services.meter.collect(),
    keepMeasured: async minutes => (await services.face(cloudWatchService))?.measured(minutes),
    leastPrivilege: nameOrArn => leastPrivilegeOf({ catalog, usage }, nameOrArn, accountId),
    leastPrivilegeOfDraft: draft => leastPrivilegeOfDraft(draft, { region, accountId }),
    functionProcesses: platform.processCount,
    load: async () => {
      await credentials.load()
      await usage.load()
    },
    start: async () => {
      // Who asks for more than this machine can do shall know now, not at the first function.
      if (options.sandbox === 'bubblewrap') await platform.open()
      await services.start()
    },
    close: async () => {
      stopLogging()
      await services.close()
      platform.close()
    },
  }
}

/** Who is who, and what they may. */
function openIdentities({ catalog, data, clock, ids, services, logger, iam, region }: CompositionOptions) {
  const credentials = createCredentialStore({ catalog, data, clock, ids })
  const strict = createAuthorizer({ catalog, clock, ids, credentials })
  const usage = createRoleUsage({ data, logger })
  const authorizer = iam === 'soft' ? softAuthorizer(strict, { catalog, clock, ids, usage, logger }) : strict
  const uses = createUseNotes({ catalog, clock, logger })
  const permission = createCallerPermission({ authorizer, catalog, services, uses })
  const authorize: typeof authorizer.authorize = request => {
    uses.role(request.principalArn, request.action.split(':')[0]!, region)
    return authorizer.authorize(request)
  }
  return { credentials, usage, authorizer: { ...authorizer, authorize }, ...permission }
}

function apisOf(
  { apiEndpoints = new Map(), forward, clock }: CompositionOptions,
  roleSession: (roleArn: string) => MachineCredentials,
): ApiAddresses {
  const isAtAws = forward?.get('apigateway')?.kind === 'aws'
  return apiAddresses({ endpoints: apiEndpoints, isAtAws, awsCredentials: machineCredentials, roleSession, now: () => clock.now() })
}

function clustersOf(
  { apiEndpoints = new Map(), forward, clock, endpoint }: CompositionOptions,
  roleSession: (roleArn: string) => MachineCredentials,
): Pick<ClusterPorts, 'mapped' | 'token'> {
  const isAtAws = forward?.get('eks')?.kind === 'aws'
  const token = clusterTokens({ isAtAws, awsCredentials: machineCredentials, roleSession, endpoint, now: () => clock.now() })
  return { mapped: host => apiEndpoints.get(host), token }
}

/** Lambda as tasks use it: opened by the first of them, refused where it is not served. */
function lambdaPorts(services: OpenServices): Pick<LambdaFace, 'invoker' | 'acceptor'> {
  const notServed = ({ requestId = '' }: FunctionInvocation): FunctionRefusal => ({
    outcome: 'refused',
    code: 'UnknownOperationException',
    message: 'The service lambda is not served here.',
    status: 404,
    requestId,
  })
  return {
    invoker: {
      invoke: async (request, signal) => (await services.face(lambdaService))?.invoker.invoke(request, signal) ?? notServed(request),
    },
    acceptor: {
      accept: async (request, type) => (await services.face(lambdaService))?.acceptor.accept(request, type) ?? notServed(request),
    },
  }
}

function sessionOf({ AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN }: Record<string, string>): MachineCredentials {
  return { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY, sessionToken: AWS_SESSION_TOKEN }
}

/** What cannot run is said before it runs. */
function whyNotRun(resource: string, connectors: readonly TaskRunner[], caller: ServiceCaller): ReturnType<WhyNotRun> {
  const parsed = parseResource(resource)
  if (parsed.kind !== 'service') return undefined
  if (!connectors.some(connector => connector.claims(resource))) return 'integration'
  const integration = findIntegration(parsed.service, parsed.action)
  const called = integration?.operation === null ? undefined : integration?.model
  // What is no call of an API calls no service.
  const service = parsed.isSdk ? parsed.service : called
  return service === undefined || caller.reach(service) !== 'nowhere' ? undefined : { service }
}
