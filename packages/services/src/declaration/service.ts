import type { WhyNotRun } from '@pasos/asl'
import type {
  Activities,
  Catalog,
  Clock,
  ContentStore,
  DataStore,
  ExecutionIndex,
  Follow,
  Ids,
  LogStore,
  LongExpressions,
  Runtime,
  ServiceCaller,
  TaskRunner,
} from '@pasos/engine'
import type { Operation, OperationContext, StreamedAnswer, StreamedCall } from '@pasos/wire'
import type { RoleAuthorizer } from '../iam/authorizer.ts'
import type { ContextValues } from '../iam/policy/request-context.ts'
import type { RefusedCall } from '../iam/refusal-text.ts'
import type { CodeStore, FunctionHost } from '../lambda/function-host.ts'
import type { CredentialStore } from '../sts/credential-store.ts'
import type { GivenKeys } from '../sts/web-identity/issuer-keys.ts'
import type { Meter } from './meter.ts'

/**
 * What a service says of itself. It is all that is loaded of a service that nobody uses: its operations, records and whatever they
 * import come with `open`, at the first call.
 */
export interface Service<Face = unknown> {
  /**
   * The scope of signatures: `states`, `logs`, `monitoring`; where another service has the scope already, the name of the model:
   * `dynamodbstreams`. Also the name by which it is chosen (`--services`).
   */
  scope: string
  /** The prefix of IAM actions, where it is not the scope. */
  iamPrefix?: string
  /** Every operation served, by AWS's name, and what it asks of its caller. One that is not here is answered as not implemented. */
  operations: Readonly<Record<string, Access>>
  /** Scopes of services that it cannot do without: who chooses this one gets them too. */
  consumes?: readonly string[]
  /** The resource's own policy, JSON text, where the service has such policies and this resource has one. */
  resourcePolicy?(arn: string, catalog: Catalog): string | undefined
  /** The account of a resource whose ARN names none. */
  ownerOf?(arn: string, catalog: Catalog): string | undefined
  /** That policy has the last word: where it does not let the account in, no policy of a role counts (KMS). */
  resourcePolicyRules?: boolean
  /** Condition keys of this service that each of its requests has: `kms:CallerAccount`. */
  keys?(context: OperationContext): Readonly<Record<string, string>>
  /** How its refusals name what is not allowed, where that is not the action and the ARN; `*` is no resource in particular. */
  tells?(action: string, resource: string, context: Pick<OperationContext, 'region' | 'accountId'>): RefusedCall
  /** What has to go on without being asked for, once the server answers: clean-ups, work a former process left. Resolves to how it ends. */
  start?(host: ServiceHost): Promise<() => void> | (() => void)
  /** Loads the service. Called once. */
  open(host: ServiceHost): Promise<OpenService<Face>>
}

export interface OpenService<Face = unknown> {
  operations: Readonly<Record<string, Operation>>
  /** What other services and the engine's connectors use of it, without going through its API. */
  face: Face
  close?(): void | Promise<void>
}

/** What one operation asks of its caller, and takes from it. Without anything said: its own action on `*`. */
export interface Access {
  /** The IAM action, where it is not the operation's name: `InvokeFunction`. */
  action?: string
  /** ARNs of the resources that the input names; each must be allowed. Must bear any input that has its required members. */
  resources?(input: Input, context: OperationContext, catalog: Catalog): readonly string[]
  /** Roles that the input hands to a service: the caller needs iam:PassRole for each. */
  passes?(input: Input, context: OperationContext, catalog: Catalog): readonly PassedRole[]
  /** What it names is only to be made: whose it is already is no matter of permission. */
  makes?: boolean
  /** Condition keys of this service that the input sets: `sns:Protocol`. */
  keys?(input: Input): ContextValues
  /** Nobody is asked here: the operation is open to everybody, or asks for itself because more than policies has a say. */
  unchecked?: 'open to everybody' | 'asks for itself'
  /** Nobody need sign it: what the caller may do, the input itself shows. */
  isUnsigned?: boolean
  /** Bytes that the body of its request may have, where 1 MiB is too few. */
  bodyBytes?: number
  /** Called for a task it writes nothing itself: all of it is left to the task's turn, without a wait where that can be (`Operation.atOnce`). */
  leavesWrites?: boolean
}

