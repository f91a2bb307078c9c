import type { lambda, Operation } from '@pasos/wire'
import { configurationAnswer } from './configuration-answer.ts'
import type { LambdaDependencies } from './dependencies.ts'
import { parseFunctionName } from './function-name.ts'
import { resolveFunction } from './resolve.ts'

export function getFunctionConfiguration(
  deps: LambdaDependencies,
): Operation<lambda.GetFunctionConfigurationRequest, lambda.FunctionConfiguration> {
  return (input, context) => {
    const name = parseFunctionName(input.FunctionName ?? '', context, input.Qualifier)
    const { record, settings } = resolveFunction(deps.catalog, name)
    return configurationAnswer(deps.catalog, record, settings, name.qualifier === undefined ? {} : { qualifier: name.qualifier })
  }
}
