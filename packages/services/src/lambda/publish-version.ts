import type { lambda, Operation } from '@pasos/wire'
import { configurationAnswer } from './configuration-answer.ts'
import type { LambdaDependencies } from './dependencies.ts'
import { invalidParameter } from './errors.ts'
import { parseFunctionName } from './function-name.ts'
import { publish } from './publishing.ts'
import { changeFunction, checkRevision } from './resolve.ts'

export function publishVersion(deps: LambdaDependencies): Operation<lambda.PublishVersionRequest, lambda.FunctionConfiguration> {
  return (input, context) => {
    const name = parseFunctionName(input.FunctionName ?? '', context)
    return changeFunction(deps.catalog, name, record => {
      checkRevision(input.RevisionId, record.latest.revisionId)
      const { code } = record.latest
      if (input.CodeSha256 !== undefined && input.CodeSha256 !== '' && input.CodeSha256 !== code.sha256) {
        throw invalidParameter(
          `CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${code.sha256}). Please try again with the CodeSHA256 in $LATEST.`,
        )
      }
      const next = publish(deps, record, input.Description)
      return {
        next: next.record,
        result: configurationAnswer(deps.catalog, next.record, next.settings, { qualifier: next.settings.version }),
      }
    })
  }
}
