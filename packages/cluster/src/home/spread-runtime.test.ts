import type { ExecutionRecord, Runtime, StartRequest } from '@pasos/engine'
import { expect, test } from 'vitest'
import { askingOwner } from '../lanes/ask-owner.ts'
import { BrokenOff, TryAgain } from '../peers/try-again.ts'
import { spreadRuntime } from './spread-runtime.ts'

type Call = { url: string; name: string; lane: number }

const record = (executionArn: string, more: Partial<ExecutionRecord> = {}): ExecutionRecord => ({
  ...{ executionArn, stateMachineArn: 'm', definitionId: 'd', roleArn: 'r', name: executionArn, type: 'STANDARD' },
  ...{ status: 'RUNNING', startDate: Date.now(), input: '{}', redriveCount: 0, ...more },
})

const request = (executionArn: string, more: Partial<StartRequest> = {}): StartRequest => ({
  ...{ executionArn, name: executionArn, stateMachineArn: 'm', stateMachineName: 'm', roleArn: 'r' },
  ...{ definition: '{}', type: 'STANDARD', input: '{}', ...more },
})

/** A home beside two lanes; `answer` is what their owners say. Executions are named after the lane that they are in. */
function world(
  answer: (call: Call, body: Record<string, unknown>) => unknown,
  urlOf = (lane: number): string | undefined => `http://${lane}`,
) {
  const calls: Call[] = []
  const ends = new Set<() => void>()
  const stored = new Map<string, { number: number; record: ExecutionRecord }>()
  const atHome: string[] = []
  const home = new Proxy({} as Runtime, {
    get: (_target, name: string) =>
      name === 'subscribe'
        ? () => () => undefined
        : async (first: { executionArn: string } | string, second: unknown) => {
            const arn = typeof first === 'string' ? first : first.executionArn
            atHome.push(name === 'redrive' ? `redrive ${arn} from ${second}` : `${name} ${arn}`)
            if (arn === 'started meanwhile') stored.set(arn, { number: 18, record: record(arn) })
            return name === 'start' ? { outcome: 'created', record: record(arn) } : record(arn)
          },
  })
  const runtime = spreadRuntime({
    home,
    journal: { find: async arn => stored.get(arn) },
    laneOf: number => number % 16,
    laneOfToken: token => (/^\d+$/.test(token) ? Number(token) : undefined),
    map: { shared: [1, 2] },
    news: {
      subscribe: () => () => undefined,
      whenEnded: () => {
        const { promise, resolve } = Promise.withResolvers<void>()
        ends.add(resolve)
        return { told: promise, forget: () => ends.delete(resolve) }
      },
    } as never,
    express: { subscribe: () => () => undefined },
    isSpread: definition => definition === '{}',
    askOwner: askingOwner({
      map: { urlOf, onMove: () => () => undefined },
      call: async (url, name, body) => {
        const call = { url, name, lane: (body as { lane: number }).lane }
        calls.push(call)
        return (await answer(call, body as Record<string, unknown>)) as never
      },
      patienceMs: 300,
    }),
    revision: () => 7,
  })
  return { runtime, calls, atHome, stored, ends }
}

const created = (_call: Call, body: Record<string, unknown>) => {
  expect(body['revision']).toBe(7)
  return { outcome: 'created', record: record((body['request'] as StartRequest).executionArn) }
}

test('starts go to the lanes by the hash of their names, always to the same; what can’t leave starts at the home', async () => {
  const { runtime, calls, atHome } = world(created)
  for (let at = 0; at < 40; at++) await runtime.start(request(`e${at % 20}`))
  expect(new Set(calls.map(({ lane }) => lane))).toEqual(new Set([1, 2]))
  expect(calls.slice(0, 20)).toEqual(calls.slice(20))
  expect(atHome).toEqual([])
  const data = [{ space: 's', key: 'k', value: new Uint8Array(1) }]
  for (const more of [{ type: 'EXPRESS' }, { definition: '{"x":1}' }, { data }, { from: {} }])
    await runtime.start(request('e', more as Partial<StartRequest>))
  expect(atHome).toEqual(Array(4).fill('start e'))
})