export type Input = Readonly<Record<string, unknown>>

export interface PassedRole {
  arn: string
  /** Whom it is passed to: `states.amazonaws.com`. */
  service: string
}

/** The ports a service stands on. */
export interface ServicePorts {
  accountId: string
  region: string
  /** Configuration: small, in memory, read at once. */
  catalog: Catalog
  /** Everything else that is durable. */
  data: DataStore
  /** The contents of objects, too large for `data`. */
  contents: ContentStore
  runtime: Runtime
  /** Every turn of every execution, none missed: what status-change events and metrics are made of. */
  follow: Follow
  index: ExecutionIndex
  logs: LogStore
  activities: Pick<Activities, 'poll'>
  clock: Clock
  ids: Ids
  credentials: CredentialStore
  authorizer: RoleAuthorizer
  /** Calls the services of this server as a role. */
  caller: Pick<ServiceCaller, 'call' | 'reach'>
  /** Why this server could not run a task's Resource. */
  whyNotRun?: WhyNotRun
  /** The engine's connectors, for TestState. */
  connectors(): readonly TaskRunner[]
  /** Where expressions are computed that take long; without it all wait for them. */
  longExpressions?: Pick<LongExpressions, 'compute'> | undefined
  /** Runs functions and keeps their code; loaded when first asked for. */
  functions(): Promise<FunctionPlatform>
  /** 32 bytes that lie outside the store, under which the keys in it are kept; made when first asked for. */
  sealingKey(): Uint8Array
  /** HTTP to addresses that users gave. */
  outgoing: OutgoingHttp
  /** Where the server answers, once it does. */
  endpoint(): string
  /** Where functions call it: a door of their own, for their sessions alone. */
  functionEndpoint(): string
  /** Keys of identity providers that the operator gave. */
  givenKeys: GivenKeys
  logger: { error(message: string, details: Record<string, unknown>): void }
}

/** Rejects when there is no answer, or when the address is not one that users may have called. */
export interface OutgoingHttp {
  post(url: string, headers: Readonly<Record<string, string>>, body: string, timeoutMs: number): Promise<{ status: number }>
  /** Redirects are not followed; what is longer than asked for is cut off. */
  exchange(request: HttpExchange): Promise<HttpExchanged>
}

export interface HttpExchange {
  url: string
  method: string
  headers: Readonly<Record<string, string>>
  body?: string
  timeoutMs: number
  longestAnswerBytes: number
  /** Only https, but for hosts that the server was told to trust. */
  needsTls?: boolean
  /** The certificates, as PEM, of which one must have signed the other side's; those that this machine trusts otherwise. */
  authority?: string
}

export interface HttpExchanged {
  status: number
  statusText: string
  headers: Readonly<Record<string, string | string[] | undefined>>
  /** As they came, in their order and their spelling. */
  rawHeaders: readonly (readonly [name: string, value: string])[]
  body: Uint8Array
}

export interface FunctionPlatform {
  host: FunctionHost
  /** `collect` removes code for which `isUsed` is false. */
  codeStore: CodeStore & { collect(isUsed: (sha256: string) => boolean): Promise<void> }
}

export interface ServiceHost extends ServicePorts {
  /** Takes what services measure of themselves. */
  meter: Meter
  /**
   * What another service lends, opened when need be; nothing when it is not served. By its name where the two need each other, as their
   * files can't import each other.
   */
  neighbour<Face>(service: Service<Face> | string): Promise<Face> | undefined
  /** Calls a service of this server through its API as whoever the call names, who is asked for what it may. */
  callAs(call: StreamedCall): Promise<StreamedAnswer>
}
