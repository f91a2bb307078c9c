import type { lambda, Operation } from '@pasos/wire'
import type { LambdaDependencies } from './dependencies.ts'
import { parseFunctionName } from './function-name.ts'
import { withoutProvisioned } from './provisioned-concurrency.ts'
import { changeFunction } from './resolve.ts'

/** Deleting what is not there succeeds. */
export function deleteAlias(deps: LambdaDependencies): Operation<lambda.DeleteAliasRequest, object> {
  return (input, context) =>
    changeFunction(deps.catalog, parseFunctionName(input.FunctionName ?? '', context), record => {
      const { [input.Name ?? '']: _, ...policies } = record.policies
      const aliases = record.aliases.filter(({ name }) => name !== input.Name)
      return { next: withoutProvisioned({ ...record, aliases, policies }, input.Name ?? ''), result: {} }
    })
}
