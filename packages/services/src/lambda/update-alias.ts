import type { lambda, Operation } from '@pasos/wire'
import { aliasAnswer, checkAlias, requireAlias, weightsOf } from './alias-answer.ts'
import type { LambdaDependencies } from './dependencies.ts'
import { parseFunctionName } from './function-name.ts'
import { changeFunction, checkRevision } from './resolve.ts'

export function updateAlias(deps: LambdaDependencies): Operation<lambda.UpdateAliasRequest, lambda.AliasConfiguration> {
  return (input, context) =>
    changeFunction(deps.catalog, parseFunctionName(input.FunctionName ?? '', context), record => {
      const current = requireAlias(record, input.Name ?? '')
      checkRevision(input.RevisionId, current.revisionId)
      const alias = {
        ...current,
        functionVersion: input.FunctionVersion ?? current.functionVersion,
        description: input.Description ?? current.description,
        weights: input.RoutingConfig ? weightsOf(input.RoutingConfig) : current.weights,
        revisionId: deps.ids.uuid(),
      }
      checkAlias(record, alias)
      const aliases = record.aliases.map(candidate => (candidate === current ? alias : candidate))
      return { next: { ...record, aliases }, result: aliasAnswer(record, alias) }
    })
}
