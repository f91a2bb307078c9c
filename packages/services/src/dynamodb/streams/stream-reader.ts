import { afterPrefix } from '@pasos/engine'
import { ApiError, type Operation } from '@pasos/wire'
import type { StreamDependencies } from '../dependencies.ts'
import { resourceNotFound } from '../errors.ts'
import { parseItem } from '../items/stored-item.ts'
import { accessTable } from '../tables/table-key.ts'
import { type TableRecord, tableArn, tableKey, tableKind } from '../tables/table-record.ts'
import { validationError } from '../values/attribute-value.ts'
import { recordPrefix, sequenceNumber, streamSpace } from './stream-writer.ts'

/** A stream has one shard, which never closes. */
export const shardId = 'shardId-00000000000000000001-00000001'
const MOST_RECORDS = 1_000
const ITERATOR_KEPT_MS = 900_000

/** @throws ApiError ResourceNotFoundException */
export function tableOfStream({ catalog }: Pick<StreamDependencies, 'catalog'>, streamArn: string): TableRecord {
  const [, region, accountId, name, label] = /^arn:[a-z-]+:dynamodb:([^:]+):(\d+):table\/([^/]+)\/stream\/(.+)$/.exec(streamArn) ?? []
  const table =
    name === undefined ? undefined : catalog.get<TableRecord>(tableKind, tableKey({ accountId: accountId!, region: region! }, name))
  if (!table || table.stream?.label !== label) throw resourceNotFound(`Requested resource not found: Stream: ${streamArn} not found`)
  return table
}

export function listStreams({
  catalog,
}: StreamDependencies): Operation<{ TableName?: string; Limit?: number; ExclusiveStartStreamArn?: string }> {
  return ({ TableName, Limit = 100, ExclusiveStartStreamArn: start }, context) => {
    const streams = catalog
      .list<TableRecord>(tableKind, tableKey(context, ''))
      .filter(({ stream, name }) => stream !== undefined && (TableName === undefined || name === TableName))
      .map(table => ({
        StreamArn: `${tableArn(table)}/stream/${table.stream!.label}`,
        TableName: table.name,
        StreamLabel: table.stream!.label,
      }))
    const left = start === undefined ? streams : streams.slice(streams.findIndex(({ StreamArn }) => StreamArn === start) + 1)
    const page = left.slice(0, Limit)
    return { Streams: page, ...(page.length < left.length && { LastEvaluatedStreamArn: page.at(-1)!.StreamArn }) }
  }
}

/** Who has seen the shard is shown no other; a shard that there is not is behind none. A shard has no parent, so that it is no child of any. */
export function describeStream(
  deps: StreamDependencies,
): Operation<{ StreamArn: string; ExclusiveStartShardId?: string; ShardFilter?: { ShardId?: string } }> {
  return ({ StreamArn, ExclusiveStartShardId: seen, ShardFilter }) => {
    const table = tableOfStream(deps, StreamArn)
    for (const asked of [seen, ShardFilter?.ShardId]) if (asked !== undefined) requireShard(StreamArn, asked)
    const hasNone = seen !== undefined || ShardFilter !== undefined
    return {
      StreamDescription: {
        ...{ StreamArn, StreamLabel: table.stream!.label, StreamStatus: 'ENABLED', StreamViewType: table.stream!.view },
        CreationRequestDateTime: new Date(`${table.stream!.label}Z`),
        ...{ TableName: table.name, KeySchema: table.keySchema },
        Shards: hasNone ? [] : [{ ShardId: shardId, SequenceNumberRange: { StartingSequenceNumber: sequenceNumber(1) } }],
      },
    }
  }
}

/** @throws ApiError ResourceNotFoundException */
function requireShard(streamArn: string, id: string): void {
  if (id !== shardId) throw resourceNotFound(`Requested resource not found: Shard ${id} in Stream ${streamArn} not found`)
}

interface IteratorInput {
  StreamArn: string
  ShardId: string
  ShardIteratorType: 'TRIM_HORIZON' | 'LATEST' | 'AT_SEQUENCE_NUMBER' | 'AFTER_SEQUENCE_NUMBER'
  SequenceNumber?: string
}

