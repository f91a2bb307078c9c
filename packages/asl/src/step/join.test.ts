import { expect, test } from 'vitest'
import { simulate } from '../simulate/simulate.ts'

const sleeper = (name: string, seconds: number) => ({ StartAt: name, States: { [name]: { Type: 'Wait', Seconds: seconds, End: true } } })
const failer = (name: string) => ({ StartAt: name, States: { [name]: { Type: 'Fail', Error: 'Broken' } } })
const machine = (state: object) => ({ StartAt: 'S', States: { S: { End: true, ...state }, F: { Type: 'Pass', End: true } } })
const map = (processor: object, fields: object = {}) => machine({ Type: 'Map', ItemProcessor: processor, ...fields })
const pass = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } }
const types = (history: { type: string }[]) => history.map(event => event.type)

test('a Map goes over its items one after the other when it must', () => {
  const { history, end } = simulate(map(pass, { MaxConcurrency: 1 }), { input: ['a', 'b'] })
  expect(history.slice(2, -3).map(({ id, previousEventId, type }) => [id, previousEventId, type])).toEqual([
    [3, 2, 'MapStateStarted'],
    [4, 3, 'MapIterationStarted'],
    [5, 4, 'PassStateEntered'],
    [6, 5, 'PassStateExited'],
    [7, 6, 'MapIterationSucceeded'],
    [8, 6, 'MapIterationStarted'],
    [9, 8, 'PassStateEntered'],
    [10, 9, 'PassStateExited'],
    [11, 10, 'MapIterationSucceeded'],
  ])
  expect(end).toEqual({ status: 'SUCCEEDED', output: '["a","b"]' })
})

test('a Map keeps the order of its items, whatever ends first', () => {
  const wait = { StartAt: 'W', States: { W: { Type: 'Wait', SecondsPath: '$', End: true } } }
  const { end } = simulate(map(wait), { input: [3, 1, 2] })
  expect(end).toEqual({ status: 'SUCCEEDED', output: '[3,1,2]' })
})

test('no more iterations run at a time than MaxConcurrency allows', () => {
  const { history } = simulate(map(sleeper('W', 1), { MaxConcurrency: 2 }), { input: [1, 2, 3, 4, 5] })
  let open = 0
  let most = 0
  for (const type of types(history)) {
    if (type === 'MapIterationStarted') most = Math.max(most, ++open)
    if (type === 'MapIterationSucceeded') open--
  }
  expect([most, open]).toEqual([2, 0])
})

test('a Map over very many items ends in one turn', () => {
  const items = Array.from({ length: 5000 }, (_, index) => index)
  const { end, snapshot } = simulate(map(pass), { input: items, limits: { historyEvents: Number.POSITIVE_INFINITY } })
  expect(end).toEqual({ status: 'SUCCEEDED', output: JSON.stringify(items) })
  expect(snapshot.frames.size).toBe(0)
})

test('ItemSelector sees the item and the input of the Map', () => {
  const definition = map(pass, {
    ItemsPath: '$.list',
    ItemSelector: { 'i.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value', 'k.$': '$.k' },
  })
  const { end } = simulate(definition, { input: { list: ['x'], k: 1 } })
  expect(end).toMatchObject({ output: '[{"i":0,"v":"x","k":1}]' })
})

test('a failing branch aborts the others, and the Parallel may catch that', () => {
  const Catch = [{ ErrorEquals: ['Broken'], Next: 'F' }]
  const { history, end } = simulate(machine({ Type: 'Parallel', Branches: [sleeper('W', 9), failer('X')], Catch }))
  expect(types(history).slice(3, 8)).toEqual([
    'WaitStateEntered',
    'FailStateEntered',
    'WaitStateAborted',
    'ParallelStateFailed',
    'ParallelStateExited',
  ])
  expect(end).toMatchObject({ status: 'SUCCEEDED' })
})

test('what a failing branch cuts off follows the failure, in iterations what came before', () => {
  const inner = { Type: 'Parallel', Branches: [sleeper('U', 9), sleeper('V', 9)], End: true }
  const each = { Type: 'Map', Items: [1], ItemProcessor: sleeper('X', 9), End: true, QueryLanguage: 'JSONata' }
  const Branches = [
    sleeper('W', 9),
    { StartAt: 'I', States: { I: inner } },
    { StartAt: 'M', States: { M: each } },
    { StartAt: 'L', States: { L: { Type: 'Wait', Seconds: 1, Next: 'X2' }, X2: { Type: 'Fail', Error: 'Broken' } } },
  ]
  const { history } = simulate(machine({ Type: 'Parallel', Branches, Retry: [{ ErrorEquals: ['Other'] }] }))
  const failing = history.find(({ type }) => type === 'FailStateEntered')!.id
  const idOf = (name: string) => history.find(event => event['stateEnteredEventDetails']?.['name'] === name)!.id
  expect(history.slice(failing).map(({ previousEventId, type }) => [previousEventId, type])).toEqual([
    [failing, 'WaitStateAborted'],
    [failing, 'WaitStateAborted'],
    [failing, 'WaitStateAborted'],
    [failing, 'ParallelStateAborted'],
    [idOf('X'), 'WaitStateAborted'],
    [idOf('X'), 'MapIterationAborted'],
    [failing, 'MapStateAborted'],
    [failing, 'ParallelStateFailed'],
    [history.length - 1, 'ExecutionFailed'],
  ])
})

