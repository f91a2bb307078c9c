import { expect, test } from 'vitest'
import { compile } from '../definition/compile.ts'
import { managedRulesOf } from './managed-rules.ts'

const rulesOf = (...resources: string[]) => {
  const names = resources.map((_, index) => `S${index}`)
  const states = Object.fromEntries(
    resources.map((resource, index) => [
      names[index]!,
      {
        Type: 'Task',
        Resource: `arn:aws:states:::${resource}`,
        ...(index + 1 < resources.length ? { Next: names[index + 1]! } : { End: true }),
      },
    ]),
  )
  const inner = { StartAt: 'S0', States: states }
  const outer = { StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor: inner, End: true } } }
  return managedRulesOf(compile(JSON.stringify(outer)))
}

test('every way to wait for a job names its rule, however deep it stands, and each rule once', () => {
  expect(rulesOf('states:startExecution.sync', 'states:startExecution.sync:2', 'ecs:runTask.sync').map(({ name }) => name)).toEqual([
    'StepFunctionsGetEventsForStepFunctionsExecutionRule',
    'StepFunctionsGetEventsForECSTaskRule',
  ])
  expect([...rulesOf('batch:submitJob.sync')[0]!.actions].sort()).toEqual(['events:DescribeRule', 'events:PutRule', 'events:PutTargets'])
})

test('who does not wait for a job, or whose job is only asked for, needs no rule', () => {
  expect(rulesOf('states:startExecution', 'states:startExecution.waitForTaskToken', 'ecs:runTask', 'aws-sdk:sfn:startExecution')).toEqual(
    [],
  )
  expect(rulesOf('glue:startJobRun.sync', 'athena:startQueryExecution.sync')).toEqual([])
})
