import type { Operation, states } from '@pasos/wire'
import { requireActivity } from './activity-record.ts'
import type { ReadDependencies } from './dependencies.ts'

export function describeActivity(deps: ReadDependencies): Operation<states.DescribeActivityInput, states.DescribeActivityOutput> {
  return ({ activityArn }) => {
    const { name, creationDate, encryptionConfiguration } = requireActivity(deps.catalog, activityArn!)
    return { activityArn, name, creationDate: new Date(creationDate), encryptionConfiguration }
  }
}
