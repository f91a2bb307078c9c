import type { lambda, Operation } from '@pasos/wire'
import type { LambdaDependencies } from './dependencies.ts'
import { invalidParameter } from './errors.ts'
import { functionArn, parseFunctionName } from './function-name.ts'
import { policyStatement, withStatement } from './policy-statement.ts'
import { changeFunction, checkRevision, resolveFunction } from './resolve.ts'

export function addPermission(deps: LambdaDependencies): Operation<lambda.AddPermissionRequest, lambda.AddPermissionResponse> {
  return (input, context) => {
    const name = parseFunctionName(input.FunctionName ?? '', context, input.Qualifier)
    if (name.qualifier === '$LATEST') {
      throw invalidParameter('We currently do not support adding policies for $LATEST.')
    }
    resolveFunction(deps.catalog, name)
    const statement = policyStatement(input, functionArn(name))
    return changeFunction(deps.catalog, name, record => {
      const qualifier = name.qualifier ?? ''
      const policy = record.policies[qualifier]
      checkRevision(input.RevisionId, policy?.revisionId)
      const changed = { statements: withStatement(policy?.statements ?? [], statement), revisionId: deps.ids.uuid() }
      return {
        next: { ...record, policies: { ...record.policies, [qualifier]: changed } },
        result: { Statement: JSON.stringify(statement) },
      }
    })
  }
}
