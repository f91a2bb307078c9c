import { defaultLimits, type LongExpression } from '@pasos/asl'
import { afterEach, expect, test } from 'vitest'
import { languageInterpreter } from '../interpreter.ts'
import { fakeClock, seededIds } from '../memory/fake-clock.ts'
import { memoryJournal } from '../memory/memory-journal.ts'
import type { LongExpressions } from '../ports/long-expressions.ts'
import type { StartRequest } from '../ports/runtime.ts'
import { embeddedRuntime } from '../runtime/embedded-runtime.ts'
import { expressionThreads } from './expression-threads.ts'

const open: LongExpressions[] = []
afterEach(async () => {
  for (const threads of open.splice(0)) await threads.close()
})

function threadsOf(options: Parameters<typeof expressionThreads>[0] = {}): LongExpressions {
  const threads = expressionThreads(options)
  open.push(threads)
  return threads
}

const budget = { steps: 1_000_000, bytes: 10_000_000, visits: 1_000_000 }
function jsonata(text: string): LongExpression {
  const scope = JSON.stringify({ input: { input: { a: [1, 2] } }, context: null, variables: { v: 3 } })
  return { kind: 'jsonata', text, location: 'Output', scope, now: 0, budget }
}

const endless = '($f := function($x) { $f($x) }; $f(1))'

test('an expression goes to its thread and its value comes back', async () => {
  const threads = threadsOf()
  expect((await threads.compute(jsonata('$sum($states.input.a) + $v'))).answer).toMatchObject({ value: 6 })
  const path = { ...jsonata('$.input.a[*]'), kind: 'path' as const }
  expect((await threads.compute(path)).answer).toMatchObject({ value: [[1, 2]] })
})

test('an expression that exceeds its bounds fails in the words of its own thread', async () => {
  const { answer } = await threadsOf().compute(jsonata(endless))
  expect(answer.failure).toMatchObject({ error: 'States.QueryEvaluationError', cause: expect.stringContaining('evaluation timeout') })
})

test('a thread that is stuck is ended, its expression fails, and the next gets a new thread', async () => {
  const threads = threadsOf({ most: 1, longestMs: 1_500 })
  let deep: unknown = {}
  for (let depth = 0; depth < 1_500; depth++) deep = [deep]
  const scope = JSON.stringify({ input: deep, context: {}, variables: {} })
  // No other bound would end it, and it holds no more the longer it takes: a thread without memory would end for that.
  const work: LongExpression = { ...jsonata('$..*..*..x'), kind: 'path', scope, budget: { ...budget, visits: 1e15 } }
  const stuck = threads.compute(work)
  const next = threads.compute(jsonata('1 + 1'))
  expect((await stuck).answer.failure).toMatchObject({ error: 'States.Runtime', cause: expect.stringContaining('too many values') })
  expect((await next).answer).toMatchObject({ value: 2 })
})

test('a thread that is filled beyond its memory is ended alone, though nobody counted', async () => {
  const threads = threadsOf({ most: 1, megabytes: 24 })
  const bomb = jsonata('$map([1..100000], function($x) { $uuid() & $uuid() & $uuid() })')
  const lost = threads.compute({ ...bomb, budget: { steps: 1e15, bytes: 1e15, visits: 1e15 } })
  const next = threads.compute(jsonata('1 + 1'))
  const cause = expect.stringContaining('Expression evaluation memory limit exceeded')
  expect((await lost).answer.failure).toMatchObject({ error: 'States.QueryEvaluationError', cause })
  expect((await next).answer).toMatchObject({ value: 2 })
})

test('what waits when it is closed is told so', async () => {
  const threads = expressionThreads({ most: 1 })
  const waiting = [threads.compute(jsonata(endless)), threads.compute(jsonata('1'))]
  const told = Promise.all(waiting.map(one => expect(one).rejects.toThrow('closed')))
  await threads.close()
  await told
  await expect(threads.compute(jsonata('1'))).rejects.toThrow('closed')
})

function startRequest(name: string, expression: string, type: StartRequest['type'] = 'STANDARD'): StartRequest {
  const definition = JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'S',
    States: { S: { Type: 'Pass', Output: `{% ${expression} %}`, End: true } },
  })
  const arn = (kind: string) => `arn:aws:states:us-east-1:123456789012:${kind}:m`
  const names = { executionArn: `${arn('execution')}:${name}`, name, stateMachineArn: arn('stateMachine'), stateMachineName: 'm' }
  return { ...names, roleArn: 'role', type, input: '{}', definition }
}

test.each<[StartRequest['type'], string, string]>([
  ['STANDARD', 'one without end', endless],
  ['EXPRESS', 'one without end', endless],
  ['STANDARD', 'a list of ten million', '[1..1e7].($ * 2)'],
  ['STANDARD', 'a list of many long ones', '$map([1..360000], function($x) { [1..360000] })'],
  ['STANDARD', 'a text that doubles', '$length($reduce([1..60], function($a, $b) { $a & $a }, "x"))'],
  ['EXPRESS', 'an object that doubles', '$string($reduce([1..40], function($a, $b) { { "a": $a, "b": $a } }, "x"))'],
])('a hostile %s execution, %s, fails as ever while others have their turns', async (type, _, bomb) => {
  const longExpressions = threadsOf()
  const runtime = embeddedRuntime({
    ...{ journal: memoryJournal(), clock: fakeClock(), ids: seededIds(), limits: defaultLimits, interpreter: languageInterpreter },
    ...{ runners: [], accountId: '1', region: 'r', longExpressions },
  })
  const ends: string[] = []
  const ended = new Promise<void>(resolve =>
    runtime.subscribe(({ record: { name, status, error = '' } }) => {
      if (status !== 'RUNNING') ends.push(`${name} ${status} ${error}`)
      if (ends.length === 2) resolve()
    }),
  )
  await Promise.all([runtime.start(startRequest('hostile', bomb, type)), runtime.start(startRequest('ordinary', '1 + 1', type))])
  await ended
  runtime.close()
  expect(ends).toEqual(['ordinary SUCCEEDED ', 'hostile FAILED States.QueryEvaluationError'])
})
