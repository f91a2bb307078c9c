import type { logs, Operation } from '@pasos/wire'
import { changeGroup, checkGroupName, type LogsDependencies, logGroupKey } from './log-group.ts'

export function deleteLogGroup(deps: LogsDependencies): Operation<logs.DeleteLogGroupRequest, object> {
  return async (input, { accountId, region }) => {
    const key = logGroupKey(accountId, region, checkGroupName(input.logGroupName ?? ''))
    await changeGroup(deps.catalog, key, () => undefined)
    await deps.store.deleteGroup(key)
    return {}
  }
}
