import type { lambda, Operation } from '@pasos/wire'
import { aliasAnswer, aliasArn, checkAlias, weightsOf } from './alias-answer.ts'
import type { LambdaDependencies } from './dependencies.ts'
import { aliasExists } from './errors.ts'
import { parseFunctionName } from './function-name.ts'
import { changeFunction } from './resolve.ts'

export function createAlias(deps: LambdaDependencies): Operation<lambda.CreateAliasRequest, lambda.AliasConfiguration> {
  return (input, context) =>
    changeFunction(deps.catalog, parseFunctionName(input.FunctionName ?? '', context), record => {
      const alias = {
        name: input.Name ?? '',
        functionVersion: input.FunctionVersion ?? '',
        description: input.Description ?? '',
        weights: weightsOf(input.RoutingConfig),
        revisionId: deps.ids.uuid(),
      }
      if (record.aliases.some(({ name }) => name === alias.name)) throw aliasExists(aliasArn(record, alias.name))
      checkAlias(record, alias)
      return { next: { ...record, aliases: [...record.aliases, alias] }, result: aliasAnswer(record, alias) }
    })
}
