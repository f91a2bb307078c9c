import type { DescribeActivityInput, DescribeActivityOutput } from '@aws-sdk/client-sfn'
import type { Operation } from '@pasos/wire'
import { requireActivity } from './activity-record.ts'
import type { StatesDependencies } from './dependencies.ts'

export function describeActivity(deps: StatesDependencies): Operation<DescribeActivityInput, DescribeActivityOutput> {
  return ({ activityArn }) => {
    const { name, creationDate, encryptionConfiguration } = requireActivity(deps.catalog, activityArn!)
    return { activityArn, name, creationDate: new Date(creationDate), encryptionConfiguration }
  }
}
