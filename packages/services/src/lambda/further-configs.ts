import type { lambda, Operation } from '@pasos/wire'
import { runtimeVersionArn } from './configuration-answer.ts'
import type { LambdaDependencies } from './dependencies.ts'
import { invalidParameter } from './errors.ts'
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
    const updates = settings.version === '$LATEST' ? record.runtimeUpdates : (record.versionRuntimeUpdates?.[settings.version] ?? 'Auto')
    const manual = updates === 'Manual' ? { RuntimeVersionArn: runtimeVersionArn(record.region, settings.runtime) } : {}
    return { UpdateRuntimeOn: updates, FunctionArn: functionArn(name), ...manual }
  }
}

/** The runtimes are those of this machine: which version a function stays with is kept and told, and can be no other than the present one. */
export function putRuntimeManagementConfig(
  deps: LambdaDependencies,
): Operation<lambda.PutRuntimeManagementConfigRequest, lambda.PutRuntimeManagementConfigResponse> {
  return (input, context) => {
    const name = parseFunctionName(input.FunctionName ?? '', context, input.Qualifier)
    const { record, settings, alias } = resolveFunction(deps.catalog, name)
    if (alias) throw invalidParameter('The qualifier of a runtime management configuration is $LATEST or a version.')
    const { UpdateRuntimeOn: updates = 'Auto', RuntimeVersionArn } = input
    const present = runtimeVersionArn(record.region, settings.runtime)
    if (updates === 'Manual' && RuntimeVersionArn === undefined) {
      throw invalidParameter('RuntimeVersionArn is needed where UpdateRuntimeOn is Manual.')
    }
    if (updates !== 'Manual' && RuntimeVersionArn !== undefined) {
      throw invalidParameter('RuntimeVersionArn can only be given where UpdateRuntimeOn is Manual.')
    }
    if (RuntimeVersionArn !== undefined && RuntimeVersionArn !== present) {
      throw invalidParameter(`The runtime version ${RuntimeVersionArn} is not here: ${settings.runtime} is ${present}.`)
    }
    return changeFunction(deps.catalog, name, current => ({
      next:
        settings.version === '$LATEST'
          ? { ...current, runtimeUpdates: updates }
          : { ...current, versionRuntimeUpdates: { ...current.versionRuntimeUpdates, [settings.version]: updates } },
      result: { UpdateRuntimeOn: updates, FunctionArn: functionArn(name), ...(RuntimeVersionArn !== undefined && { RuntimeVersionArn }) },
    }))
  }
}
