import type { lambda, Operation } from '@pasos/wire'
import { aliasAnswer } from './alias-answer.ts'
import type { LambdaDependencies } from './dependencies.ts'
import { parseFunctionName } from './function-name.ts'
import { page } from './pages.ts'
import { requireFunction } from './resolve.ts'

export function listAliases(deps: LambdaDependencies): Operation<lambda.ListAliasesRequest, lambda.ListAliasesResponse> {
  return (input, context) => {
    const record = requireFunction(deps.catalog, parseFunctionName(input.FunctionName ?? '', context))
    const wanted = record.aliases
      .filter(alias => input.FunctionVersion === undefined || alias.functionVersion === input.FunctionVersion)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
    const { items, next } = page(wanted, { marker: input.Marker, maxItems: input.MaxItems, most: 10_000 })
    return { Aliases: items.map(alias => aliasAnswer(record, alias)), ...(next === undefined ? {} : { NextMarker: next }) }
  }
}
