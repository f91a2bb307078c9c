import type { Operation } from '@pasos/wire'
import type { DynamoDbDependencies } from '../dependencies.ts'
import { resourceNotFound } from '../errors.ts'
import { validationError } from '../values/attribute-value.ts'
import { describeTableRecord } from './describe.ts'
import { withReach } from './table-key.ts'
import { type TableRecord, tableByName, tableKey, tableKind } from './table-record.ts'

interface TableInput {
  TableName: string
}

export function describeTable(deps: DynamoDbDependencies): Operation<TableInput> {
  const { catalog, items } = deps
  return async ({ TableName }, context) => {
    const table = await withReach(deps, tableByName(catalog, TableName, context))
    return { Table: describeTableRecord(table, await items.counts(table)) }
  }
}

export function deleteTable({ catalog, items }: DynamoDbDependencies): Operation<TableInput> {
  return async ({ TableName }, context) => {
    const table = tableByName(catalog, TableName, context)
    if (table.isDeletionProtected)
      throw validationError(`Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`)
    const counts = { ...(await items.counts(table)) }
    await catalog.update<TableRecord, void>(tableKind, tableKey(table, table.name), current => {
      if (current?.id !== table.id) throw resourceNotFound(`Requested resource not found: Table: ${table.name} not found`)
      return { next: undefined, result: undefined }
    })
    await items.dropTable(table)
    return { TableDescription: describeTableRecord(table, counts, 'DELETING') }
  }
}

export function listTables({ catalog }: DynamoDbDependencies): Operation<{ ExclusiveStartTableName?: string; Limit?: number }> {
  return ({ ExclusiveStartTableName: after, Limit = 100 }, context) => {
    const all = catalog.list<TableRecord>(tableKind, tableKey(context, '')).map(({ name }) => name)
    const names = after === undefined ? all : all.filter(name => name > after)
    const page = names.slice(0, Limit)
    return { TableNames: page, ...(page.length < names.length && { LastEvaluatedTableName: page.at(-1) }) }
  }
}

export function describeLimits(): Operation {
  return () => ({
    ...{ AccountMaxReadCapacityUnits: 80_000, AccountMaxWriteCapacityUnits: 80_000 },
    ...{ TableMaxReadCapacityUnits: 40_000, TableMaxWriteCapacityUnits: 40_000 },
  })
}

export function describeEndpoints(): Operation {
  return (_, { region }) => ({ Endpoints: [{ Address: `dynamodb.${region}.amazonaws.com`, CachePeriodInMinutes: 1_440 }] })
}
