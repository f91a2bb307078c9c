import type { lambda, Operation } from '@pasos/wire'
import { storeCode } from './code-source.ts'
import { configurationAnswer } from './configuration-answer.ts'
import type { LambdaDependencies } from './dependencies.ts'
import { parseFunctionName } from './function-name.ts'
import { retireRevision } from './function-spec-of.ts'
import { publish } from './publishing.ts'
import { changeFunction, checkRevision, requireFunction } from './resolve.ts'
import { lastModified } from './settings.ts'

/** Replaces the code of $LATEST; running invocations finish with the old one. */
export function updateFunctionCode(deps: LambdaDependencies): Operation<lambda.UpdateFunctionCodeRequest, lambda.FunctionConfiguration> {
  return async (input, context) => {
    const name = parseFunctionName(input.FunctionName ?? '', context)
    checkRevision(input.RevisionId, requireFunction(deps.catalog, name).latest.revisionId)
    const code = await storeCode(deps, input, context)
    if (input.DryRun) {
      const record = requireFunction(deps.catalog, name)
      return configurationAnswer(deps.catalog, record, { ...record.latest, code })
    }
    return changeFunction(deps.catalog, name, record => {
      checkRevision(input.RevisionId, record.latest.revisionId)
      const latest = {
        ...record.latest,
        code,
        architectures: input.Architectures ?? record.latest.architectures,
        lastModified: lastModified(deps.clock.now()),
        revisionId: deps.ids.uuid(),
      }
      retireRevision(deps, record, record.latest)
      const changed = { ...record, latest }
      const next = input.Publish ? publish(deps, changed, undefined) : { record: changed, settings: latest }
      return { next: next.record, result: configurationAnswer(deps.catalog, next.record, next.settings) }
    })
  }
}
