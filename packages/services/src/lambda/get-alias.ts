import type { lambda, Operation } from '@pasos/wire'
import { aliasAnswer, requireAlias } from './alias-answer.ts'
import type { LambdaDependencies } from './dependencies.ts'
import { aliasNotFound } from './errors.ts'
import { functionArn, parseFunctionName } from './function-name.ts'
import { findFunction } from './function-record.ts'

export function getAlias(deps: LambdaDependencies): Operation<lambda.GetAliasRequest, lambda.AliasConfiguration> {
  return (input, context) => {
    const name = parseFunctionName(input.FunctionName ?? '', context)
    const record = findFunction(deps.catalog, name)
    // AWS speaks of the alias even when there is no such function.
    if (!record) throw aliasNotFound(functionArn({ ...name, qualifier: input.Name ?? '' }))
    return aliasAnswer(record, requireAlias(record, input.Name ?? ''))
  }
}
