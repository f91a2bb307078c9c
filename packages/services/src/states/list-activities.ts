import type { Operation, states } from '@pasos/wire'
import type { ActivityRecord } from './activity-record.ts'
import { activityArn } from './arn.ts'
import type { ReadDependencies } from './dependencies.ts'
import { pageOf } from './tokens.ts'

/** By name. */
export function listActivities(deps: ReadDependencies): Operation<states.ListActivitiesInput, states.ListActivitiesOutput> {
  return ({ maxResults, nextToken }, context) => {
    const prefix = activityArn(context, '')
    const all = deps.catalog.list<ActivityRecord>('activity', prefix)
    const { items, ...rest } = pageOf(all, { scope: prefix, maxResults, nextToken, keyOf: activity => activity.activityArn })
    const activities = items.map(item => ({
      activityArn: item.activityArn,
      name: item.name,
      creationDate: new Date(item.creationDate),
    }))
    return { activities, ...rest }
  }
}
