import type { lambda, Operation } from '@pasos/wire'
import { configurationAnswer } from './configuration-answer.ts'
import type { LambdaDependencies } from './dependencies.ts'
import { parseFunctionName } from './function-name.ts'
import { page } from './pages.ts'
import { requireFunction } from './resolve.ts'

/** $LATEST first, then the versions, oldest first. */
export function listVersionsByFunction(
  deps: LambdaDependencies,
): Operation<lambda.ListVersionsByFunctionRequest, lambda.ListVersionsByFunctionResponse> {
  return (input, context) => {
    const record = requireFunction(deps.catalog, parseFunctionName(input.FunctionName ?? '', context))
    const { items, next } = page([record.latest, ...record.versions], { marker: input.Marker, maxItems: input.MaxItems, most: 10_000 })
    return {
      Versions: items.map(settings => {
        const {
          State: _,
          LastUpdateStatus: __,
          ...answer
        } = configurationAnswer(deps.catalog, record, settings, { qualifier: settings.version })
        return answer
      }),
      ...(next === undefined ? {} : { NextMarker: next }),
    }
  }
}
