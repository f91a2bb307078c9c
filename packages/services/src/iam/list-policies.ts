import { partitionOf } from '@pasos/asl'
import type { iam, Operation } from '@pasos/wire'
import { type PolicyUsage, policySummary } from './answers.ts'
import { awsManagedPolicies } from './aws-managed-policies.ts'
import type { IamDependencies } from './dependencies.ts'
import { policyHolders } from './holders.ts'
import { iamArn } from './iam-arn.ts'
import { page } from './paging.ts'
import type { PolicyRecord } from './policy-record.ts'

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicies.html */
export function listPolicies({ catalog }: IamDependencies): Operation<iam.ListPoliciesRequest, iam.ListPoliciesResponse> {
  return (input, context) => {
    const { accountId } = context
    const own = input.Scope === 'AWS' ? [] : catalog.list<PolicyRecord>('policy', iamArn(context, 'policy/'))
    const aws = input.Scope === 'Local' ? [] : [...awsManagedPolicies(partitionOf(context.region)).values()]
    const usages = countUsages(policyHolders(catalog, accountId))
    const usage = ({ arn }: PolicyRecord) => usages.get(arn) ?? { attachments: 0, boundaries: 0 }
    const wanted = [...own, ...aws].filter(policy => {
      const { attachments, boundaries } = usage(policy)
      const used = input.PolicyUsageFilter === 'PermissionsBoundary' ? boundaries : attachments
      return (
        policy.path.startsWith(input.PathPrefix ?? '/') &&
        !((input.OnlyAttached || input.PolicyUsageFilter === 'PermissionsBoundary') && used === 0)
      )
    })
    const { items, answer } = page(wanted, ({ arn }) => arn, input)
    return { Policies: items.map(policy => policySummary(policy, usage(policy))), ...answer }
  }
}

/** One pass over everything that has policies. */
function countUsages(holders: ReturnType<typeof policyHolders>): Map<string, PolicyUsage> {
  const usages = new Map<string, PolicyUsage>()
  const count = (arn: string, member: keyof PolicyUsage) => {
    const usage = usages.get(arn) ?? { attachments: 0, boundaries: 0 }
    usage[member]++
    usages.set(arn, usage)
  }
  for (const holder of holders) {
    for (const arn of holder.attachedPolicyArns) count(arn, 'attachments')
    if (holder.permissionsBoundary !== undefined) count(holder.permissionsBoundary, 'boundaries')
  }
  return usages
}
