import type { lambda, Operation } from '@pasos/wire'
import type { LambdaDependencies } from './dependencies.ts'
import { conflict, invalidParameter } from './errors.ts'
import { parseFunctionName } from './function-name.ts'
import { retireRevision } from './function-spec-of.ts'
import { withoutProvisioned } from './provisioned-concurrency.ts'
import { changeFunction } from './resolve.ts'

/** Deletes the function, or one version of it. */
export function deleteFunction(deps: LambdaDependencies): Operation<lambda.DeleteFunctionRequest, { StatusCode: number }> {
  return (input, context) => {
    const name = parseFunctionName(input.FunctionName ?? '', context, input.Qualifier)
    const { qualifier } = name
    return changeFunction(deps.catalog, name, record => {
      if (qualifier === undefined) {
        for (const settings of [record.latest, ...record.versions]) retireRevision(deps, record, settings)
        return { next: undefined, result: { StatusCode: 204 } }
      }
      if (qualifier === '$LATEST') throw invalidParameter('$LATEST version cannot be deleted without deleting the function.')
      if (!/^\d+$/.test(qualifier)) throw invalidParameter('Deletion of aliases is not currently supported.')
      const users = record.aliases.filter(alias => alias.functionVersion === qualifier || Object.hasOwn(alias.weights, qualifier))
      if (users.length > 0) {
        throw conflict(
          `Unable to delete version because the following aliases reference it: [${users.map(({ name: alias }) => alias).join(', ')}]`,
        )
      }
      const version = record.versions.find(settings => settings.version === qualifier)
      if (version) retireRevision(deps, record, version)
      const { [qualifier]: _, ...versionRuntimeUpdates } = record.versionRuntimeUpdates ?? {}
      const next = { ...record, versionRuntimeUpdates, versions: record.versions.filter(settings => settings !== version) }
      return { next: withoutProvisioned(next, qualifier), result: { StatusCode: 204 } }
    })
  }
}