test('a lane that has changed hands is asked of its new owner', async () => {
  let owner = 'http://old'
  const answer = ({ url }: Call, body: Record<string, unknown>) => {
    if (url === 'http://new') return created({} as Call, body)
    owner = 'http://new'
    throw new TryAgain('not here')
  }
  const { runtime, calls } = world(answer, () => owner)
  expect((await runtime.start(request('e'))).outcome).toBe('created')
  expect(calls.map(({ url }) => url)).toEqual(['http://old', 'http://new'])
})

test('a start whose answer was lost is found to be its own; another’s of the same name is not', async () => {
  let attempt = 0
  const answers = (own: ExecutionRecord) => () => {
    if (++attempt === 1) throw new BrokenOff('the node died')
    return { outcome: 'conflict', record: own }
  }
  const mine = world(answers(record('e', { status: 'SUCCEEDED', startDate: Date.now() + 60_000 })))
  expect((await mine.runtime.start(request('e'))).outcome).toBe('created')
  attempt = 0
  const others = world(answers(record('e', { startDate: Date.now() - 60_000 })))
  expect((await others.runtime.start(request('e'))).outcome).toBe('conflict')
})

test('a token whose answer was lost is sent again as one that may have been heard, so that nobody hears that it is spent who has spent it', async () => {
  const repeats: unknown[] = []
  const { runtime, atHome } = world((_call, { isRepeat }) => {
    if (repeats.push(isRepeat) === 1) throw new BrokenOff('the node died')
    return 'delivered'
  })
  expect(await runtime.deliverByToken('2', { type: 'TaskSucceeded', output: '1' })).toBe('delivered')
  expect(repeats).toEqual([undefined, true])
  await runtime.deliverByToken('what is no token', { type: 'TaskHeartbeat' })
  expect(atHome).toEqual(['deliverByToken what is no token'])
})

test('who has no owner is waited for, and then given up', async () => {
  const { runtime, calls } = world(created, () => undefined)
  await expect(runtime.start(request('e'))).rejects.toBeInstanceOf(TryAgain)
  expect(calls).toEqual([])
})

test('a stop that nobody would ask for again outlasts a lane that has no owner for a while', async () => {
  let owner: string | undefined
  const { runtime, stored } = world(
    () => record('far', { status: 'ABORTED' }),
    () => owner,
  )
  stored.set('far', { number: 18, record: record('far') })
  const patient = runtime.stop('far', {}, true)
  await expect(runtime.stop('far', {})).rejects.toBeInstanceOf(TryAgain)
  owner = 'http://new'
  expect((await patient)?.status).toBe('ABORTED')
})

test('what is known to be elsewhere is stopped and redriven there, all else at the home', async () => {
  const counts: unknown[] = []
  const { runtime, calls, atHome, stored } = world((_call, { redriveCount }) => {
    counts.push(redriveCount)
    return null
  })
  stored.set('far', { number: 18, record: record('far') })
  stored.set('near', { number: 32, record: record('near') })
  expect(await runtime.stop('far', {})).toBeUndefined()
  await runtime.redrive('far', 3)
  await runtime.redrive('near', 4)
  for (const arn of ['near', 'unknown']) await runtime.stop(arn, {})
  expect(calls.map(({ name, lane }) => `${name} ${lane}`)).toEqual(['stop 2', 'redrive 2'])
  expect(counts).toEqual([undefined, 3])
  expect(atHome).toEqual(['redrive near from 4', 'stop near', 'stop unknown'])
})

test('a stop that comes as its execution is started in another lane stops it there', async () => {
  const { runtime, calls, atHome } = world(() => record('started meanwhile', { status: 'ABORTED' }))
  expect((await runtime.stop('started meanwhile', {}))?.status).toBe('ABORTED')
  expect(atHome).toEqual(['stop started meanwhile'])
  expect(calls.map(({ name, lane }) => `${name} ${lane}`)).toEqual(['stop 2'])
})

test('an end elsewhere is waited for until it is told, and nobody listens any more afterwards', async () => {
  const { runtime, stored, ends } = world(() => null)
  stored.set('far', { number: 18, record: record('far') })
  const ended = runtime.ended('far')
  await new Promise(resolve => setTimeout(resolve, 10))
  stored.set('far', { number: 18, record: record('far', { status: 'FAILED' }) })
  for (const told of ends) told()
  expect((await ended)?.status).toBe('FAILED')
  expect((await runtime.ended('far'))?.status).toBe('FAILED')
  expect(ends.size).toBe(0)
})
