import type { logs, Operation } from '@pasos/wire'
import { groupExists } from './errors.ts'
import { checkGroupName, type KeyedLogsDependencies, type LogGroupRecord, logGroupKey, logGroupKind } from './log-group.ts'
import { checkTags } from './tags.ts'

export function createLogGroup(deps: KeyedLogsDependencies): Operation<logs.CreateLogGroupRequest, object> {
  return async (input, context) => {
    const { accountId, region } = context
    const name = checkGroupName(input.logGroupName ?? '')
    const tags = checkTags(Object.entries(input.tags ?? {}))
    const kmsKeyId = input.kmsKeyId
    await deps.groupKey({ accountId, region, name, ...(kmsKeyId !== undefined && { kmsKeyId }) }, ['Encrypt', 'Decrypt', 'GenerateDataKey'])
    const record: LogGroupRecord = {
      accountId,
      region,
      name,
      creationTime: deps.clock.now(),
      logGroupClass: input.logGroupClass ?? 'STANDARD',
      tags,
      ...(kmsKeyId !== undefined && { kmsKeyId }),
    }
    await deps.catalog.update<LogGroupRecord, void>(logGroupKind, logGroupKey(accountId, region, name), current => {
      if (current) throw groupExists()
      return { next: record, result: undefined }
    })
    return {}
  }
}
