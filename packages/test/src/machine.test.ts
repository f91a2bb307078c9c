import { describe, expect, test } from 'vitest'
import { fails, loadMachine, returns } from './index.ts'
import { assertThat, matchers, type PasosMatchers } from './matchers.ts'
import { runState } from './run/run-state.ts'

const task = (fields: object = {}) => ({ Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', ...fields })
const retried = { Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 10, MaxAttempts: 2, BackoffRate: 2 }] }
const caught = { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Refund' }] }
const order = {
  StartAt: 'Charge',
  States: {
    Charge: task({ ...retried, ...caught, Next: 'Cool' }),
    Cool: { Type: 'Wait', Seconds: 30 * 86_400, Next: 'Large' },
    Large: { Type: 'Choice', Choices: [{ Variable: '$.sum', NumericGreaterThan: 100, Next: 'Each' }], Default: 'Done' },
    Each: {
      Type: 'Map',
      ItemsPath: '$.items',
      ItemProcessor: { StartAt: 'Ship', States: { Ship: task({ ...retried, End: true }) } },
      Next: 'Done',
    },
    Refund: task({ End: true }),
    Done: { Type: 'Succeed' },
  },
}
const small = { sum: 1, items: [] }

describe('a whole execution', () => {
  test('waits of thirty days pass in milliseconds', async () => {
    const machine = loadMachine(order)
    const timed = async () => {
      const began = performance.now()
      const result = await machine.run({ mocks: { Charge: returns(small) } })
      return { result, ms: performance.now() - began }
    }
    // The shortest of several: the first finds nothing compiled, and a busy machine may hold any of them up.
    const runs = [await timed(), await timed(), await timed(), await timed()]
    expect(Math.min(...runs.map(({ ms }) => ms))).toBeLessThan(50)
    const { result } = runs[0]!
    expect(result).toMatchObject({ status: 'SUCCEEDED', output: small, seconds: 30 * 86_400 })
    expect(result.pathText).toBe('Charge\nCool\nLarge\nDone\n')
  })

  test('a list answers attempt by attempt, and retries wait on the clock', async () => {
    const result = await loadMachine(order).run({ mocks: { Charge: [fails('Busy'), fails('Busy'), returns(small)] }, until: 'Cool' })
    expect(result).toMatchObject({ status: 'SUCCEEDED', seconds: 30 })
    expect(result.calls.map(({ attempt, retryCount, at }) => [attempt, retryCount, at - result.calls[0]!.at])).toEqual([
      [1, 0, 0],
      [2, 1, 10_000],
      [3, 2, 30_000],
    ])
  })

  test('a state that is not there is refused wherever it is named, also where it would be right for ever', async () => {
    const machine = loadMachine(order)
    const unknown = /no state "Cohl".*Charge, Cool, Large/
    const result = await machine.run({ mocks: { Charge: returns(small) } })
    expect.extend(matchers)
    const judged = expect(result) as unknown as PasosMatchers & { not: PasosMatchers }
    expect(() => judged.not.toHaveVisited('Cohl')).toThrow(unknown)
    expect(() => judged.not.toHavePath(['Cohl'])).toThrow(unknown)
    expect(() => judged.toHaveVisited('Cool', 'Cohl')).toThrow(unknown)
    expect(() => assertThat(result).toHaveVisited('Cohl')).toThrow(unknown)
    judged.not.toHaveVisited('Ship', 'Refund')
    await expect(machine.run({ from: 'Cohl' })).rejects.toThrow(unknown)
    await expect(machine.run({ until: 'Cohl' })).rejects.toThrow(unknown)
    await expect(machine.runState('Cohl')).rejects.toThrow(unknown)
    const execution = machine.start({ mocks: { Charge: { never: true } } })
    await expect(execution.runUntil('Cohl')).rejects.toThrow(unknown)
    await expect(execution.answer('Cohl', { result: 1 })).rejects.toThrow(unknown)
    expect(execution.result.path).toEqual([])
    const fault = { state: 'Cohl', error: 'x' }
    expect(() => machine.start({ faults: [fault] })).toThrow(/no Task.* called "Cohl"/)
  })

  test('a range names the states of the whole machine, and cannot end outside of the Map it begins in', async () => {
    const machine = loadMachine(order)
    const result = await machine.run({ from: 'Ship', mocks: { Ship: returns(1) } })
    expect.extend(matchers)
    ;(expect(result) as unknown as { not: PasosMatchers }).not.toHaveVisited('Done')
    await expect(machine.run({ from: 'Ship', until: 'Done' })).rejects.toThrow('"Ship" never comes to "Done"')
  })

  test('an invocation that no mock answers is the test’s fault, and says what was asked', async () => {
    const machine = loadMachine(order)
    await expect(machine.run({ input: { id: 7 } })).rejects.toThrow(/No mock answers the invocation 1 of the state "Charge".*\{"id":7\}/)
    await expect(machine.run({ mocks: { Charge: [fails('Busy')] } })).rejects.toThrow(/invocation 2 of the state "Charge".*has 1 answers/)
    const plain = (() => 7) as never
    await expect(machine.run({ mocks: { Charge: plain } })).rejects.toThrow(/must answer \{ result \}, .*; it answered 7$/)
    expect(() => machine.start({ mocks: { Chrage: returns(1) } })).toThrow(/called "Chrage". There are: Charge, Ship, Refund/)
  })

  test('a function answers by its input and by the item, also when it takes its time', async () => {
    const result = await loadMachine(order).run({
      mocks: {
        Charge: returns({ sum: 200, items: ['a', 'b', 'c'] }),
        Ship: async (input, { index }) => {
          await new Promise(resolve => setTimeout(resolve, index === 0 ? 5 : 0))
          return returns(`${input}${index}`)
        },
      },
    })
    expect(result.output).toEqual(['a0', 'b1', 'c2'])
    expect(result.pathText).toContain('Each[2]/Ship\n')
  })

  test('mocks by index: each item has attempts of its own', async () => {
    const result = await loadMachine(order).run({
      mocks: {
        Charge: returns({ sum: 200, items: [1, 2] }),
        Ship: { byIndex: { '1': [fails('Busy'), returns('late')], default: returns('at once') } },
      },
    })
    expect(result).toMatchObject({ output: ['at once', 'late'], seconds: 30 * 86_400 + 10 })
  })

  test('mocks are held against what the service answers, as TestState does', async () => {
    const publish = { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:sqs:receiveMessage', Parameters: { QueueUrl: 'q' }, End: true }
    const machine = loadMachine({ StartAt: 'P', States: { P: publish } })
    await expect(machine.run({ mocks: { P: returns({ Messages: 'none' }) } })).rejects.toThrow(
      /P" is no answer of .*'Messages' must be an array/,
    )
    expect(await machine.run({ mocks: { P: returns({ Messages: 'none' }) }, validation: 'NONE' })).toMatchObject({ status: 'SUCCEEDED' })
  })

  test('a definition that AWS refuses is refused with its line', () => {
    expect(() => loadMachine({ StartAt: 'A', States: {} })).toThrow(/definition.asl.json:3 SCHEMA_VALIDATION_FAILED \/States/)
  })

  test('a definition is held to AWS’s APIs: actions that there are, and what they take', () => {
    const load = (Resource: string, Parameters: object) =>
      loadMachine({ StartAt: 'P', States: { P: { Type: 'Task', Resource, Parameters, End: true } } })
    const send = 'arn:aws:states:::aws-sdk:sqs:sendMessage'
    expect(() => load('arn:aws:states:::aws-sdk:sqs:postMessage', {})).toThrow(/no integration '.*sqs:postMessage'/)
    expect(() => load(send, { QueueUrl: 'q', MessageBody: 'b', Delay: 1 })).toThrow(/Delay/)
    expect(load(send, { QueueUrl: 'q', MessageBody: 'b' }).known.all).toEqual(['P'])
  })

  test('a state that is run alone is held to them as TestState holds it', async () => {
    const State = { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:sqs:postMessage', End: true }
    const definition = JSON.stringify({ StartAt: 'P', States: { P: State } })
    await expect(runState(definition, 'P', { mock: { result: {} } }, 0)).rejects.toThrow(/sqs:postMessage is not recognized/)
  })
})

describe('the clock', () => {
  const waiting = {
    StartAt: 'Ask',
    States: {
      Ask: {
        ...task({ TimeoutSeconds: 3600, HeartbeatSeconds: 60, End: true }),
        Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
        Parameters: { QueueUrl: 'q', 'MessageBody.$': '$$.Task.Token' },
      },
    },
  }

  test('timeouts and heartbeats come in their order', async () => {
    const machine = loadMachine(waiting)
    const silent = await machine.run({ mocks: { Ask: { never: true } } })
    expect(silent).toMatchObject({ status: 'FAILED', error: 'States.Timeout', seconds: 60, failedState: 'Ask' })
    const heartbeatsAfterSeconds = Array.from({ length: 100 }, (_, minute) => minute * 50)
    const alive = await machine.run({ mocks: { Ask: { never: true, heartbeatsAfterSeconds } } })
    expect(alive).toMatchObject({ status: 'FAILED', error: 'States.Timeout', seconds: 3600 })
  })

  test('time is moved by hand: until a state, by a span, and a task is answered from outside', async () => {
    const execution = loadMachine(order).start({ mocks: { Charge: { never: true } } })
    const asked = await execution.runUntil('Charge')
    await execution.answer('Charge', { result: small })
    expect((await execution.advance({ days: 29, hours: 23 })).path.at(-1)?.state).toBe('Cool')
    expect((await execution.advance({ hours: 1 })).status).toBe('SUCCEEDED')
    expect(asked).toMatchObject({ status: 'RUNNING', pathText: 'Charge\n', seconds: 0 })
    await expect(execution.runUntil('Refund')).rejects.toThrow(/without entering "Refund"/)
    await expect(execution.runUntil('Refunt')).rejects.toThrow(
      /no state "Refunt". There are: Charge, Cool, Large, Each, Ship, Refund, Done$/,
    )
  })

  test('an execution can be stopped', async () => {
    const execution = loadMachine(order).start({ mocks: { Charge: returns(small) } })
    await execution.runUntil('Cool')
    expect(await execution.stop({ error: 'Enough' })).toMatchObject({ status: 'ABORTED', error: 'Enough', seconds: 0 })
  })
})

describe('faults', () => {
  const mocks = { Charge: returns(small), Refund: returns('refunded') }

  test('the n-th attempt fails, and a task is slow', async () => {
    const faults = [
      { state: 'Charge', attempt: 1, error: 'Busy' },
      { state: 'Charge', attempt: 2, slowSeconds: 7 },
    ]
    expect(await loadMachine(order).run({ mocks, faults, until: 'Cool' })).toMatchObject({ status: 'SUCCEEDED', seconds: 17 })
    const always = await loadMachine(order).run({ mocks, faults: [{ state: 'Charge', error: 'Broken', cause: 'for good' }] })
    expect(always).toMatchObject({ output: 'refunded' })
  })

  test('an end that is told twice changes nothing', async () => {
    const machine = loadMachine(order)
    const twice = await machine.run({ mocks, faults: [{ state: 'Charge', duplicate: true }] })
    expect(twice.history).toEqual((await machine.run({ mocks })).history)
  })

  test('a process that dies when the work is done invokes the task again, and the history does not show it', async () => {
    const machine = loadMachine(order)
    const killed = await machine.run({ mocks, faults: [{ state: 'Charge', kill: true }] })
    expect(killed.calls.map(({ state, attempt, isRepeated }) => [state, attempt, isRepeated])).toEqual([
      ['Charge', 1, false],
      ['Charge', 1, true],
    ])
    expect(killed.history).toEqual((await machine.run({ mocks })).history)
  })
})

describe('parts of a definition', () => {
  test('a range begins and ends where it is told, within a Map too', async () => {
    const machine = loadMachine(order)
    const range = await machine.run({ from: 'Cool', until: 'Each', input: { sum: 101 } })
    expect(range).toMatchObject({ status: 'SUCCEEDED', output: { sum: 101 } })
    expect(await machine.run({ from: 'Ship', input: 'parcel', mocks: { Ship: input => returns([input]) } })).toMatchObject({
      output: ['parcel'],
    })
    await expect(machine.run({ from: 'Nowhere' })).rejects.toThrow(/no state "Nowhere". There are: Charge, /)
  })

  test('one state alone, as TestState runs it', async () => {
    const machine = loadMachine(order)
    expect(await machine.runState('Large', { input: { sum: 500 } })).toMatchObject({ status: 'SUCCEEDED', nextState: 'Each' })
    const failed = await machine.runState('Charge', { mock: { error: 'Busy' }, retryCount: 2 })
    expect(failed).toMatchObject({ status: 'CAUGHT_ERROR', nextState: 'Refund', error: 'Busy' })
    await expect(machine.runState('Charge')).rejects.toThrow('RoleArn must be specified')
  })
})

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: as vitest declares it.
  interface Matchers<T = any> extends PasosMatchers {}
}

describe('matchers', () => {
  expect.extend(matchers)
  test('say what a run did instead', async () => {
    const result = await loadMachine(order).run({ mocks: { Charge: fails('Broken', 'for good'), Refund: fails('Worse') } })
    assertThat(result).toHaveVisited('Charge', 'Refund')
    assertThat(result).toHavePath(['Charge', 'Refund'])
    assertThat(result).toHaveFailedWith('Worse')
    assertThat(result).not.toHaveVisited('Cool')
    expect(() => assertThat(result).not.toHavePath(['Charge', 'Refund'])).toThrow('The path is Charge → Refund')
    expect(() => assertThat(result).not.toHaveFailedWith('Worse')).toThrow('as it should not')
    expect(() => assertThat(result).toHaveVisited('Cool')).toThrow(/Cool was not visited. It went:\nCharge\nRefund/)
    expect(() => assertThat(result).toHaveSucceededWith(1)).toThrow('It FAILED: Worse, not SUCCEEDED with 1')
    expect(() => assertThat(result).toHaveFailedWith('Worse', /why/)).toThrow('not with Worse: /why/')
    expect(result).toHaveVisited('Refund')
    expect(result).not.toHaveVisited('Cool')
    const done = await loadMachine(order).run({ mocks: { Charge: returns({ sum: 10, of: ['a'] }) } })
    expect(done).toHaveSucceededWith(expect.objectContaining({ sum: 10 }))
    expect(done).toHaveSucceededWith({ sum: expect.any(Number), of: ['a'] })
    expect(done).not.toHaveSucceededWith({ sum: 10, of: { 0: 'a' } })
    expect(done).not.toHaveSucceededWith({ sum: 10 })
    expect(done).not.toHaveSucceededWith({ sum: 10, other: expect.not.stringContaining('b') })
    expect(() => assertThat(done).toHaveSucceededWith(1)).toThrow(expect.objectContaining({ actual: { sum: 10, of: ['a'] }, expected: 1 }))
    // @ts-expect-error: names of states are texts.
    expect(() => expect(result).toHaveVisited(1)).toThrow()
  })
})
