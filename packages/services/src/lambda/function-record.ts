import type { Catalog } from '@pasos/engine'
import type { lambda } from '@pasos/wire'
import type { StoredCode } from './function-host.ts'
import type { FunctionName } from './function-name.ts'

/** Code and settings of $LATEST or of a published version. */
export interface FunctionSettings {
  version: string
  description: string
  runtime: string
  handler: string
  role: string
  timeoutSeconds: number
  memorySizeMb: number
  environment: Record<string, string> | undefined
  /** ARNs of layer versions. */
  layers: string[]
  code: StoredCode
  architectures: string[]
  ephemeralStorageMb: number
  tracingMode: string
  logFormat: 'Text' | 'JSON'
  applicationLogLevel?: string
  systemLogLevel?: string
  logGroupName: string
  deadLetterTarget?: string
  kmsKeyArn?: string
  /** Versions are published as ones that start from a snapshot. */
  snapStart?: 'PublishedVersions'
  vpc?: { subnetIds: string[]; securityGroupIds: string[] }
  fileSystems?: { Arn: string; LocalMountPath: string }[]
  /** `2026-11-23T19:31:34.661+0000`. */
  lastModified: string
  revisionId: string
}

export interface AliasRecord {
  name: string
  functionVersion: string
  description: string
  /** Weights of further versions, 0 to 1. */
  weights: Record<string, number>
  revisionId: string
}

export interface ResourcePolicy {
  /** Statements as AddPermission made them, in order. */
  statements: PolicyStatement[]
  revisionId: string
}

export interface PolicyStatement {
  Sid: string
  [member: string]: unknown
}

/** An address over HTTP. Dates are epoch milliseconds. */
export interface UrlConfig {
  id: string
  authType: 'NONE' | 'AWS_IAM'
  cors?: lambda.Cors
  created: number
  modified: number
}

/** What asynchronous invocations are held to, and where their outcome goes. */
export interface EventInvokeConfig {
  maximumRetryAttempts?: number
  maximumEventAgeSeconds?: number
  /** ARNs; empty when taken away. */
  onSuccess?: string
  onFailure?: string
  /** Epoch milliseconds. */
  lastModified: number
}

/** How many processes are wanted. */
export interface ProvisionedConcurrency {
  requested: number
  /** Epoch milliseconds. */
  lastModified: number
}

/** A function with everything that belongs to it, so that each change is one atomic write. */
export interface FunctionRecord {
  name: string
  arn: string
  accountId: string
  region: string
  latest: FunctionSettings
  versions: FunctionSettings[]
  nextVersion: number
  aliases: AliasRecord[]
  /** By qualifier; '' for the function itself. */
  policies: Record<string, ResourcePolicy>
  tags: [key: string, value: string][]
  reservedConcurrency?: number
  /** By version or alias. */
  provisioned?: Record<string, ProvisionedConcurrency>
  /** By alias; '' for the function itself. */
  urlConfigs?: Record<string, UrlConfig>
  /** By qualifier, `$LATEST` for the function itself. */
  eventInvokeConfigs?: Record<string, EventInvokeConfig>
  recursiveLoop: 'Terminate' | 'Allow'
  runtimeUpdates: RuntimeUpdates
  /** Of published versions, where it was said of them. */
  versionRuntimeUpdates?: Record<string, RuntimeUpdates>
}

export type RuntimeUpdates = 'Auto' | 'FunctionUpdate' | 'Manual'

export const functionKind = 'function'

export function functionKey({ accountId, region, name }: Pick<FunctionName, 'accountId' | 'region' | 'name'>): string {
  return `${accountId}:${region}:${name}`
}

export function findFunction(catalog: Catalog, name: FunctionName): FunctionRecord | undefined {
  return catalog.get<FunctionRecord>(functionKind, functionKey(name))
}
