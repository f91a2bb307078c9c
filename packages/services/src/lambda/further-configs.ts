import type { lambda, Operation } from '@pasos/wire'
import { runtimeVersionArn } from './configuration-answer.ts'
import type { LambdaDependencies } from './dependencies.ts'
import { functionArn, parseFunctionName } from './function-name.ts'
import { changeFunction, requireFunction, resolveFunction } from './resolve.ts'

/** No function here is bound to a code signing configuration: the answer has only the name. */
export function getFunctionCodeSigningConfig(
  deps: LambdaDependencies,
): Operation<lambda.GetFunctionCodeSigningConfigRequest, Partial<lambda.GetFunctionCodeSigningConfigResponse>> {
  return (input, context) => ({ FunctionName: requireFunction(deps.catalog, parseFunctionName(input.FunctionName ?? '', context)).name })
}

export function getFunctionRecursionConfig(
  deps: LambdaDependencies,
): Operation<lambda.GetFunctionRecursionConfigRequest, lambda.GetFunctionRecursionConfigResponse> {
  return (input, context) => ({
    RecursiveLoop: requireFunction(deps.catalog, parseFunctionName(input.FunctionName ?? '', context)).recursiveLoop,
  })
}

export function putFunctionRecursionConfig(
  deps: LambdaDependencies,
): Operation<lambda.PutFunctionRecursionConfigRequest, lambda.GetFunctionRecursionConfigResponse> {
  return (input, context) =>
    changeFunction(deps.catalog, parseFunctionName(input.FunctionName ?? '', context), record => {
      const recursiveLoop = input.RecursiveLoop === 'Allow' ? 'Allow' : 'Terminate'
      return { next: { ...record, recursiveLoop }, result: { RecursiveLoop: recursiveLoop } }
    })
}

export function getRuntimeManagementConfig(
  deps: LambdaDependencies,
): Operation<lambda.GetRuntimeManagementConfigRequest, lambda.GetRuntimeManagementConfigResponse> {
  return (input, context) => {
    const name = parseFunctionName(input.FunctionName ?? '', context, input.Qualifier)
    const { record, settings } = resolveFunction(deps.catalog, name)
    const manual = record.runtimeUpdates === 'Manual' ? { RuntimeVersionArn: runtimeVersionArn(record.region, settings.runtime) } : {}
    return { UpdateRuntimeOn: record.runtimeUpdates, FunctionArn: functionArn(name), ...manual }
  }
}
