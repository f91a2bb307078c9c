import type { Operation, states } from '@pasos/wire'
import { parseActivityArn } from './arn.ts'
import type { StatesDependencies } from './dependencies.ts'

/** Succeeds for what does not exist. */
export function deleteActivity(deps: StatesDependencies): Operation<states.DeleteActivityInput, states.DeleteActivityOutput> {
  return async ({ activityArn }) => {
    parseActivityArn(activityArn!)
    await deps.catalog.update('activity', activityArn!, () => ({ next: undefined, result: undefined }))
    return {}
  }
}
