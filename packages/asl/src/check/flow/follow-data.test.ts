import { expect, test } from 'vitest'
import { checkDefinition } from '../check-definition.ts'
import type { FlowSamples } from './flow-context.ts'

function lost(states: object, samples: FlowSamples = {}, machine: object = {}): string[] {
  return checkDefinition(JSON.stringify({ ...machine, StartAt: 'A', States: states }), { samples })
    .filter(finding => finding.code === 'PATH_NEVER_EXISTS')
    .map(finding => `${finding.location} ${finding.parameters['step'] ?? 'Payload'}`)
}

const read = (path: string) => ({ Type: 'Pass', InputPath: path, End: true })
const invoke = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'f' } }
const bare = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f' }

test('lambda:invoke answers with an envelope, a bare ARN with what the function returned', () => {
  expect(lost({ A: { ...invoke, Next: 'B' }, B: read('$.Payload.n') })).toEqual([])
  expect(lost({ A: { ...invoke, Next: 'B' }, B: read('$.n') })).toEqual(['/States/B/InputPath n'])
  expect(lost({ A: { ...bare, Next: 'B' }, B: read('$.Payload.n') })).toEqual(['/States/B/InputPath Payload'])
  expect(lost({ A: { ...bare, Next: 'B' }, B: read('$.n') })).toEqual([])
})

test('a sample of the result takes the place of what is assumed', () => {
  expect(lost({ A: { ...bare, Next: 'B' }, B: read('$.Payload.n') }, { results: { A: { Payload: { n: 1 } } } })).toEqual([])
  expect(lost({ A: { ...bare, Next: 'B' }, B: read('$.m') }, { results: { A: { n: 1 } } })).toEqual(['/States/B/InputPath m'])
})

test('ResultPath keeps the input around the result', () => {
  const states = { A: { ...invoke, ResultPath: '$.answer', Next: 'B' }, B: read('$.answer.Payload') }
  expect(lost(states, { input: { id: 1 } })).toEqual([])
  expect(lost({ ...states, B: read('$.result') }, { input: { id: 1 } })).toEqual(['/States/B/InputPath result'])
})

test('a ResultSelector, a Parallel and a Map make new shapes', () => {
  const branch = (name: string) => ({ StartAt: name, States: { [name]: { Type: 'Pass', Result: { x: 1 }, End: true } } })
  expect(lost({ A: { ...invoke, ResultSelector: { 'n.$': '$.Payload.n' }, Next: 'B' }, B: read('$.Payload') })).toEqual([
    '/States/B/InputPath Payload',
  ])
  expect(lost({ A: { Type: 'Parallel', Branches: [branch('P')], Next: 'B' }, B: read('$.x') })).toEqual(['/States/B/InputPath x'])
  expect(lost({ A: { Type: 'Map', ItemProcessor: branch('P'), Next: 'B' }, B: read('$[0].y') })).toEqual(['/States/B/InputPath y'])
})

test('the paths that an intrinsic function is given are followed too', () => {
  const format = (path: string) => ({ Type: 'Pass', Parameters: { 'x.$': `States.Format('{}', States.JsonToString(${path}))` }, End: true })
  expect(lost({ A: { ...invoke, Next: 'B' }, B: format('$.n') })).toEqual(['/States/B/Parameters/x.$ n'])
  expect(lost({ A: { ...invoke, Next: 'B' }, B: format('$.Payload.n') })).toEqual([])
  expect(lost({ A: { ...invoke, Next: 'B' }, B: { Type: 'Fail', CausePath: 'States.JsonToString($.n)' } })).toEqual([
    '/States/B/CausePath n',
  ])
})

test('a catcher gives Error and Cause', () => {
  const states = { A: { ...invoke, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }], End: true } }
  expect(lost({ ...states, B: read('$.Cause') })).toEqual([])
  expect(lost({ ...states, B: read('$.message') })).toEqual(['/States/B/InputPath message'])
})

test('a Choice that asks whether something is there is not told that it is not', () => {
  const choices = (first: object) => ({ Type: 'Choice', Choices: [{ ...first, Next: 'C' }], Default: 'C' })
  const states = (first: object) => ({ A: { Type: 'Pass', Result: { a: 1 }, Next: 'B' }, B: choices(first), C: { Type: 'Succeed' } })
  expect(lost(states({ Variable: '$.b', IsPresent: true }))).toEqual([])
  expect(lost(states({ Variable: '$.b', NumericEquals: 1 }))).toEqual(['/States/B/Choices[0]/Variable b'])
})

