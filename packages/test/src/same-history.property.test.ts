import { deepStrictEqual } from 'node:assert'
import { array, assert, asyncProperty, constantFrom, integer, option, record } from 'fast-check'
import { test } from 'vitest'
import { type Fault, fails, loadMachine, returns } from './index.ts'

const names = ['A', 'B', 'C', 'D']
const kinds = constantFrom('task', 'wait', 'map', 'parallel', 'jsonata')
const resource = 'arn:aws:lambda:us-east-1:123456789012:function:f'
const retry = { Retry: [{ ErrorEquals: ['States.ALL'], JitterStrategy: 'FULL', MaxAttempts: 3 }] }

function stateOf(name: string, kind: string, next: string | undefined): object {
  const go = next === undefined ? { End: true } : { Next: next }
  const inner = { StartAt: `${name}i`, States: { [`${name}i`]: { Type: 'Task', Resource: resource, ...retry, End: true } } }
  switch (kind) {
    case 'wait':
      return { Type: 'Wait', Seconds: 86_400, ...go }
    case 'map':
      return { Type: 'Map', ItemsPath: '$', ItemProcessor: inner, ...retry, ...go }
    case 'parallel':
      return {
        Type: 'Parallel',
        Branches: [inner, { StartAt: `${name}w`, States: { [`${name}w`]: { Type: 'Wait', Seconds: 5, End: true } } }],
        ResultPath: null,
        ...go,
      }
    case 'jsonata':
      return { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $append($states.input, [$uuid(), $random(), $now()]) %}', ...go }
    default:
      return { Type: 'Task', Resource: resource, ResultPath: null, ...retry, ...go }
  }
}

test('two runs of any test give the same history, byte for byte', async () => {
  const faults = array(
    record({
      state: constantFrom(...names),
      attempt: integer({ min: 1, max: 3 }),
      kind: constantFrom('fail', 'slow', 'duplicate', 'kill'),
    }),
    { maxLength: 3 },
  )
  await assert(
    asyncProperty(
      array(kinds, { minLength: 1, maxLength: 4 }),
      faults,
      option(integer({ min: 0, max: 9 })),
      async (chosen, planned, delay) => {
        const states = Object.fromEntries(
          chosen.map((kind, place) => [names[place]!, stateOf(names[place]!, kind, chosen[place + 1] && names[place + 1])]),
        )
        const mocked = Object.keys(states).flatMap((name, place) =>
          chosen[place] === 'task' ? [name] : ['map', 'parallel'].includes(chosen[place]!) ? [`${name}i`] : [],
        )
        const once = async () => {
          const mocks = Object.fromEntries(
            mocked.map(name => [
              name,
              async (_: unknown, { attempt }: { attempt: number }) => {
                await new Promise(resolve => setTimeout(resolve, Math.random() * 2))
                return attempt === 2 ? fails('Second') : returns(attempt, delay === null ? {} : { afterSeconds: delay })
              },
            ]),
          )
          const used: Fault[] = planned
            .filter(({ state }) => mocked.includes(state))
            .map(({ state, attempt, kind }) => ({
              state,
              attempt,
              ...(kind === 'fail'
                ? { error: 'Fault' }
                : kind === 'slow'
                  ? { slowSeconds: 3 }
                  : kind === 'duplicate'
                    ? { duplicate: true as const }
                    : { kill: true as const }),
            }))
          const { history, childHistories, path } = await loadMachine({ StartAt: 'A', States: states } as never).run({
            input: [1, 2, 3],
            mocks,
            faults: used,
          })
          return JSON.stringify({ history, childHistories, path })
        }
        deepStrictEqual(await once(), await once())
      },
    ),
    { numRuns: 60 },
  )
})