interface Iterator {
  stream: string
  /** The sequence number from which it reads on. */
  from: string
  until: number
}

export function getShardIterator(deps: StreamDependencies): Operation<IteratorInput> {
  return async ({ StreamArn, ShardId, ShardIteratorType, SequenceNumber }) => {
    const table = tableOfStream(deps, StreamArn)
    requireShard(StreamArn, ShardId)
    if (ShardIteratorType.endsWith('SEQUENCE_NUMBER') && SequenceNumber === undefined)
      throw validationError('One or more parameter values were invalid: SequenceNumber must be specified')
    const from =
      ShardIteratorType === 'LATEST'
        ? await newestPlace(deps, table)
        : ShardIteratorType === 'AT_SEQUENCE_NUMBER'
          ? SequenceNumber!
          : ShardIteratorType === 'AFTER_SEQUENCE_NUMBER'
            ? `${SequenceNumber} `
            : ''
    return { ShardIterator: iteratorText(deps, StreamArn, from) }
  }
}

/** The place behind the newest record. */
export async function newestPlace({ data }: Pick<StreamDependencies, 'data'>, table: TableRecord): Promise<string> {
  const prefix = recordPrefix(table)
  const [newest] = await data.scan(streamSpace, { from: prefix, before: afterPrefix(prefix), reverse: true, limit: 1 })
  return newest === undefined ? '' : `${newest.key.slice(prefix.length)} `
}

function iteratorText({ clock }: StreamDependencies, stream: string, from: string): string {
  const iterator: Iterator = { stream, from, until: clock.now() + ITERATOR_KEPT_MS }
  return `${stream}|1|${Buffer.from(JSON.stringify(iterator)).toString('base64')}`
}

function readIterator({ clock }: StreamDependencies, text: string): Iterator {
  let iterator: Iterator
  try {
    iterator = JSON.parse(Buffer.from(text.split('|')[2] ?? '', 'base64').toString()) as Iterator
  } catch {
    throw validationError('Invalid ShardIterator')
  }
  if (typeof iterator.stream !== 'string' || typeof iterator.from !== 'string') throw validationError('Invalid ShardIterator')
  if (iterator.until < clock.now())
    throw new ApiError('ExpiredIteratorException', 'Iterator expired. The iterator was created more than 15 minutes ago.')
  return iterator
}

export function getRecords(deps: StreamDependencies): Operation<{ ShardIterator: string; Limit?: number }> {
  return async ({ ShardIterator, Limit = MOST_RECORDS }, context) => {
    const { stream, from } = readIterator(deps, ShardIterator)
    const table = tableOfStream(deps, stream)
    await accessTable(deps, table, context)
    const { texts, next } = await recordsAfter(deps, table, from, Limit)
    return { Records: texts.map(recordOf), NextShardIterator: iteratorText(deps, stream, next) }
  }
}

/** Records as they are kept, from a place on, and the place behind them. */
export async function recordsAfter(
  { data }: Pick<StreamDependencies, 'data'>,
  table: TableRecord,
  from: string,
  limit: number,
): Promise<{ texts: string[]; next: string }> {
  const prefix = recordPrefix(table)
  const entries = await data.scan(streamSpace, { from: `${prefix}${from}`, before: afterPrefix(prefix), limit })
  const last = entries.at(-1)
  return { texts: entries.map(({ value }) => value as string), next: last === undefined ? from : `${last.key.slice(prefix.length)} ` }
}

/** A record as the API answers it: dates as dates, binary as bytes. */
function recordOf(text: string): unknown {
  const record = JSON.parse(text)
  const { dynamodb } = record
  for (const part of ['Keys', 'NewImage', 'OldImage']) if (part in dynamodb) dynamodb[part] = parseItem(JSON.stringify(dynamodb[part]))
  return {
    ...record,
    ...(record.userIdentity && { userIdentity: { PrincipalId: record.userIdentity.PrincipalId, Type: record.userIdentity.Type } }),
    dynamodb: { ...dynamodb, ApproximateCreationDateTime: new Date(dynamodb.ApproximateCreationDateTime * 1_000) },
  }
}
