import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Engine, type Interpreter, languageInterpreter, openEngine, type StartRequest } from '@pasos/engine'
import { sequence } from '@pasos/engine/sequence'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sqliteStore } from './open-sqlite-store.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pasos-timers-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The language, but for the times of its timers: those come from `at`. */
function withTimesOf(at: (executionName: string) => number): Interpreter {
  return {
    ...languageInterpreter,
    *step(program, snapshot, event, environment) {
      const turn = yield* languageInterpreter.step(program, snapshot, event, environment)
      const commands = turn.commands.map(command =>
        command.type === 'SetTimer' ? { ...command, at: at(snapshot.execution.name) } : command,
      )
      return { ...turn, commands }
    },
  }
}

const open = (interpreter: Interpreter = languageInterpreter): Promise<Engine> =>
  openEngine({
    ...{ store: sqliteStore({ folder }), interpreter, connectors: [], accountId: '123456789012', region: 'us-east-1' },
    onFatal: error => {
      throw error
    },
  })

function startRequest(name: string, definition = sequence('wait:5'), input = '{}'): StartRequest {
  return {
    executionArn: `arn:aws:states:us-east-1:123456789012:execution:m:${name}`,
    ...{ name, stateMachineArn: 'machine', stateMachineName: 'm', roleArn: 'role', type: 'STANDARD', definition, input },
  }
}

const anyTime = fc.oneof(
  fc.double(),
  fc.double({ min: -1e21, max: 1e21 }),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    -0,
    1e18,
    1e300,
    2 ** 53,
    -(2 ** 53),
    0.5,
    Number.MIN_VALUE,
  ),
)

test('whatever the time of a timer: it is kept, or its own execution fails; the others and the next start go on', async () => {
  const times = fc.sample(anyTime, { numRuns: 300, seed: 7 })
  const engine = await open(withTimesOf(name => times[Number(name)] ?? Date.now() + 3_600_000))
  const names = times.map((_, index) => String(index))
  await Promise.all([...names, 'other'].map(name => engine.runtime.start(startRequest(name))))
  const failed = names.filter(name => !Number.isSafeInteger(times[Number(name)]))
  expect(failed.length).toBeGreaterThan(50)
  const check = async ({ index }: Engine): Promise<void> => {
    for (const name of failed) {
      const record = await index.describe(startRequest(name).executionArn)
      expect(record, `${times[Number(name)]}`).toMatchObject({ status: 'FAILED', error: 'States.Runtime' })
      const { events } = await index.history(startRequest(name).executionArn, { reverse: false, limit: 9 })
      expect(events.map(event => event.type)).toEqual(['ExecutionStarted', 'ExecutionFailed'])
    }
    expect(await index.describe(startRequest('other').executionArn)).toMatchObject({ status: 'RUNNING' })
  }
  await check(engine)
  await engine.close()
  const again = await open()
  await check(again)
  expect((await again.verify()).damages).toEqual([])
  await again.close()
})

test('a time that can’t be kept is met after a restart too: the execution fails, the server is up', async () => {
  const first = await open(withTimesOf(() => Date.now() + 50))
  await first.runtime.start(startRequest('a', sequence('wait:5', 'wait:5')))
  await first.close()
  const second = await open(withTimesOf(() => 1e18))
  expect(await second.runtime.ended(startRequest('a').executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' })
  await second.runtime.start(startRequest('fine', sequence('pass')))
  expect(await second.runtime.ended(startRequest('fine').executionArn)).toMatchObject({ status: 'SUCCEEDED' })
  await second.close()
})

test('every number that a Wait may be given by path or expression ends or waits, and never stops the engine', async () => {
  const engine = await open()
  const byPath = JSON.stringify({ StartAt: 'W', States: { W: { Type: 'Wait', SecondsPath: '$.w', End: true } } })
  const byExpression = JSON.stringify({
    ...{ QueryLanguage: 'JSONata', StartAt: 'W' },
    States: { W: { Type: 'Wait', Seconds: '{% $states.input.w %}', End: true } },
  })
  const values = fc.sample(fc.oneof(anyTime, fc.string(), fc.constantFrom('1e18', '2030-01-01T00:00:00.123456+00:00')), {
    numRuns: 200,
    seed: 3,
  })
  const requests = values.flatMap((w, index) =>
    [byPath, byExpression].map((definition, kind) => startRequest(`${index}-${kind}`, definition, JSON.stringify({ w }))),
  )
  const started = await Promise.all(requests.map(request => engine.runtime.start(request)))
  expect(started.map(result => result.outcome)).toEqual(requests.map(() => 'created'))
  await engine.close()
  const again = await open()
  expect(await again.verify()).toMatchObject({ executions: requests.length, damages: [] })
  await again.close()
})
