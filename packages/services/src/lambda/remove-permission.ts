import type { lambda, Operation } from '@pasos/wire'
import type { LambdaDependencies } from './dependencies.ts'
import { notFound } from './errors.ts'
import { parseFunctionName } from './function-name.ts'
import { changeFunction, checkRevision } from './resolve.ts'

export function removePermission(deps: LambdaDependencies): Operation<lambda.RemovePermissionRequest, object> {
  return (input, context) => {
    const name = parseFunctionName(input.FunctionName ?? '', context, input.Qualifier)
    return changeFunction(deps.catalog, name, record => {
      const { [name.qualifier ?? '']: policy, ...others } = record.policies
      if (!policy) throw notFound('No policy is associated with the given resource.')
      checkRevision(input.RevisionId, policy.revisionId)
      const statements = policy.statements.filter(({ Sid }) => Sid !== input.StatementId)
      if (statements.length === policy.statements.length) throw notFound(`Statement ${input.StatementId} is not found in resource policy.`)
      const policies =
        statements.length === 0 ? others : { ...record.policies, [name.qualifier ?? '']: { statements, revisionId: deps.ids.uuid() } }
      return { next: { ...record, policies }, result: {} }
    })
  }
}
