import type { RoleAssumption, TaskRunner } from '../ports/tasks.ts'

/**
 * Puts a task's Credentials before a connector: the role they name is assumed by the state machine's role, or the task fails.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html
 */
export function assumingRoles(runner: TaskRunner, assumption: RoleAssumption): TaskRunner {
  return {
    claims: resource => runner.claims(resource),
    atOnce(resource) {
      const runAtOnce = runner.atOnce?.(resource)
      // Whether another role may be assumed is asked by `run`.
      return runAtOnce && (request => (request.assumedBy === undefined ? runAtOnce(request) : undefined))
    },
    run(request, report, signal) {
      const { assumedBy, roleArn, stateMachineArn, task } = request
      if (assumedBy !== undefined && !assumption.mayAssume({ roleArn: assumedBy, targetRoleArn: roleArn, stateMachineArn })) {
        const cause = `The role ${assumedBy} is not authorized to assume the task state's role, ${roleArn}.`
        report({ type: 'TaskFailed', task, error: 'States.TaskFailed', cause })
        return
      }
      runner.run(request, report, signal)
    },
  }
}
