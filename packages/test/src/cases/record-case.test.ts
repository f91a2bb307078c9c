import { describe, expect, test } from 'vitest'
import { fails, loadMachine, type Mock, recordCase, returns, stateTrials } from '../index.ts'
import { dataMock } from './data-mock.ts'

const task = (fields: object = {}) => ({ Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', ...fields })
const retry = { Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 5 }] }
const machine = loadMachine({
  StartAt: 'List',
  States: {
    List: task({ ...retry, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Give' }], TimeoutSeconds: 60, Next: 'Each' }),
    Each: { Type: 'Map', ItemProcessor: { StartAt: 'Send', States: { Send: task({ ...retry, End: true }) } }, Next: 'Both' },
    Both: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'Left', States: { Left: task({ End: true }) } },
        { StartAt: 'Right', States: { Right: { Type: 'Wait', Seconds: 1, End: true } } },
      ],
      End: true,
    },
    Give: { Type: 'Fail', Error: 'GivenUp' },
  },
})

const replayed = async (mocks: Record<string, Mock>, input: unknown) => {
  const first = await machine.run({ input: input as never, mocks })
  const recorded = recordCase('recorded', first.history)
  const again = Object.fromEntries(Object.entries(recorded.mocks).map(([state, data]) => [state, dataMock(state, data, 'f')]))
  const second = await machine.run({ input: recorded.input, mocks: again })
  return { first, recorded, second }
}

describe('a recorded execution', () => {
  test('is replayed event by event: attempts, items, branches and durations', async () => {
    const { first, recorded, second } = await replayed(
      {
        List: [fails('Busy', 'later'), returns(['a', 'b'], { afterSeconds: 3 })],
        Send: { byIndex: { '0': returns('sent'), '1': [fails('Busy'), returns('sent late')] } },
        Left: returns({ left: 1 }),
      },
      { id: 7 },
    )
    expect(second.history).toEqual(first.history)
    expect(recorded).toMatchObject({
      input: { id: 7 },
      mocks: {
        List: [
          { error: 'Busy', cause: 'later' },
          { result: ['a', 'b'], afterSeconds: 3 },
        ],
        Send: { byIndex: { '0': { result: 'sent' }, '1': [{ error: 'Busy' }, { result: 'sent late' }] } },
        Left: { result: { left: 1 } },
      },
      expect: { output: [{ left: 1 }, ['sent', 'sent late']], path: ['List', 'Each', 'Send', 'Send', 'Both', 'Left', 'Right'] },
    })
  })

  test('keeps null as null, as input and as what a task answered', async () => {
    const lone = loadMachine({ StartAt: 'Do', States: { Do: task({ End: true }) } })
    const { history } = await lone.run({ input: null, mocks: { Do: returns(null) } })
    expect(recordCase('recorded', history)).toMatchObject({ input: null, mocks: { Do: { result: null } }, expect: { output: null } })
    expect(stateTrials(history)).toMatchObject([{ state: 'Do', options: { input: null }, expected: { output: null } }])
  })

  test('keeps a timeout as a task that never answers, and the error it ended with', async () => {
    const { first, recorded, second } = await replayed({ List: { never: true } }, {})
    expect(second.history).toEqual(first.history)
    expect(recorded).toMatchObject({
      mocks: { List: { never: true } },
      expect: { status: 'FAILED', error: 'GivenUp', path: ['List', 'Give'] },
    })
  })

  test('is refused while it runs, and where its answers are elsewhere', async () => {
    const running = await machine.start({ mocks: { List: { never: true } } }).advance(1)
    expect(() => recordCase('r', running.history)).toThrow('does not go from the start of an execution to its end')
    const processor = {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'S',
      States: { S: task({ End: true }) },
    }
    const distributed = loadMachine({ StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor: processor, End: true } } })
    const { history } = await distributed.run({ input: [1], mocks: { S: returns(1) } })
    expect(() => recordCase('r', history)).toThrow('A distributed Map has children of its own')
  })
})
