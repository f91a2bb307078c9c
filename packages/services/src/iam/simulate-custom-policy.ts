import type { iam, Operation } from '@pasos/wire'
import type { IamDependencies } from './dependencies.ts'
import { checkInlinePolicy } from './policy/check-policy.ts'
import { compilePolicy } from './policy/compiled-policy.ts'
import { simulate } from './simulate.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html */
export function simulateCustomPolicy(_deps: IamDependencies): Operation<iam.SimulateCustomPolicyRequest, iam.SimulatePolicyResponse> {
  return input => {
    const documents = input.PolicyInputList ?? []
    for (const document of documents) checkInlinePolicy(document)
    return simulate(
      { ...input, PolicyInputList: undefined },
      {
        sources: documents.map((_, index) => `PolicyInputList.${index + 1}`),
        policies: documents.map(compilePolicy),
        boundary: undefined,
        callerArn: input.CallerArn ?? '',
      },
    )
  }
}
