import type { lambda, Operation } from '@pasos/wire'
import { concurrentExecutions, reservedTogether } from './account-concurrency.ts'
import type { LambdaDependencies } from './dependencies.ts'
import { type FunctionRecord, functionKind } from './function-record.ts'

/** AWS's default quotas, and what is used of them. */
export function getAccountSettings(
  deps: LambdaDependencies,
): Operation<lambda.GetAccountSettingsRequest, lambda.GetAccountSettingsResponse> {
  return (_, context) => {
    const records = deps.catalog.list<FunctionRecord>(functionKind, `${context.accountId}:${context.region}:`)
    const codeSize = records.flatMap(record => [record.latest, ...record.versions]).reduce((sum, settings) => sum + settings.code.size, 0)
    return {
      AccountLimit: {
        TotalCodeSize: 80_530_636_800,
        CodeSizeUnzipped: 262_144_000,
        CodeSizeZipped: 52_428_800,
        ConcurrentExecutions: concurrentExecutions,
        UnreservedConcurrentExecutions: concurrentExecutions - reservedTogether(records),
      },
      AccountUsage: { TotalCodeSize: codeSize, FunctionCount: records.length },
    }
  }
}
