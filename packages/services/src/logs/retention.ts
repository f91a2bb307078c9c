import type { logs, Operation } from '@pasos/wire'
import { invalidParameter } from './errors.ts'
import { changeGroup, type LogGroupRecord, type LogsDependencies, logGroupKey, logGroupKind } from './log-group.ts'

/** API reference, PutRetentionPolicy. */
const allowedDays = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]
const dayMs = 86_400_000

export function putRetentionPolicy(deps: LogsDependencies): Operation<logs.PutRetentionPolicyRequest, object> {
  return async (input, { accountId, region }) => {
    const { retentionInDays = 0 } = input
    if (!allowedDays.includes(retentionInDays)) {
      throw invalidParameter(
        `1 validation error detected: Value '${retentionInDays}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${allowedDays.join(', ')}]`,
      )
    }
    await changeGroup(deps.catalog, logGroupKey(accountId, region, input.logGroupName ?? ''), record => ({ ...record, retentionInDays }))
    return {}
  }
}

export function deleteRetentionPolicy(deps: LogsDependencies): Operation<logs.DeleteRetentionPolicyRequest, object> {
  return async (input, { accountId, region }) => {
    await changeGroup(deps.catalog, logGroupKey(accountId, region, input.logGroupName ?? ''), ({ retentionInDays: _, ...record }) => record)
    return {}
  }
}

/** Drops what has outlived its group's retention; to be called now and then. */
export async function expireLogs({ catalog, store, clock }: LogsDependencies): Promise<void> {
  for (const record of catalog.list<LogGroupRecord>(logGroupKind)) {
    if (record.retentionInDays === undefined) continue
    await store.expire(logGroupKey(record.accountId, record.region, record.name), clock.now() - record.retentionInDays * dayMs)
  }
}
