import { partitionOf } from '@pasos/asl'
import type { Catalog } from '@pasos/engine'
import type { OperationContext } from '@pasos/wire'
import { resourceNotFound, tableNotFound } from '../errors.ts'
import type { KeyAttributes } from '../expression/key-condition.ts'
import { validationError } from '../values/attribute-value.ts'

export type KeyType = 'S' | 'N' | 'B'

export interface KeySchemaElement {
  AttributeName: string
  KeyType: 'HASH' | 'RANGE'
}

export interface Projection {
  ProjectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'
  NonKeyAttributes?: string[]
}

export interface Throughput {
  ReadCapacityUnits: number
  WriteCapacityUnits: number
}

export interface IndexRecord {
  name: string
  isGlobal: boolean
  keySchema: KeySchemaElement[]
  projection: Projection
  throughput?: Throughput
  onDemandThroughput?: OnDemandThroughput
}

/** -1 for no limit. */
export interface OnDemandThroughput {
  MaxReadRequestUnits?: number
  MaxWriteRequestUnits?: number
}

/** A table as it is configured; its items are in the data store under `id`. Times are epoch milliseconds. */
export interface TableRecord {
  id: string
  accountId: string
  region: string
  name: string
  createdAt: number
  attributes: Record<string, KeyType>
  keySchema: KeySchemaElement[]
  billingMode: 'PROVISIONED' | 'PAY_PER_REQUEST'
  /** When PAY_PER_REQUEST was chosen last. */
  onDemandSince?: number
  throughput: Throughput
  /** The most units that were asked for; kept and shown. */
  onDemandThroughput?: OnDemandThroughput
  indexes: IndexRecord[]
  stream?: { view: StreamView; label: string }
  /** Streams that were switched off keep their records for a day under their old label. */
  tags: [key: string, value: string][]
  /** The attribute with the second at which an item expires. */
  ttlAttribute?: string
  isDeletionProtected: boolean
  tableClass: string
  sse?: { KMSMasterKeyId?: string }
  /** When its key was found to be out of reach. */
  inaccessibleSince?: number
  hasPointInTimeRecovery: boolean
  recoveryDays?: number
  policy?: string
}

export type StreamView = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES'

export const tableKind = 'dynamodbTable'

type Place = Pick<OperationContext, 'accountId' | 'region'>

export function tableKey({ accountId, region }: Place, name: string): string {
  return `${accountId}:${region}:${name}`
}

const ARN = /^arn:[a-z-]+:dynamodb:([a-z0-9-]+):(\d{12}):table\/([a-zA-Z0-9_.-]+)$/

/** Requests name a table or give its ARN. @throws ValidationException for what is neither */
export function tablePlace(nameOrArn: string, place: Place): { key: string; name: string } {
  const found = placeIn(nameOrArn, place)
  if (!found) throw validationError(nameFault(nameOrArn))
  return found
}

function placeIn(nameOrArn: string, place: Place): { key: string; name: string } | undefined {
  const [, region, accountId, fromArn] = ARN.exec(nameOrArn) ?? []
  if (region !== undefined && accountId !== undefined && fromArn !== undefined)
    return { key: tableKey({ accountId, region }, fromArn), name: fromArn }
  return /^[a-zA-Z0-9_.-]{3,255}$/.test(nameOrArn) ? { key: tableKey(place, nameOrArn), name: nameOrArn } : undefined
}

/** The table that a request means, for who leaves it to the operation itself to refuse what is none. */
export function findTable(catalog: Catalog, nameOrArn: string, place: Place): TableRecord | undefined {
  const found = placeIn(nameOrArn, place)
  return found && catalog.get<TableRecord>(tableKind, found.key)
}

function nameFault(name: string): string {
  if (name.length >= 3 && name.length <= 255)
    return `1 validation error detected: Value '${name}' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+`
  return "Invalid table/index name.  Table/index names must be between 3 and 255 characters long, and may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'"
}

/** The table for an operation on items. @throws ResourceNotFoundException without its name, as DynamoDB answers there. */
export function tableForItems(catalog: Catalog, nameOrArn: string, place: Place): TableRecord {
  const table = catalog.get<TableRecord>(tableKind, tablePlace(nameOrArn, place).key)
  if (!table) throw resourceNotFound()
  return table
}

/** The table for an operation on tables. @throws ResourceNotFoundException naming it */
export function tableByName(catalog: Catalog, nameOrArn: string, place: Place): TableRecord {
  const { key, name } = tablePlace(nameOrArn, place)
  const table = catalog.get<TableRecord>(tableKind, key)
  if (!table) throw tableNotFound(name)
  return table
}

export function tableArn({ accountId, region, name }: Pick<TableRecord, 'accountId' | 'region' | 'name'>): string {
  return `arn:${partitionOf(region)}:dynamodb:${region}:${accountId}:table/${name}`
}

/** The key of the table or of one of its indexes. */
export function keysOf(table: TableRecord, schema: readonly KeySchemaElement[] = table.keySchema): KeyAttributes {
  const find = (type: 'HASH' | 'RANGE') => {
    const name = schema.find(({ KeyType }) => KeyType === type)?.AttributeName
    return name === undefined ? undefined : { name, type: table.attributes[name]! }
  }
  const range = find('RANGE')
  return { hash: find('HASH')!, ...(range && { range }) }
}

export function indexOf(table: TableRecord, name: string): IndexRecord {
  const index = table.indexes.find(candidate => candidate.name === name)
  if (!index) throw validationError(`The table does not have the specified index: ${name}`)
  return index
}
