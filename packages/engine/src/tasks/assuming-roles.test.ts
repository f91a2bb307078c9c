import { expect, test } from 'vitest'
import type { TaskReport, TaskRequest } from '../ports/tasks.ts'
import { assumingRoles } from './assuming-roles.ts'

function run(more: Partial<TaskRequest>, mayAssume: boolean): { reports: TaskReport[]; asked: unknown[] } {
  const reports: TaskReport[] = []
  const asked: unknown[] = []
  const connector = assumingRoles(
    { claims: () => true, run: ({ task }, report) => report({ type: 'TaskSucceeded', task, output: 1 }) },
    {
      mayAssume(request) {
        asked.push(request)
        return mayAssume
      },
    },
  )
  const request: TaskRequest = {
    ...{ executionArn: 'e', task: 3, idempotencyToken: 'q', resource: 'r', input: {}, stateName: 'S' },
    ...{ roleArn: 'target', stateMachineArn: 'm', ...more },
  }
  connector.run(request, report => reports.push(report), new AbortController().signal)
  return { reports, asked }
}

const done: TaskReport = { type: 'TaskSucceeded', task: 3, output: 1 }

test('a task without Credentials just runs', () => {
  expect(run({}, false)).toEqual({ reports: [done], asked: [] })
})

test('a role that may be assumed is', () => {
  expect(run({ assumedBy: 'own' }, true)).toEqual({
    reports: [done],
    asked: [{ roleArn: 'own', targetRoleArn: 'target', stateMachineArn: 'm' }],
  })
})

test('a role that may not be assumed fails the task in AWS’s words', () => {
  const cause = "The role own is not authorized to assume the task state's role, target."
  expect(run({ assumedBy: 'own' }, false).reports).toEqual([{ type: 'TaskFailed', task: 3, error: 'States.TaskFailed', cause }])
})