test('a retried Map starts again without having failed', () => {
  const { history } = simulate(map(failer('X'), { Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }] }), { input: [1] })
  expect(types(history).slice(2)).toEqual([
    'MapStateStarted',
    'MapIterationStarted',
    'FailStateEntered',
    'MapIterationFailed',
    'MapStateStarted',
    'MapIterationStarted',
    'FailStateEntered',
    'MapIterationFailed',
    'MapStateFailed',
    'ExecutionFailed',
  ])
})

const distributed = (processor: object, fields: object = {}) => map({ ...processor, ProcessorConfig: { Mode: 'DISTRIBUTED' } }, fields)

test('the children of a distributed Map leave no events in its history', () => {
  const { history, end } = simulate(distributed(sleeper('W', 1)), { input: [1, 2] })
  expect(types(history).slice(2)).toEqual([
    'MapStateStarted',
    'MapRunStarted',
    'MapRunSucceeded',
    'MapStateSucceeded',
    'MapStateExited',
    'ExecutionSucceeded',
  ])
  expect(end).toMatchObject({ output: '[1,2]' })
})

test('a distributed Map fails when more children fail than are tolerated', () => {
  const choosy = {
    StartAt: 'C',
    States: {
      C: { Type: 'Choice', Choices: [{ Variable: '$', NumericEquals: 0, Next: 'X' }], Default: 'Y' },
      X: { Type: 'Fail' },
      Y: { Type: 'Succeed' },
    },
  }
  const tolerant = simulate(distributed(choosy, { ToleratedFailureCount: 1 }), { input: [0, 1] })
  expect(tolerant.end).toMatchObject({ status: 'SUCCEEDED' })
  expect(JSON.parse(String(tolerant.end?.output))).toEqual([expect.objectContaining({ Status: 'FAILED', Input: '0' }), 1])
  const strict = simulate(distributed(choosy, { ToleratedFailureCount: 1 }), { input: [0, 0] })
  expect(strict.end).toMatchObject({ error: 'States.ExceedToleratedFailureThreshold' })
  expect(types(strict.history).slice(-3)).toEqual(['MapRunFailed', 'MapStateFailed', 'ExecutionFailed'])
})

test('an ItemBatcher hands over several items at a time', () => {
  const { end } = simulate(distributed(pass, { ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { a: 1 } } }), { input: [1, 2, 3] })
  expect(end).toMatchObject({ output: '[{"BatchInput":{"a":1},"Items":[1,2]},{"BatchInput":{"a":1},"Items":[3]}]' })
})

const reading = distributed(pass, {
  ItemReader: {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: { InputType: 'JSON', MaxItemsPath: '$.most' },
    Parameters: { Bucket: 'b' },
  },
})

test('an ItemReader gives the Map Run its items', () => {
  const { history, commands, end } = simulate(reading, { input: { most: 2 }, answer: () => ({ output: ['x', 'y'] }) })
  const items = { kind: 'read', request: { Bucket: 'b' }, config: { InputType: 'JSON', MaxItems: 2 } }
  expect(commands[0]).toMatchObject({ type: 'StartChild', mapRun: { items } })
  expect(history[2]?.['mapStateStartedEventDetails']).toEqual({ length: 0 })
  expect(end).toEqual({ status: 'SUCCEEDED', output: '["x","y"]' })
})

test('an ItemReader that finds no list fails the Map Run', () => {
  const { history, end } = simulate(reading, { input: { most: 2 }, answer: () => ({ output: { no: 'list' } }) })
  expect(types(history).slice(3)).toEqual(['MapRunStarted', 'MapRunFailed', 'MapStateFailed', 'ExecutionFailed'])
  expect(end).toMatchObject({ error: 'States.ItemReaderFailed', cause: 'Attempting to map over non-iterable node.' })
})

test('a redrive runs again only what had not succeeded', () => {
  const work = (name: string) => ({
    StartAt: name,
    States: { [name]: { Type: 'Task', Resource: `arn:aws:lambda:us-east-1:123456789012:function:${name}`, End: true } },
  })
  const calls: string[] = []
  const { history, end } = simulate(machine({ Type: 'Parallel', Branches: [work('Good'), work('Bad')] }), {
    answer: ({ stateName }) => {
      calls.push(stateName)
      return stateName === 'Bad' && calls.length < 3 ? { error: 'Oops', cause: '' } : { output: stateName }
    },
    later: [{ type: 'ExecutionRedriven' }],
  })
  expect(calls).toEqual(['Good', 'Bad', 'Bad'])
  expect(types(history)).toContain('ExecutionRedriven')
  expect(end).toEqual({ status: 'SUCCEEDED', output: '["Good","Bad"]' })
})

test('a redrive enters a Fail state once more', () => {
  const definition = { StartAt: 'A', States: { A: { Type: 'Pass', Result: 1, Next: 'B' }, B: { Type: 'Fail', Error: 'Oops' } } }
  const { history, end } = simulate(definition, { later: [{ type: 'ExecutionRedriven' }] })
  const seen = history.map(({ id, previousEventId, type }) => [id, previousEventId, type])
  expect(seen.slice(3)).toEqual([
    [4, 3, 'FailStateEntered'],
    [5, 4, 'ExecutionFailed'],
    [6, 5, 'ExecutionRedriven'],
    [7, 6, 'FailStateEntered'],
    [8, 7, 'ExecutionFailed'],
  ])
  expect(history[6]?.['stateEnteredEventDetails']).toMatchObject({ name: 'B', input: '1' })
  expect(end).toEqual({ status: 'FAILED', error: 'Oops' })
})
