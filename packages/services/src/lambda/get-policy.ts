import type { lambda, Operation } from '@pasos/wire'
import type { LambdaDependencies } from './dependencies.ts'
import { policyNotFound } from './errors.ts'
import { parseFunctionName } from './function-name.ts'
import { policyText } from './policy-statement.ts'
import { resolveFunction } from './resolve.ts'

export function getPolicy(deps: LambdaDependencies): Operation<lambda.GetPolicyRequest, lambda.GetPolicyResponse> {
  return (input, context) => {
    const name = parseFunctionName(input.FunctionName ?? '', context, input.Qualifier)
    const policy = resolveFunction(deps.catalog, name).record.policies[name.qualifier ?? '']
    if (!policy) throw policyNotFound()
    return { Policy: policyText(policy), RevisionId: policy.revisionId }
  }
}