test('two ways into a state allow what either brings', () => {
  const states = {
    A: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericEquals: 1, Next: 'X' }], Default: 'Y' },
    X: { Type: 'Pass', Result: { x: 1 }, Next: 'B' },
    Y: { Type: 'Pass', Result: { y: 1 }, Next: 'B' },
  }
  expect(lost({ ...states, B: read('$.x') })).toEqual([])
  expect(lost({ ...states, B: read('$.z') })).toEqual(['/States/B/InputPath z'])
})

test('JSONata states are followed through $states', () => {
  const machine = { QueryLanguage: 'JSONata' }
  const task = { Type: 'Task', Resource: bare.Resource, Output: '{% $states.result.Payload %}', End: true }
  expect(lost({ A: task }, {}, machine)).toEqual(['/States/A/Output Payload'])
  expect(lost({ A: { ...task, Output: '{% $exists($states.result.Payload) %}' } }, {}, machine)).toEqual([])
  const pass = { Type: 'Pass', Output: '{% $states.input.order.id %}', End: true }
  expect(lost({ A: pass }, { input: { order: { number: 1 } } }, machine)).toEqual(['/States/A/Output id'])
})

test('a result that a state in a loop brings up to date is not lost', () => {
  const poll = { ...invoke, ResultPath: '$.status' }
  const choice = { Type: 'Choice', Choices: [{ Variable: '$.status.Payload', StringEquals: 'done', Next: 'D' }], Default: 'W' }
  const loop = { B: { ...poll, Next: 'C' }, C: choice, W: { Type: 'Wait', Seconds: 5, Next: 'B' }, D: { Type: 'Succeed' } }
  const overwritten = (first: object) =>
    checkDefinition(JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', Result: first, Next: 'B' }, ...loop } }))
      .filter(({ rule }) => rule === 'result-path-overwrites')
      .map(({ location }) => location)
  expect(overwritten({ id: 1 })).toEqual([])
  expect(overwritten({ id: 1, status: 'new' })).toEqual(['/States/B/ResultPath'])
})

test('whoever is given the token of a .sync task answers as they like', () => {
  const start = (input: object) => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::states:startExecution.sync:2',
    Parameters: { StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:child', Input: input },
    Next: 'B',
  })
  const passing = { A: start({ 'token.$': '$$.Task.Token' }), B: read('$.anything') }
  expect(lost({ A: start({}), B: read('$.anything') })).toEqual(['/States/B/InputPath anything'])
  expect(lost(passing)).toEqual([])
  expect(checkDefinition(JSON.stringify({ StartAt: 'A', States: passing }))).toEqual([])
})

test('ResultPath counts from the raw input, not from what InputPath takes of it', () => {
  const first = { Type: 'Pass', Result: { order: { id: 1 }, query: { who: 'x' } }, Next: 'S' }
  const state = { ...bare, InputPath: '$.query', Next: 'B' }
  const caught = { ...state, Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'B' }], ResultPath: null }
  for (const S of [{ ...state, ResultPath: '$.answer' }, { ...state, ResultPath: null }, caught]) {
    expect(lost({ A: first, S, B: read('$.order.id') })).toEqual([])
    expect(lost({ A: first, S, B: read('$.who') })).toEqual(['/States/B/InputPath who'])
  }
})

test('a field that the state works on may be overwritten by its result', () => {
  const first = { Type: 'Pass', Result: { detail: { by: 'x', parts: [1] }, note: 'n' }, Next: 'S' }
  const overwritten = (state: object) =>
    checkDefinition(JSON.stringify({ StartAt: 'A', States: { A: first, S: { ...state, End: true } } })).map(({ rule }) => rule)
  const processor = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } }
  const map = { Type: 'Map', InputPath: '$.detail', ItemsPath: '$.parts', Parameters: { 'by.$': '$.by' }, ItemProcessor: processor }
  expect(overwritten({ ...map, ResultPath: '$.detail.parts' })).toEqual([])
  expect(overwritten({ ...map, ResultPath: '$.note' })).toEqual(['result-path-overwrites'])
  const format = { ...invoke, Parameters: { FunctionName: 'f', 'Payload.$': "States.Format('{}', $.note)" }, ResultPath: '$.note' }
  expect(overwritten(format)).toEqual([])
})

test('a catcher of missed heartbeats is reached behind one of States.TaskFailed, which takes no timeout', () => {
  const catcher = (name: string) => ({ ErrorEquals: [name], Next: 'B' })
  const rules = (second: string) => {
    const A = { ...bare, HeartbeatSeconds: 9, Catch: [catcher('States.TaskFailed'), catcher(second)], Next: 'B' }
    return checkDefinition(JSON.stringify({ StartAt: 'A', States: { A, B: { Type: 'Succeed' } } })).map(({ rule }) => rule)
  }
  expect(rules('States.HeartbeatTimeout')).toEqual([])
  expect(rules('Busy')).toEqual(['catch-unreachable'])
})
