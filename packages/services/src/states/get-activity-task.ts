import { TooManyWorkers } from '@pasos/engine'
import type { Operation, states } from '@pasos/wire'
import { requireActivity } from './activity-record.ts'
import type { StatesDependencies } from './dependencies.ts'
import { checkReading } from './encryption-configuration.ts'
import { tooManyWorkers } from './errors.ts'

/** Long poll: answers an empty body when no task came within the minute, or when the worker has gone. */
export function getActivityTask(deps: StatesDependencies): Operation<states.GetActivityTaskInput, states.GetActivityTaskOutput> {
  return async ({ activityArn, workerName }, context) => {
    const { encryptionConfiguration } = requireActivity(deps.catalog, activityArn!)
    await checkReading(deps, encryptionConfiguration, activityArn!, context)
    const task = await deps.activities.poll(activityArn!, workerName, context.signal).catch((error: unknown) => {
      throw error instanceof TooManyWorkers ? tooManyWorkers() : error
    })
    return task ? { taskToken: task.taskToken, input: task.input } : {}
  }
}
