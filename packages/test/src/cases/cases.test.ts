import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { junit, loadMachine, returns, runCaseFiles, stateTrials, tap } from '../index.ts'

const folder = mkdtempSync(join(tmpdir(), 'pasos-cases-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const write = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
mkdirSync(join(folder, 'double'))
write('double/main.js', 'exports.handler = async n => { if (n > 9) throw new RangeError("too large"); return n * 2 }')
write(
  'sums.asl.yaml',
  `StartAt: Double
States:
  Double:
    Type: Task
    Resource: \${double}
    Catch: [{ ErrorEquals: [RangeError], Next: TooLarge }]
    Next: Pause
  Pause: { Type: Wait, Seconds: 5, Next: Add }
  Add: { Type: Task, Resource: "\${add}", End: true }
  TooLarge: { Type: Fail, Error: TooLarge, CausePath: $.Error }
`,
)

const run = async (name: string, text: string) => (await runCaseFiles([write(name, text)])).files[0]!.cases

describe('tests as data', () => {
  test('mocks are values, expressions, real functions and lists; what is expected is told apart', async () => {
    const cases = await run(
      'sums.asltest.yaml',
      `mocks:
  Double: { handler: double/main.handler }
  Add: { evaluate: "{% $states.input + $states.context.attempt %}" }
tests:
  - name: adds
    input: 3
    expect: { output: 7, path: [Double, Pause, Add], seconds: 5, invocations: { Add: 1 }, inputs: { Double: [3] } }
  - name: too large
    input: 10
    expect: { error: TooLarge, cause: /Range/, visited: [TooLarge], notVisited: [Add] }
  - name: begins in the middle
    from: Add
    input: 1
    mocks: { Add: [{ result: [1, 2] }] }
    expect: { outputIncludes: [1, 2] }
  - name: a state alone
    state: Double
    mocks: { Double: { error: RangeError } }
    expect: { status: CAUGHT_ERROR, nextState: TooLarge }
`,
    )
    expect(cases.map(({ name, problems }) => [name, problems])).toEqual([
      ['adds', []],
      ['too large', []],
      ['begins in the middle', []],
      ['a state alone', []],
    ])
  })

  test('each expectation that is not met is a line, and so is a task that nothing answers', async () => {
    const [wrong, unmatched] = await run(
      'sums.asltest.yaml',
      `tests:
  - mocks: { Double: { result: 1 }, Add: { result: { a: 1 } } }
    expect: { output: 2, path: [Double], visited: [TooLarge], notVisited: [Add], seconds: 6, invocations: { Add: 2 }, inputs: { Add: [2] } }
  - name: "# odd"
`,
    )
    expect(wrong!.problems).toEqual([
      'output: expected 2, was {"a":1}',
      'path: expected Double, was Double → Pause → Add',
      'visited: not TooLarge; was Double → Pause → Add',
      'notVisited: but Add was',
      'seconds: expected 6, was 5',
      'invocations of Add: expected 2, was 1',
      'inputs of Add: expected [2], was [1]',
    ])
    expect(unmatched!.problems[0]).toContain('No mock answers the invocation 1 of the state "Double"')
    const outcome = [{ file: 'f', cases: [wrong!, unmatched!], coverage: undefined as never }]
    expect(tap(outcome)).toContain('1..2\nnot ok 1 - test 1\n  ---\n  at: "f:2"\n  message: |\n      output: expected 2')
    expect(tap(outcome)).toContain('not ok 2 - \\# odd')
    expect(junit(outcome)).toContain('<failure message="output: expected 2, was {&quot;a&quot;:1}">')
    expect(junit([{ ...outcome[0]!, cases: [{ ...wrong!, name: 'a\u0001<b', problems: [] }] }])).toContain('name="a\ufffd&lt;b"')
  })

  test('names that the machine has not fail a test, where they would be as expected whatever happens', async () => {
    const outcomes = await run(
      'sums.asltest.yaml',
      `mocks: { Double: { result: 1 }, Add: { result: 1 } }
tests:
  - expect: { notVisited: [TooLagre] }
  - expect: { invocations: { Pause: 0 } }
  - expect: { inputs: { Dobule: [] } }
  - mocks: { Ad: { result: 1 } }
  - faults: [{ state: Ad, kill: true }]
  - from: Ad
  - state: Double
    mocks: { Dobule: { result: 1 } }
  - mocks: { Add: { byIndex: { first: { result: 1 } } } }
  - from: ''
`,
    )
    expect(outcomes.map(({ problems: [problem] }) => problem?.split('. There')[0])).toEqual([
      'There is no state "TooLagre"',
      'There is no Task, and no Map with an ItemReader, that is called "Pause"',
      'There is no Task, and no Map with an ItemReader, that is called "Dobule"',
      'There is no Task, and no Map with an ItemReader, that is called "Ad"',
      'There is no Task, and no Map with an ItemReader, that is called "Ad"',
      'There is no state "Ad"',
      'There is no state "Dobule"',
      'The mock of "Add" has byIndex "first"; there are numbers from 0, and "default"',
      'There is no state ""',
    ])
  })

  test.each([
    ['tests: []', 'bad.asltest.yaml:1: there are no tests'],
    ['tests:\n  - nam: x', 'bad.asltest.yaml:2: "nam" is not known here'],
    ['tests:\n  - expect:\n      seconds: soon', 'bad.asltest.yaml:3: "seconds" must be a number'],
    ['tests:\n  - a: [', 'bad.asltest.yaml:'],
    [
      'tests:\n  - expect: { nextState: A }',
      'bad.asltest.yaml:2: "nextState" says something only of a state that is run alone, by "state"',
    ],
    ['tests:\n  - variables: { a: 1 }', '"variables" says something only of a state'],
    ['tests:\n  - state: A\n    expect: { notVisited: [B] }', 'bad.asltest.yaml:3: "notVisited" says nothing of a state that is run alone'],
    ['tests:\n  - state: A\n    faults: []', '"faults" says nothing of a state'],
    ['tests:\n  - faults: [{ state: A }]', 'a fault does one of error, slowSeconds, duplicate, kill'],
    ['tests:\n  - expect: { status: SUCEEDED }', '"status" is one of SUCCEEDED, FAILED'],
    ['type: EXPRES\ntests: [{}]', 'bad.asltest.yaml:1: "type" is one of STANDARD, EXPRESS'],
    ['validation: strict\ntests: [{}]', '"validation" is one of STRICT, PRESENT, NONE'],
    ['- 1', 'an object is expected'],
  ])('of %j it says where it is wrong', async (text, message) => {
    await expect(run('bad.asltest.yaml', text)).rejects.toThrow(message)
  })
})

test('the visits of a run become questions to TestState, with the variables of their moment', async () => {
  const machine = loadMachine({
    StartAt: 'Draw',
    States: {
      Draw: { Type: 'Pass', Assign: { twice: 2 }, Next: 'Ask' },
      Ask: {
        Type: 'Task',
        Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f',
        Retry: [{ ErrorEquals: ['Busy'] }],
        ResultSelector: { 'n.$': '$twice' },
        End: true,
      },
    },
  })
  const mocks = { Ask: [{ error: 'Busy' }, returns(1)] }
  const { history } = await machine.run({ input: { a: 1 }, mocks })
  const trials = stateTrials(history)
  expect(trials.map(({ state, expected: { status, nextState } }) => [state, status, nextState])).toEqual([
    ['Draw', 'SUCCEEDED', 'Ask'],
    ['Ask', 'RETRIABLE', undefined],
    ['Ask', 'SUCCEEDED', undefined],
  ])
  for (const { state, options, expected } of trials) {
    const { cause: _, ...answer } = await machine.runState(state, options)
    expect(answer).toEqual(expected)
  }
})

test('what a run reads of its context goes with the question where TestState takes it, and is not asked where it does not', async () => {
  const named = { 'name.$': '$$.Execution.Name', 'state.$': '$$.State.Name', 'at.$': '$$.State.EnteredTime' }
  const machine = loadMachine({
    StartAt: 'Name',
    States: {
      Name: { Type: 'Pass', Parameters: named, ResultPath: '$.name', Next: 'Ask' },
      Ask: {
        Type: 'Task',
        Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f',
        ResultSelector: { ...named, 'in.$': '$$.Execution.Input', 'machine.$': '$$.StateMachine.Id' },
        Next: 'Draw',
      },
      Draw: { Type: 'Pass', Parameters: { 'id.$': 'States.UUID()' }, Next: 'Each' },
      Each: {
        Type: 'Map',
        ItemsPath: '$',
        ItemSelector: { 'item.$': '$$.Map.Item.Value' },
        ItemProcessor: { StartAt: 'Item', States: { Item: { Type: 'Pass', Parameters: { 'i.$': '$$.Map.Item.Index' }, End: true } } },
        End: true,
      },
    },
  })
  const result = await machine.run({ input: { a: 1 }, mocks: { Ask: returns(1) } })
  const { trials, unasked } = machine.trials(result)
  expect(unasked).toEqual(['Name'])
  expect(trials.map(({ state, isByChance }) => [state, isByChance])).toEqual([
    ['Ask', false],
    ['Draw', true],
  ])
  const [ask] = trials
  expect(ask!.options.context).toMatchObject({ Execution: { Name: 'test', Input: { a: 1 } }, StateMachine: { Name: 'machine' } })
  const { cause: _, ...answer } = await machine.runState('Ask', ask!.options)
  expect(answer).toEqual(ask!.expected)
})

test('a task that reads the item of its Map is not asked for: TestState takes no such context', async () => {
  const Resource = 'arn:aws:lambda:us-east-1:123456789012:function:f'
  const tasks = {
    One: { Type: 'Task', Resource, Parameters: { 'item.$': '$$.Map.Item.Value' }, Next: 'Two' },
    Two: { Type: 'Task', Resource, End: true },
  }
  const Each = { Type: 'Map', ItemProcessor: { StartAt: 'One', States: tasks }, End: true }
  const machine = loadMachine({ StartAt: 'Each', States: { Each } })
  const { trials, unasked } = machine.trials(await machine.run({ input: [7], mocks: { One: returns(1), Two: returns(2) } }))
  expect([unasked, trials.map(({ state }) => state)]).toEqual([['One'], ['Two']])
})
