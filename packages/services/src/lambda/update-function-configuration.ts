import type { lambda, Operation } from '@pasos/wire'
import { sourceKeys } from '../iam/trust.ts'
import { configurationAnswer } from './configuration-answer.ts'
import type { LambdaDependencies } from './dependencies.ts'
import { roleNotAssumable } from './errors.ts'
import { functionArn, parseFunctionName } from './function-name.ts'
import { retireRevision } from './function-spec-of.ts'
import { checkLayers } from './layers-check.ts'
import { changeFunction, checkRevision, requireFunction } from './resolve.ts'
import { lastModified, withSettings } from './settings.ts'
import { checkSettings } from './settings-check.ts'
import { checkSnapStart } from './snap-start.ts'

export function updateFunctionConfiguration(
  deps: LambdaDependencies,
): Operation<lambda.UpdateFunctionConfigurationRequest, lambda.FunctionConfiguration> {
  return async (input, context) => {
    const name = parseFunctionName(input.FunctionName ?? '', context)
    await checkSettings(input, deps.host)
    const present = requireFunction(deps.catalog, name)
    checkLayers(deps, input.Layers, context)
    if (input.Role !== undefined && !deps.trusts(input.Role, 'lambda.amazonaws.com', sourceKeys(functionArn(name))))
      throw roleNotAssumable()
    if (input.Environment !== undefined || input.KMSKeyArn !== undefined)
      await deps.variables.encrypt(present, withSettings(present.latest, input), context)
    return changeFunction(deps.catalog, name, record => {
      checkRevision(input.RevisionId, record.latest.revisionId)
      const latest = { ...withSettings(record.latest, input), lastModified: lastModified(deps.clock.now()), revisionId: deps.ids.uuid() }
      checkSnapStart(latest)
      retireRevision(deps, record, record.latest)
      const next = { ...record, latest }
      return { next, result: configurationAnswer(deps.catalog, next, latest) }
    })
  }
}
