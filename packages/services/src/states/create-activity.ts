import type { Operation, states } from '@pasos/wire'
import type { ActivityRecord } from './activity-record.ts'
import { activityArn } from './arn.ts'
import type { StatesDependencies } from './dependencies.ts'
import { checkedEncryption } from './encryption-configuration.ts'
import { activityAlreadyExists, activityLimitExceeded } from './errors.ts'
import { checkName } from './names.ts'
import { withTags } from './tags.ts'

/** Idempotent on name and encryption; other tags are ignored then. */
export function createActivity(deps: StatesDependencies): Operation<states.CreateActivityInput, states.CreateActivityOutput> {
  return async ({ name, tags, encryptionConfiguration: encryption }, context) => {
    checkName(name!)
    const arn = activityArn(context, name!)
    const wanted: ActivityRecord = {
      activityArn: arn,
      name: name!,
      creationDate: deps.clock.now(),
      encryptionConfiguration: await checkedEncryption(deps, encryption, { arn, caller: context }),
      tags: withTags([], tags ?? [], { arn, limit: deps.limits.tagsPerResource }),
    }
    const isFull = deps.catalog.list('activity', activityArn(context, '')).length >= deps.limits.activities
    const activity = await deps.catalog.update<ActivityRecord, ActivityRecord>('activity', arn, current => {
      if (!current && isFull) throw activityLimitExceeded()
      if (current && JSON.stringify(current.encryptionConfiguration) !== JSON.stringify(wanted.encryptionConfiguration)) {
        throw activityAlreadyExists(arn)
      }
      const next = current ?? wanted
      return { next, result: next }
    })
    return { activityArn: arn, creationDate: new Date(activity.creationDate) }
  }
}
