import type { Catalog } from '@pasos/engine'
import type { StateMachineArn } from './arn.ts'
import type { MachineType } from './dependencies.ts'
import { stateMachineDeleting, stateMachineDoesNotExist } from './errors.ts'
import type { Tags } from './tags.ts'

export interface LoggingConfiguration {
  level: 'ALL' | 'ERROR' | 'FATAL' | 'OFF'
  includeExecutionData: boolean
  destinations?: { cloudWatchLogsLogGroup: { logGroupArn: string } }[]
}

export interface EncryptionConfiguration {
  type: 'AWS_OWNED_KEY' | 'CUSTOMER_MANAGED_KMS_KEY'
  kmsKeyId?: string
  kmsDataKeyReusePeriodSeconds?: number
}

/** What a version freezes. */
export interface Revision {
  definition: string
  roleArn: string
  loggingConfiguration: LoggingConfiguration
  tracingConfiguration: { enabled: boolean }
  encryptionConfiguration: EncryptionConfiguration
  /** Absent until the first update, as at AWS. */
  revisionId?: string
}

/** Kind `stateMachine`, key: its ARN. Dates are epoch milliseconds. */
export interface StateMachineRecord extends Revision {
  stateMachineArn: string
  name: string
  type: MachineType
  status: 'ACTIVE' | 'DELETING'
  creationDate: number
  updateDate: number
  tags: Tags
  /** Highest version number ever given: numbers are never reused. */
  lastVersion: number
  /** The version made of the present revision, while it exists. */
  published?: { version: number; creationDate: number }
  /** What CreateStateMachine's idempotency compares beyond the revision. */
  creation: { publish: boolean; versionDescription?: string }
}

/** Kind `stateMachineVersion`, key: see `versionKey`. */
export interface VersionRecord extends Revision {
  stateMachineVersionArn: string
  stateMachineArn: string
  version: number
  description?: string
  creationDate: number
}

/** Kind `stateMachineAlias`, key: its ARN. */
export interface AliasRecord {
  stateMachineAliasArn: string
  stateMachineArn: string
  name: string
  description?: string
  routingConfiguration: Route[]
  creationDate: number
  updateDate: number
}

export interface Route {
  stateMachineVersionArn: string
  weight: number
}

/** Padded, so that the catalog's order of keys is the order of numbers. */
export function versionKey(stateMachineArn: string, version: number): string {
  return `${stateMachineArn}:${String(version).padStart(10, '0')}`
}

export function findMachine(catalog: Catalog, arn: string): StateMachineRecord | undefined {
  return catalog.get<StateMachineRecord>('stateMachine', arn)
}

/** @throws ApiError StateMachineDoesNotExist, naming the ARN the caller sent */
export function requireMachine(catalog: Catalog, arn: StateMachineArn, sent: string): StateMachineRecord {
  const machine = findMachine(catalog, arn.baseArn)
  if (!machine) throw stateMachineDoesNotExist(sent)
  return machine
}

/** @throws ApiError StateMachineDeleting */
export function requireActive(machine: StateMachineRecord): void {
  if (machine.status === 'DELETING') throw stateMachineDeleting(machine.stateMachineArn)
}

export function findVersion(catalog: Catalog, stateMachineArn: string, version: number): VersionRecord | undefined {
  return catalog.get<VersionRecord>('stateMachineVersion', versionKey(stateMachineArn, version))
}

/** Oldest first. */
export function listVersions(catalog: Catalog, stateMachineArn: string): VersionRecord[] {
  return catalog.list<VersionRecord>('stateMachineVersion', `${stateMachineArn}:`)
}

export function findAlias(catalog: Catalog, arn: string): AliasRecord | undefined {
  return catalog.get<AliasRecord>('stateMachineAlias', arn)
}

/** By name. */
export function listAliases(catalog: Catalog, stateMachineArn: string): AliasRecord[] {
  return catalog.list<AliasRecord>('stateMachineAlias', `${stateMachineArn}:`)
}
