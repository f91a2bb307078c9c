import { createHash } from 'node:crypto'
import type { Clock, DataStore, DataWrite } from '@pasos/engine'
import { ApiError, type Operation, type OperationContext } from '@pasos/wire'
import type { DynamoDbDependencies } from '../dependencies.ts'
import { type CancellationReason, transactionCanceled } from '../errors.ts'
import { mayDo } from '../tables/may-do.ts'
import { keysOf, tableForItems } from '../tables/table-record.ts'
import { checkedItem, type Item, validationError } from '../values/attribute-value.ts'
import { type CapacityWish, consumedCapacity } from './capacity.ts'
import { checkItemSize, consumedBy, decide, type WantedChange } from './change-item.ts'
import { type CollectionWish, collectionsByTable } from './collection-metrics.ts'
import { checkItemKeys, checkKey, itemPlace } from './item-keys.ts'
import type { ItemChange } from './item-store.ts'
import { type ExpressionInput, requestExpressions } from './request-expressions.ts'
import { printItem } from './stored-item.ts'
import { refuseKeyChanges, updatedItem } from './update-item.ts'

type Part = ExpressionInput & { TableName: string; Key?: Item; Item?: Item; ReturnValuesOnConditionCheckFailure?: string }

interface TransactWriteInput {
  TransactItems: Partial<Record<'ConditionCheck' | 'Put' | 'Delete' | 'Update', Part>>[]
  ClientRequestToken?: string
  ReturnConsumedCapacity?: CapacityWish
  ReturnItemCollectionMetrics?: CollectionWish
}

const tokenSpace = 'dynamodb.token'
const TOKEN_KEPT_MS = 600_000
/** What each kind of part must be allowed to do. */
const ACTIONS: Record<string, string> = { ConditionCheck: 'ConditionCheckItem', Put: 'PutItem', Delete: 'DeleteItem', Update: 'UpdateItem' }
const LARGEST_TRANSACTION = 4 * 1_024 * 1_024

/** All of the writes or none, each under its condition. The same token within ten minutes is the same transaction. */
export function transactWriteItems(deps: DynamoDbDependencies): Operation<TransactWriteInput> {
  return async (input, context) => {
    const wanted = input.TransactItems.map(item => wantedOf(deps, item, context))
    const places = wanted.map(({ table, key }) => ({ table, place: itemPlace(key, keysOf(table)) }))
    if (new Set(places.map(({ table, place }) => `${table.id}:${place}`)).size < places.length)
      throw validationError('Transaction request cannot include multiple operations on one item')
    const changes = await deps.items.exclusively(places, async () => {
      const token = await tokenWrite(deps, input, context)
      if (token === 'done') return undefined
      const before = await Promise.all(places.map(({ table, place }) => deps.items.get(table, place)))
      const decided = decideAll(wanted, before)
      await deps.items.write(decided, token ? [token] : [])
      return decided
    })
    const consumed = changes?.map(change => consumedCapacity(input.ReturnConsumedCapacity, () => consumedBy(change, true)))
    const collections = changes && (await collectionsByTable(deps, input.ReturnItemCollectionMetrics, wanted))
    return {
      ...(consumed?.[0] !== undefined && { ConsumedCapacity: consumed }),
      ...(collections && { ItemCollectionMetrics: collections }),
    }
  }
}

function wantedOf(deps: DynamoDbDependencies, item: TransactWriteInput['TransactItems'][number], context: OperationContext): WantedChange {
  const given = Object.entries(item).filter(([, part]) => part !== undefined)
  if (given.length !== 1) throw validationError('TransactItems can only contain one of Check, Put, Update or Delete')
  const [kind, part] = given[0] as [string, Part]
  const { condition, update = [] } = requestExpressions(part, ['UpdateExpression', 'ConditionExpression'])
  const table = tableForItems(deps.catalog, part.TableName, context)
  mayDo(deps, context, `dynamodb:${ACTIONS[kind]}`, table)
  const base = { table, condition, returnsOldOnFailure: part.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' }
  if (kind === 'Put') {
    const put = checkedItem(part.Item!)
    checkItemKeys(table, put)
    checkItemSize(put)
    return { ...base, key: put, change: () => put }
  }
  const key = checkedItem(part.Key!)
  checkKey(table, key)
  refuseKeyChanges(table, update)
  if (kind === 'ConditionCheck') return { ...base, key, change: before => before }
  return { ...base, key, change: kind === 'Delete' ? () => undefined : before => updatedItem(table, key, before, update) }
}

/** Every change, or the reasons of all of them when one can't be. */
function decideAll(wanted: readonly WantedChange[], before: readonly (Item | undefined)[]): ItemChange[] {
  const reasons: CancellationReason[] = []
  const changes = wanted.flatMap((one, at) => {
    try {
      const change = decide(one, before[at])
      reasons.push({ Code: 'None' })
      return [change]
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      reasons.push(reasonOf(error))
      return []
    }
  })
  if (changes.length < wanted.length) throw transactionCanceled(reasons)
  const bytes = changes.reduce((sum, { after }) => sum + (after ? printItem(after).length : 0), 0)
  if (bytes > LARGEST_TRANSACTION) throw validationError('Transaction size cannot exceed 4MB')
  return changes
}

function reasonOf(error: ApiError): CancellationReason {
  const isCondition = error.code === 'ConditionalCheckFailedException'
  return {
    Code: isCondition ? 'ConditionalCheckFailed' : 'ValidationError',
    Message: error.message,
    ...(error.members['Item'] !== undefined && { Item: error.members['Item'] }),
  }
}

/** Keeps the request's token with its writes; `done` when it was kept before for the very same request. */
async function tokenWrite(
  { data, clock }: { data: DataStore; clock: Clock },
  { ClientRequestToken, TransactItems }: TransactWriteInput,
  { accountId, region }: OperationContext,
): Promise<DataWrite | 'done' | undefined> {
  if (ClientRequestToken === undefined) return undefined
  const key = `${accountId}:${region}:${ClientRequestToken}`
  const digest = createHash('sha256')
    .update(printItem(TransactItems as never))
    .digest('hex')
  const found = await data.get(tokenSpace, key)
  const known = found === undefined ? undefined : (JSON.parse(found as string) as { digest: string; until: number })
  if (known === undefined || known.until <= clock.now())
    return { space: tokenSpace, key, value: JSON.stringify({ digest, until: clock.now() + TOKEN_KEPT_MS }) }
  if (known.digest === digest) return 'done'
  throw new ApiError(
    'IdempotentParameterMismatchException',
    'Encountered an idempotency token mismatch: the request has the token of an earlier one, but other parameters',
  )
}

/** Forgets tokens whose time is over. */
export async function forgetTokens(data: DataStore, clock: Clock): Promise<void> {
  const page = 500
  for (let from = ''; ; ) {
    const entries = await data.scan(tokenSpace, { from, limit: page })
    const over = entries.filter(({ value }) => (JSON.parse(value as string) as { until: number }).until <= clock.now())
    if (over.length > 0) await data.commit(over.map(({ key }) => ({ space: tokenSpace, key, value: undefined })))
    if (entries.length < page) return
    from = `${entries.at(-1)!.key} `
  }
}
