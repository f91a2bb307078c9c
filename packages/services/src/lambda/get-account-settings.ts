import type { lambda, Operation } from '@pasos/wire'
import type { LambdaDependencies } from './dependencies.ts'
import { type FunctionRecord, functionKind } from './function-record.ts'

const concurrentExecutions = 1000

/** AWS's default quotas, and what is used of them. */
export function getAccountSettings(
  deps: LambdaDependencies,
): Operation<lambda.GetAccountSettingsRequest, lambda.GetAccountSettingsResponse> {
  return (_, context) => {
    const records = deps.catalog.list<FunctionRecord>(functionKind, `${context.accountId}:${context.region}:`)
    const reserved = records.reduce((sum, record) => sum + (record.reservedConcurrency ?? 0), 0)
    const codeSize = records.flatMap(record => [record.latest, ...record.versions]).reduce((sum, settings) => sum + settings.code.size, 0)
    return {
      AccountLimit: {
        TotalCodeSize: 80_530_636_800,
        CodeSizeUnzipped: 262_144_000,
        CodeSizeZipped: 52_428_800,
        ConcurrentExecutions: concurrentExecutions,
        UnreservedConcurrentExecutions: concurrentExecutions - reserved,
      },
      AccountUsage: { TotalCodeSize: codeSize, FunctionCount: records.length },
    }
  }
}
