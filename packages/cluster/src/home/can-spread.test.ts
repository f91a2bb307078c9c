import { expect, test } from 'vitest'
import { spreadable } from './can-spread.ts'

const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:f'
const invoke = 'arn:aws:states:::lambda:invoke'
const machine = (states: object): string => JSON.stringify({ StartAt: 'S', States: states })
const task = (more: object): string => machine({ S: { Type: 'Task', End: true, ...more } })
const anywhere = spreadable(() => true)

test('what needs nothing but functions runs on any node, however deep its tasks lie', () => {
  expect(anywhere(machine({ S: { Type: 'Wait', Seconds: 1, Next: 'T' }, T: { Type: 'Succeed' } }))).toBe(true)
  expect(anywhere(task({ Resource: functionArn }))).toBe(true)
  expect(anywhere(task({ Resource: invoke, Parameters: { FunctionName: 'f', 'Payload.$': '$' } }))).toBe(true)
  expect(anywhere(task({ Resource: `${invoke}.waitForTaskToken`, Arguments: { FunctionName: functionArn } }))).toBe(true)
  const inner = { StartAt: 'I', States: { I: { Type: 'Task', Resource: functionArn, End: true } } }
  const map = { Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, ...inner }, End: true }
  expect(anywhere(machine({ S: { Type: 'Parallel', Branches: [inner, { StartAt: 'M', States: { M: map } }], End: true } }))).toBe(true)
})

test('what calls other services, takes workers or starts children stays at the home, wherever in the definition that is', () => {
  for (const resource of [
    'arn:aws:states:::sqs:sendMessage',
    'arn:aws:states:::states:startExecution.sync:2',
    'arn:aws:states:::aws-sdk:lambda:invoke',
    'arn:aws:states:us-east-1:123456789012:activity:a',
    'arn:aws:states:::http:invoke',
  ])
    expect(anywhere(task({ Resource: resource, Parameters: { FunctionName: 'f' } })), resource).toBe(false)
  const sends = { StartAt: 'I', States: { I: { Type: 'Task', Resource: 'arn:aws:states:::sns:publish', End: true } } }
  expect(anywhere(machine({ S: { Type: 'Parallel', Branches: [sends], End: true } }))).toBe(false)
  const distributed = { Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }, End: true }
  expect(anywhere(machine({ S: distributed }))).toBe(false)
})

test('an invocation that nobody waits for, or whose function is known only when it runs, stays at the home', () => {
  for (const parameters of [
    { FunctionName: 'f', InvocationType: 'Event' },
    { FunctionName: 'f', 'InvocationType.$': '$.type' },
    { 'FunctionName.$': '$.name' },
    { FunctionName: '{% $name %}' },
    '{% $all %}',
    undefined,
  ])
    expect(anywhere(task({ Resource: invoke, Arguments: parameters })), JSON.stringify(parameters)).toBe(false)
})

test('a function that may not run on several nodes at once is asked for at each start, as that may change', () => {
  const reserved = new Set<string>()
  const can = spreadable(name => !reserved.has(name))
  const definition = task({ Resource: functionArn })
  expect(can(definition)).toBe(true)
  reserved.add(functionArn)
  expect(can(definition)).toBe(false)
})
