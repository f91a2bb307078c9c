import type { lambda, Operation } from '@pasos/wire'
import { configurationAnswer } from './configuration-answer.ts'
import type { LambdaDependencies } from './dependencies.ts'
import { parseFunctionName } from './function-name.ts'
import { resolveFunction } from './resolve.ts'

export function getFunction(deps: LambdaDependencies): Operation<lambda.GetFunctionRequest, lambda.GetFunctionResponse> {
  return (input, context) => {
    const name = parseFunctionName(input.FunctionName ?? '', context, input.Qualifier)
    const { record, settings } = resolveFunction(deps.catalog, name)
    const { qualifier } = name
    return {
      Configuration: configurationAnswer(deps.catalog, record, settings, qualifier === undefined ? {} : { qualifier }),
      Code: { RepositoryType: 'S3', Location: deps.addresses.locate(settings.code.sha256) },
      ...(record.tags.length > 0 ? { Tags: Object.fromEntries(record.tags) } : {}),
      ...(record.reservedConcurrency === undefined ? {} : { Concurrency: { ReservedConcurrentExecutions: record.reservedConcurrency } }),
    }
  }
}
