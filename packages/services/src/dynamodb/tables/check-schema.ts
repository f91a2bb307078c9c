import { validationError } from '../values/attribute-value.ts'
import type { IndexRecord, KeySchemaElement, KeyType, OnDemandThroughput, Projection, Throughput } from './table-record.ts'

export interface IndexInput {
  IndexName: string
  KeySchema: KeySchemaElement[]
  Projection?: Projection
  ProvisionedThroughput?: Throughput
  OnDemandThroughput?: OnDemandThroughput
}

export interface SchemaInput {
  AttributeDefinitions: { AttributeName: string; AttributeType: KeyType }[]
  KeySchema: KeySchemaElement[]
  LocalSecondaryIndexes?: IndexInput[]
  GlobalSecondaryIndexes?: IndexInput[]
}

const invalid = (what: string): Error => validationError(`One or more parameter values were invalid: ${what}`)
const absent = (member: string): Error =>
  validationError(
    `1 validation error detected: Value null at '${member.charAt(0).toLowerCase()}${member.slice(1)}' failed to satisfy constraint: Member must not be null`,
  )
const MOST_LOCAL = 5
const MOST_GLOBAL = 20

/** Checks keys, indexes and the attributes that they use. @throws ValidationException */
export function checkSchema(input: SchemaInput): void {
  // The model lets them be missing, because a table may come from elsewhere; one that is made here needs both.
  for (const member of ['AttributeDefinitions', 'KeySchema'] as const) if (input[member] === undefined) throw absent(member)
  const { AttributeDefinitions, KeySchema, LocalSecondaryIndexes: local = [], GlobalSecondaryIndexes: global = [] } = input
  const defined = new Set(AttributeDefinitions.map(({ AttributeName }) => AttributeName))
  checkKeySchema(KeySchema, defined)
  if (local.length > MOST_LOCAL) throw invalid(`Number of LocalSecondaryIndexes exceeds per-table limit of ${MOST_LOCAL}`)
  if (global.length > MOST_GLOBAL) throw invalid(`Number of GlobalSecondaryIndexes exceeds per-table limit of ${MOST_GLOBAL}`)
  if (local.length > 0 && KeySchema.length < 2)
    throw invalid('Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex')
  for (const index of [...local, ...global]) checkIndex(index, defined)
  for (const { IndexName, KeySchema: keys } of local)
    if (keys[0]?.AttributeName !== KeySchema[0]?.AttributeName)
      throw invalid(`Index KeySchema does not have the same leading hash key as table KeySchema for index: ${IndexName}.`)
  const names = [...local, ...global].map(({ IndexName }) => IndexName)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) throw invalid(`Duplicate index name: ${twice}`)
  const used = new Set([KeySchema, ...[...local, ...global].map(index => index.KeySchema)].flat().map(({ AttributeName }) => AttributeName))
  if (used.size < defined.size) {
    const some = local.length + global.length > 0 ? 'Some AttributeDefinitions are not used. ' : ''
    throw invalid(`${some}Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions`)
  }
}

function checkKeySchema(schema: readonly KeySchemaElement[], defined: ReadonlySet<string>): void {
  if (schema[0]?.KeyType !== 'HASH') throw validationError('Invalid KeySchema: The first KeySchemaElement is not a HASH key type')
  if (schema.length > 1 && schema[1]?.KeyType !== 'RANGE')
    throw validationError('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type')
  if (schema.length > 2) throw validationError('Invalid KeySchema: Too many KeySchemaElements')
  if (schema.length > 1 && schema[0].AttributeName === schema[1]?.AttributeName)
    throw validationError('Both the Hash Key and the Range Key element in the KeySchema have the same name')
  const missing = schema.filter(({ AttributeName }) => !defined.has(AttributeName))
  if (missing.length > 0)
    throw invalid(
      `Some index key attributes are not defined in AttributeDefinitions. Keys: [${schema.map(({ AttributeName }) => AttributeName).join(', ')}], AttributeDefinitions: [${[...defined].join(', ')}]`,
    )
}

function checkIndex({ IndexName, KeySchema, Projection }: IndexInput, defined: ReadonlySet<string>): void {
  checkKeySchema(KeySchema, defined)
  if (Projection?.ProjectionType === undefined) throw invalid('Unknown ProjectionType: null')
  const { ProjectionType, NonKeyAttributes } = Projection
  if (ProjectionType === 'INCLUDE' && !NonKeyAttributes?.length)
    throw invalid(`ProjectionType is INCLUDE, but NonKeyAttributes is not specified (index: ${IndexName})`)
  if (ProjectionType !== 'INCLUDE' && NonKeyAttributes?.length)
    throw invalid(`ProjectionType is ${ProjectionType}, but NonKeyAttributes is specified`)
}

export function indexRecord(
  { IndexName, KeySchema, Projection, ProvisionedThroughput, OnDemandThroughput }: IndexInput,
  isGlobal: boolean,
): IndexRecord {
  return {
    ...{ name: IndexName, isGlobal, keySchema: KeySchema, projection: Projection! },
    ...(ProvisionedThroughput && { throughput: ProvisionedThroughput }),
    ...(OnDemandThroughput && { onDemandThroughput: OnDemandThroughput }),
  }
}

/** Throughput must be given for provisioned tables and indexes, and for no others. */
export function checkThroughput(billingMode: string, units: Throughput | undefined, what = 'when BillingMode is'): Throughput {
  if (billingMode === 'PAY_PER_REQUEST') {
    if (units && (units.ReadCapacityUnits > 0 || units.WriteCapacityUnits > 0))
      throw invalid(`Neither ReadCapacityUnits nor WriteCapacityUnits can be specified ${what} PAY_PER_REQUEST`)
    return { ReadCapacityUnits: 0, WriteCapacityUnits: 0 }
  }
  if (!units) throw invalid(`ReadCapacityUnits and WriteCapacityUnits must both be specified ${what} PROVISIONED`)
  return units
}
