import type { lambda, Operation } from '@pasos/wire'
import { configurationAnswer } from './configuration-answer.ts'
import type { LambdaDependencies } from './dependencies.ts'
import { type FunctionRecord, functionKind } from './function-record.ts'
import { page } from './pages.ts'

export function listFunctions(deps: LambdaDependencies): Operation<lambda.ListFunctionsRequest, lambda.ListFunctionsResponse> {
  return (input, context) => {
    const records = deps.catalog.list<FunctionRecord>(functionKind, `${context.accountId}:${context.region}:`)
    const all = records.flatMap(record => [
      { record, settings: record.latest },
      ...(input.FunctionVersion === 'ALL' ? record.versions.map(settings => ({ record, settings })) : []),
    ])
    const { items, next } = page(all, { marker: input.Marker, maxItems: input.MaxItems, most: 50 })
    return {
      Functions: items.map(({ record, settings }) => {
        const qualifier = input.FunctionVersion === 'ALL' ? { qualifier: settings.version } : {}
        const { State: _, LastUpdateStatus: __, ...answer } = configurationAnswer(deps.catalog, record, settings, qualifier)
        return answer
      }),
      ...(next === undefined ? {} : { NextMarker: next }),
    }
  }
}
