import { expect, test } from 'vitest'
import type { Json } from '../json.ts'
import type { SimulateOptions } from '../simulate/answer.ts'
import { simulate } from '../simulate/simulate.ts'

/** Lists within lists, so many. */
function nested(levels: number): string {
  return '['.repeat(levels) + ']'.repeat(levels)
}

const parsed = (text: string): Json => JSON.parse(text) as Json

function given(inputText: string): SimulateOptions {
  return { input: parsed(inputText), inputText }
}

/** An input of so many levels. */
function withLists(levels: number): SimulateOptions {
  return given(`{"items":[1],"t":${nested(levels - 1)}}`)
}

/** An input with JSON in a text. */
function withText(levels: number): SimulateOptions {
  return given(`{"t":"${nested(levels)}"}`)
}

/** How an execution of these states ends. */
function endOf(states: Record<string, object>, options: SimulateOptions = {}, language = 'JSONPath') {
  const definition = { QueryLanguage: language, StartAt: Object.keys(states)[0], States: states }
  const { end, history } = simulate(definition, options)
  return { ...(end as { status: string; error?: string; cause?: string; output?: string }), events: history }
}

const pass = { P: { Type: 'Pass', End: true } }
const lambda = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', End: true }
const token = {
  ...{ Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', End: true },
  Parameters: { QueueUrl: 'u', 'MessageBody.$': '$$.Task.Token' },
}
const sentence = 'A value is nested deeper than 1000 levels.'
const depths = [1_001, 5_000, 100_000]

/** Every way in which a value comes into an execution, by how deep it is then. */
const ways: Record<string, (levels: number) => ReturnType<typeof endOf>> = {
  'the input of an execution': levels => endOf(pass, { input: parsed(nested(levels)), inputText: nested(levels) }),
  'the result of a function': levels =>
    endOf({ T: lambda }, { answer: () => ({ output: parsed(nested(levels)), outputText: nested(levels) }) }),
  'the output that SendTaskSuccess brings': levels =>
    endOf({ T: token }, { answer: () => ({ submitted: {}, output: parsed(nested(levels)), outputText: nested(levels) }) }),
  'a text that States.StringToJson reads': levels =>
    endOf({ P: { Type: 'Pass', Parameters: { 'x.$': 'States.ArrayLength(States.StringToJson($.t))' }, End: true } }, withText(levels)),
  'what an expression makes': levels =>
    endOf({ P: { Type: 'Pass', Output: '{% {"a": {"b": $states.input.t}} %}', End: true } }, withLists(levels - 1), 'JSONata'),
  'what an expression puts into a variable': levels =>
    endOf({ P: { Type: 'Pass', Assign: { v: '{% {"b": $states.input.t} %}' }, End: true } }, withLists(levels - 1), 'JSONata'),
  'a variable': levels => endOf({ P: { Type: 'Pass', Assign: { v: { 'b.$': '$.t' } }, End: true } }, withLists(levels - 1)),
  'the output of a state': levels => endOf({ P: { Type: 'Pass', Parameters: { a: { 'b.$': '$.t' } }, End: true } }, withLists(levels - 1)),
  'the list of the results of a Map': levels =>
    endOf(
      {
        M: { Type: 'Map', ItemsPath: '$.items', ItemSelector: { 'a.$': '$.t' }, ItemProcessor: { StartAt: 'P', States: pass }, End: true },
      },
      withLists(levels - 1),
    ),
  'the list of the results of a Parallel': levels =>
    endOf({ P: { Type: 'Parallel', Branches: [{ StartAt: 'P', States: pass }], End: true } }, withLists(levels - 1)),
}

for (const [name, way] of Object.entries(ways)) {
  test(`${name} may be 1,000 levels deep`, () => {
    expect(way(1_000)).toMatchObject({ status: 'SUCCEEDED' })
  })

  test(`${name} fails as States.Runtime where it is deeper`, () => {
    for (const levels of depths) {
      const { status, error, cause } = way(levels)
      expect([levels, status, error]).toEqual([levels, 'FAILED', 'States.Runtime'])
      expect(cause).toContain(sentence)
    }
  })
}

test('a loop that wraps its value ends in a failure that says why, long before JavaScript has to', () => {
  const states = {
    W: { Type: 'Pass', Parameters: { 'in.$': '$' }, Next: 'C' },
    C: { Type: 'Choice', Choices: [{ Variable: '$.never', IsPresent: true, Next: 'E' }], Default: 'W' },
    E: { Type: 'Succeed' },
  }
  const { error, cause } = endOf(states, { input: 1.5, inputText: '1.50' })
  expect([error, cause]).toEqual([
    'States.Runtime',
    expect.stringMatching(/^An error occurred while executing the state 'W' .*\. A value is nested/),
  ])
})

test('what $parse reads is held to the same, and fails as its expression where JSONata itself can go no further', () => {
  const parsing = (levels: number) =>
    endOf({ P: { Type: 'Pass', Output: '{% $parse($states.input.t) %}', End: true } }, withText(levels), 'JSONata')
  expect(parsing(1_000).status).toBe('SUCCEEDED')
  expect(parsing(1_001)).toMatchObject({ error: 'States.Runtime', cause: expect.stringContaining(sentence) })
  expect(parsing(100_000)).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' })
})
