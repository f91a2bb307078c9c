import type { Catalog, Clock, DataStore, Ids, ServiceCaller } from '@pasos/engine'
import type { OperationContext } from '@pasos/wire'
import type { CodeAddresses } from './code-addresses.ts'
import type { StreamSource } from './event-sources/stream-source.ts'
import type { CodeStore, FunctionHost } from './function-host.ts'
import type { FunctionMetrics } from './function-metrics.ts'
import type { VariablesKey } from './variables-key.ts'

export interface LambdaDependencies {
  catalog: Catalog
  data: DataStore
  host: FunctionHost
  codeStore: CodeStore
  addresses: CodeAddresses
  clock: Clock
  metrics: FunctionMetrics
  ids: Ids
  /** Calls other services of this server as a function's role. */
  caller: Pick<ServiceCaller, 'call' | 'reach'>
  logger: { error(message: string, details: Record<string, unknown>): void }
  /** Whether the role's trust policy lets the service assume it. */
  trusts(roleArn: string, servicePrincipal: string, context: Record<string, string>): boolean
  /** AWS_ACCESS_KEY_ID and the like of a function's role, and AWS_ENDPOINT_URL: what a function needs to call this server. */
  platformEnvironment(roleArn: string, functionArn: string): Record<string, string>
  /** The log sink's key of a group. */
  logGroupKey(accountId: string, region: string, name: string): string
  /** The bytes of an object in S3, read as that caller. @throws ApiError as S3 answers it */
  objectOf(object: { bucket: string; key: string; version?: string }, context: OperationContext): Promise<Uint8Array>
  /** Why this caller may not have a function use that version of a layer; nothing when it may. */
  mayUseLayer(context: OperationContext, layerVersionArn: string): string | undefined
  /** Streams of tables, for functions that read them. */
  streams: StreamSource
  variables: VariablesKey
  /** Where the server's own account and region are needed: functions named without either. */
  defaults: { accountId: string; region: string }
}
