import fc from 'fast-check'
import { expect, test } from 'vitest'
import { simulate } from '../simulate/simulate.ts'

const names = ['A', 'B', 'C', 'D']
const path = fc.constantFrom('$', '$.a', '$.list', '$.a.b', '$$.State.Name', '$x')
const target = fc.constantFrom(...names)
const end = fc.oneof(
  target.map(Next => ({ Next })),
  fc.constant({ End: true }),
)
const recovery = fc.constantFrom(
  {},
  { Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 2 }] },
  { Catch: [{ ErrorEquals: ['States.TaskFailed', 'Oops'], Next: 'D' }] },
)
const flow = fc.record({ InputPath: path, ResultPath: fc.constantFrom('$', '$.r', '$.a.r'), OutputPath: path }, { requiredKeys: [] })

const join = <T extends object>(...parts: fc.Arbitrary<T>[]) => fc.tuple(...parts).map(values => Object.assign({}, ...values))

const { machine } = fc.letrec<{ machine: object; state: object }>(tie => ({
  machine: fc
    .tuple(tie('state'), tie('state'), tie('state'), tie('state'))
    .map(states => ({ StartAt: 'A', States: Object.fromEntries(states.map((state, index) => [names[index], state])) })),
  state: fc.oneof(
    { depthSize: 'small', maxDepth: 2 },
    join<object>(fc.constant({ Type: 'Pass', Assign: { 'x.$': '$' } }), flow, end),
    join<object>(fc.constantFrom({ Type: 'Wait', Seconds: 1 }, { Type: 'Wait', SecondsPath: '$.a' }), end),
    join<object>(fc.constant({ Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', TimeoutSeconds: 5 }), flow, recovery, end),
    fc
      .tuple(path, target, target)
      .map(([Variable, Next, Default]) => ({ Type: 'Choice', Choices: [{ Variable, IsString: true, Next }], Default })),
    fc.constantFrom<object>({ Type: 'Succeed' }, { Type: 'Fail', Error: 'Oops' }, { Type: 'Fail', ErrorPath: '$.a' }),
    join<object>(
      fc.record({ Type: fc.constant('Parallel'), Branches: fc.array(tie('machine'), { minLength: 1, maxLength: 2 }) }),
      flow,
      recovery,
      end,
    ),
    join<object>(
      fc.record({ Type: fc.constant('Map'), ItemsPath: path, ItemProcessor: tie('machine'), MaxConcurrency: fc.nat({ max: 2 }) }),
      recovery,
      end,
    ),
  ),
}))

const input = fc.constantFrom({}, { a: 'text' }, { a: { b: 1 }, list: [1, 'two', { a: 3 }] }, [1, 2], 'text')
const limits = { historyEvents: 300 }
const answers = fc.array(fc.boolean(), { minLength: 1, maxLength: 5 })

const answering = (outcomes: boolean[]) => {
  let turn = 0
  return () => (outcomes[turn++ % outcomes.length] ? { output: { a: turn } } : { error: 'Oops', cause: `number ${turn}` })
}

test('any machine on any input ends, with a history free of gaps and nothing left behind', () => {
  fc.assert(
    fc.property(machine, input, answers, (definition, value, outcomes) => {
      const played = simulate(definition, { input: value, answer: answering(outcomes), limits })
      expect(played.end).toBeDefined()
      expect(played.history.map(event => event.id)).toEqual(played.history.map((_, index) => index + 1))
      expect(played.history.every(event => event.previousEventId < event.id)).toBe(true)
      if (played.end?.status === 'SUCCEEDED') expect(played.snapshot.frames.size).toBe(0)
    }),
    { numRuns: 150 },
  )
})

test('an execution whose process dies after every turn has the same history', () => {
  fc.assert(
    fc.property(machine, input, answers, (definition, value, outcomes) => {
      const calm = simulate(definition, { input: value, answer: answering(outcomes), limits })
      const restless = simulate(definition, { input: value, answer: answering(outcomes), limits, isRestarted: true })
      expect(restless.history).toEqual(calm.history)
      expect(restless.end).toEqual(calm.end)
    }),
    { numRuns: 100 },
  )
})
