import type { logs, Operation } from '@pasos/wire'
import { groupExists } from './errors.ts'
import { checkGroupName, type LogGroupRecord, type LogsDependencies, logGroupKey, logGroupKind } from './log-group.ts'
import { checkTags } from './tags.ts'

export function createLogGroup(deps: LogsDependencies): Operation<logs.CreateLogGroupRequest, object> {
  return async (input, { accountId, region }) => {
    const name = checkGroupName(input.logGroupName ?? '')
    const tags = checkTags(Object.entries(input.tags ?? {}))
    const record: LogGroupRecord = {
      accountId,
      region,
      name,
      creationTime: deps.clock.now(),
      logGroupClass: input.logGroupClass ?? 'STANDARD',
      tags,
      ...(input.kmsKeyId === undefined ? {} : { kmsKeyId: input.kmsKeyId }),
    }
    await deps.catalog.update<LogGroupRecord, void>(logGroupKind, logGroupKey(accountId, region, name), current => {
      if (current) throw groupExists()
      return { next: record, result: undefined }
    })
    return {}
  }
}
