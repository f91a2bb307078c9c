import { ApiError, type Operation, type OperationContext } from '@pasos/wire'
import type { GuardedUse } from '../../kms/key-guard.ts'
import type { DynamoDbDependencies } from '../dependencies.ts'
import { findTable, type TableRecord, tableKey, tableKind } from './table-record.ts'

type Dependencies = Pick<DynamoDbDependencies, 'catalog' | 'accessKey'>

/** https://docs.aws.amazon.com/kms/latest/developerguide/services-dynamodb.html#dynamodb-encryption-context */
export function tableContext({ name, accountId }: Pick<TableRecord, 'name' | 'accountId'>): GuardedUse['encryptionContext'] {
  return { 'aws:dynamodb:tableName': name, 'aws:dynamodb:subscriberId': accountId }
}

/** Whoever uses the items of a table needs its key; nothing to wait for where it has none. @throws ApiError AccessDeniedException */
export function accessTable({ accessKey }: Pick<Dependencies, 'accessKey'>, table: TableRecord, caller: OperationContext) {
  const key = table.sse?.KMSMasterKeyId
  if (key === undefined) return undefined
  return accessKey({ key, place: table, encryptionContext: tableContext(table), actions: ['Decrypt'], caller })
}

interface Named {
  TableName?: string
  RequestItems?: object
  TransactItems?: object[]
}

/** Operations on items, each after it was asked whether the caller can use the keys of its tables. */
export function needingKeys(deps: Dependencies, operations: Record<string, Operation>): Record<string, Operation> {
  const needing = Object.entries(operations).map(([name, run]): [string, Operation] => [
    name,
    (input, context) => {
      const asked = namesIn(input as Named).flatMap(table => {
        const found = findTable(deps.catalog, table, context)
        const asking = found && accessTable(deps, found, context)
        return asking === undefined ? [] : [asking]
      })
      return asked.length === 0 ? run(input, context) : Promise.all(asked).then(() => run(input, context))
    },
  ])
  return Object.fromEntries(needing)
}

function namesIn({ TableName, RequestItems, TransactItems }: Named): string[] {
  if (TableName !== undefined) return [TableName]
  const parts = (TransactItems ?? []).flatMap(item => Object.values(item) as (Named | undefined)[])
  return [...new Set([...Object.keys(RequestItems ?? {}), ...parts.flatMap(part => part?.TableName ?? [])])]
}

/**
 * The table, with the note when its key was found to be out of reach for everybody, or without it once the key is back. AWS archives such a table after
 * seven days; here it waits for its key.
 */
export async function withReach(
  deps: Pick<DynamoDbDependencies, 'catalog' | 'accessKey' | 'clock'>,
  table: TableRecord,
): Promise<TableRecord> {
  const isInReach = await canBeReached(deps, table)
  if (isInReach === (table.inaccessibleSince === undefined)) return table
  return deps.catalog.update<TableRecord, TableRecord>(tableKind, tableKey(table, table.name), current => {
    if (current?.id !== table.id) return { next: current, result: table }
    const { inaccessibleSince: _, ...rest } = current
    const next = isInReach ? rest : { ...rest, inaccessibleSince: deps.clock.now() }
    return { next, result: next }
  })
}

async function canBeReached({ accessKey }: Pick<Dependencies, 'accessKey'>, table: TableRecord): Promise<boolean> {
  const key = table.sse?.KMSMasterKeyId
  try {
    await accessKey({ key, place: table, encryptionContext: tableContext(table), actions: [] })
    return true
  } catch (error) {
    if (error instanceof ApiError) return false
    throw error
  }
}
