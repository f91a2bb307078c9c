import type { logs, Operation } from '@pasos/wire'
import { invalidParameter } from './errors.ts'
import { type LogGroupRecord, type LogsDependencies, logGroupArn, logGroupKey, logGroupKind } from './log-group.ts'
import { page } from './pages.ts'

export function describeLogGroups(deps: LogsDependencies): Operation<logs.DescribeLogGroupsRequest, logs.DescribeLogGroupsResponse> {
  return async (input, { accountId, region }) => {
    const { logGroupNamePrefix = '', logGroupNamePattern } = input
    if (input.logGroupNamePrefix !== undefined && logGroupNamePattern !== undefined) {
      throw invalidParameter('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.')
    }
    const { logGroupIdentifiers: identifiers = [] } = input
    if (identifiers.length > 0 && (input.logGroupNamePrefix !== undefined || logGroupNamePattern !== undefined)) {
      throw invalidParameter('LogGroup identifiers cannot be combined with a name prefix or a name pattern.')
    }
    const records = deps.catalog
      .list<LogGroupRecord>(logGroupKind, logGroupKey(accountId, region, logGroupNamePrefix))
      .filter(({ name }) => logGroupNamePattern === undefined || name.toLowerCase().includes(logGroupNamePattern.toLowerCase()))
      .filter(record => identifiers.length === 0 || identifiers.includes(record.name) || identifiers.includes(logGroupArn(record)))
      .filter(({ logGroupClass }) => input.logGroupClass === undefined || logGroupClass === input.logGroupClass)
    const { items, next } = page(records, { token: input.nextToken, limit: input.limit, most: 50 })
    const sizes = await Promise.all(items.map(record => deps.store.storedBytes(logGroupKey(record.accountId, record.region, record.name))))
    return {
      logGroups: items.map((record, index) => ({
        logGroupName: record.name,
        creationTime: record.creationTime,
        ...(record.retentionInDays === undefined ? {} : { retentionInDays: record.retentionInDays }),
        metricFilterCount: 0,
        arn: `${logGroupArn(record)}:*`,
        storedBytes: sizes[index] ?? 0,
        ...(record.kmsKeyId === undefined ? {} : { kmsKeyId: record.kmsKeyId }),
        logGroupClass: record.logGroupClass as 'STANDARD',
        logGroupArn: logGroupArn(record),
      })),
      ...(next === undefined ? {} : { nextToken: next }),
    }
  }
}
