import type { Operation, states } from '@pasos/wire'
import { parseStateMachineArn } from './arn.ts'
import type { StatesDependencies } from './dependencies.ts'
import { stateMachineDoesNotExist } from './errors.ts'
import { publishVersion } from './publishing.ts'

/** Idempotent per revision: a second call answers the version that the first one made. */
export function publishStateMachineVersion(
  deps: StatesDependencies,
): Operation<states.PublishStateMachineVersionInput, states.PublishStateMachineVersionOutput> {
  return async ({ stateMachineArn, description, revisionId }) => {
    const { baseArn } = parseStateMachineArn(stateMachineArn!)
    if (baseArn !== stateMachineArn) throw stateMachineDoesNotExist(stateMachineArn!)
    const version = await publishVersion(deps, { stateMachineArn: baseArn, description, revisionId })
    return { stateMachineVersionArn: version.stateMachineVersionArn, creationDate: new Date(version.creationDate) }
  }
}
