import { defaultLimits } from '@pasos/asl'
import { afterEach, expect, test } from 'vitest'
import { sequence } from '../contracts/sequence.ts'
import { languageInterpreter } from '../interpreter.ts'
import { fakeClock, seededIds } from '../memory/fake-clock.ts'
import { type MemoryJournal, memoryJournal } from '../memory/memory-journal.ts'
import type { FeedEntry } from '../ports/feed.ts'
import type { StartRequest } from '../ports/runtime.ts'
import { embeddedRuntime } from '../runtime/embedded-runtime.ts'
import { followers } from './follow.ts'

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

/** One life of a process on a journal. */
function life(journal: MemoryJournal, mostPending?: number, mostPendingBytes?: number) {
  const runtime = embeddedRuntime({
    ...{ journal, clock: fakeClock(), ids: seededIds(), limits: defaultLimits, interpreter: languageInterpreter },
    ...{ runners: [], accountId: '1', region: 'r' },
  })
  const defects: unknown[] = []
  const onDefect = (error: unknown): void => void defects.push(error)
  const { follow } = followers({
    ...{ journal, runtime, onDefect },
    ...(mostPending === undefined ? {} : { mostPending }),
    ...(mostPendingBytes === undefined ? {} : { mostPendingBytes }),
  })
  return { runtime, follow, defects }
}

function request(name: string, more: Partial<StartRequest> = {}): StartRequest {
  return {
    executionArn: `arn:aws:states:us-east-1:123456789012:execution:m:${name}`,
    ...{ name, stateMachineArn: 'machine', stateMachineName: 'm', roleArn: 'role', type: 'STANDARD', input: '{}' },
    definition: sequence('pass'),
    ...more,
  }
}

const wordsOf = (entries: readonly FeedEntry[]): string[] =>
  entries.flatMap(({ execution, events }) => events.map(event => `${execution.name}${event.id}`))

const whole = (name: string): string[] => [1, 2, 3, 4].map(id => `${name}${id}`)

/** A follower that notes what it is told; `fails` decides whether a call is refused. */
function noteTaker(fails: (words: string[]) => boolean = () => false) {
  const told: string[] = []
  return {
    told,
    async handle(entries: readonly FeedEntry[]) {
      const words = wordsOf(entries)
      if (fails(words)) throw new Error('not now')
      told.push(...words)
    },
  }
}

const until = async (condition: () => boolean): Promise<void> => {
  for (let round = 0; !condition(); round++) {
    if (round > 400) throw new Error('waited in vain')
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

test('a follower is told of every turn from its first day on, Express ones too', async () => {
  const journal = memoryJournal()
  const { runtime, follow } = life(journal)
  await runtime.start(request('before'))
  const { told, handle } = noteTaker()
  stops.push(follow('logs', handle))
  await until(() => told.length === 0)
  await new Promise(resolve => setTimeout(resolve, 20))
  await runtime.start(request('a'))
  await runtime.start(request('b', { type: 'EXPRESS' }))
  await until(() => told.length === 8)
  expect(told).toEqual([...whole('a'), ...whole('b')])
})

test('what a former process committed and did not handle is told after the restart, and nothing is missed', async () => {
  const journal = memoryJournal()
  const first = life(journal)
  const before = noteTaker(words => words.includes('b1'))
  const stop = first.follow('logs', before.handle)
  await new Promise(resolve => setTimeout(resolve, 20))
  await first.runtime.start(request('a'))
  await until(() => before.told.length === 4)
  await first.runtime.start(request('b'))
  await first.runtime.start(request('c'))
  await until(() => first.defects.length > 0)
  stop()
  first.runtime.close()
  const second = life(journal)
  const after = noteTaker()
  stops.push(second.follow('logs', after.handle))
  await second.runtime.start(request('d'))
  await until(() => after.told.includes('d4'))
  expect(new Set([...before.told, ...after.told])).toEqual(new Set(['a', 'b', 'c', 'd'].flatMap(whole)))
  expect(after.told.slice(-12)).toEqual(['b', 'c', 'd'].flatMap(whole))
})

test('a call that fails is repeated, and what came meanwhile follows it', async () => {
  const { runtime, follow } = life(memoryJournal())
  let refusals = 1
  const { told, handle } = noteTaker(() => refusals-- > 0)
  stops.push(follow('logs', handle))
  await new Promise(resolve => setTimeout(resolve, 20))
  await runtime.start(request('a'))
  await new Promise(resolve => setTimeout(resolve, 100))
  await runtime.start(request('b'))
  await until(() => told.length === 8)
  expect(told).toEqual([...whole('a'), ...whole('b')])
})

test('turns with large payloads do not gather, but are told at once', async () => {
  const { runtime, follow } = life(memoryJournal())
  const calls: number[] = []
  stops.push(
    follow('logs', async entries => {
      calls.push(entries.reduce((sum, { events }) => sum + JSON.stringify(events).length, 0))
    }),
  )
  await new Promise(resolve => setTimeout(resolve, 20))
  const input = JSON.stringify('x'.repeat(50_000))
  for (let count = 0; count < 200; count++) {
    await runtime.start(request(`e${count}`, { input }))
    await new Promise(resolve => setImmediate(resolve))
  }
  await until(() => calls.reduce((sum, bytes) => sum + bytes, 0) > 200 * 4 * 50_000)
  expect(Math.max(...calls)).toBeLessThan(4_000_000)
})

test('one that falls many bytes behind misses nothing', async () => {
  const { runtime, follow } = life(memoryJournal(), 20_000, 10_000)
  const { told, handle } = noteTaker()
  stops.push(follow('logs', handle))
  await new Promise(resolve => setTimeout(resolve, 20))
  const names = Array.from({ length: 50 }, (_, index) => `e${index}-`)
  const input = JSON.stringify('x'.repeat(1_000))
  await Promise.all(names.map(name => runtime.start(request(name, { input }))))
  await until(() => new Set(told).size === 200)
  expect(new Set(told)).toEqual(new Set(names.flatMap(whole)))
})

test('one that falls far behind misses nothing', async () => {
  const { runtime, follow } = life(memoryJournal(), 3)
  const { told, handle } = noteTaker()
  stops.push(follow('logs', handle))
  await new Promise(resolve => setTimeout(resolve, 20))
  const names = Array.from({ length: 50 }, (_, index) => `e${index}-`)
  await Promise.all(names.map(name => runtime.start(request(name))))
  await until(() => new Set(told).size === 200)
  expect(new Set(told)).toEqual(new Set(names.flatMap(whole)))
})

test('one that falls behind while it asks what is on disk misses nothing, and is told in the order of commits', async () => {
  const journal = memoryJournal()
  const { runtime } = life(journal)
  const held: (() => void)[] = []
  let isHeld = false
  const slow: MemoryJournal = {
    ...journal,
    barrier: done => (isHeld ? void held.push(() => journal.barrier(done)) : journal.barrier(done)),
  }
  const { follow } = followers({ journal: slow, runtime, onDefect: error => expect.unreachable(String(error)), mostPending: 3 })
  const { told, handle } = noteTaker()
  stops.push(follow('logs', handle))
  await new Promise(resolve => setTimeout(resolve, 20))
  isHeld = true
  await runtime.start(request('first'))
  await until(() => held.length > 0)
  const names = ['a', 'b', 'c', 'd']
  for (const name of names) await runtime.start(request(name))
  isHeld = false
  for (const release of held.splice(0)) release()
  await until(() => new Set(told).size === 20)
  expect([...new Set(told)]).toEqual(['first', ...names].flatMap(whole))
})

test('the cursor stays before what is on disk already and has not been told yet', async () => {
  const journal = memoryJournal()
  const { runtime } = life(journal)
  let isWriting = false
  let untold = 0
  const moved: number[] = []
  const early: MemoryJournal = {
    ...journal,
    feedEnd: async () => (await journal.feedEnd()) + untold,
    // Another turn has reached the disk when the answer comes, and is told a moment later.
    barrier: done =>
      journal.barrier(error => {
        untold = isWriting ? 1 : 0
        done?.(error)
      }),
    moveFeedCursor(name, place) {
      moved.push(place)
      untold = 0
      journal.moveFeedCursor(name, place)
    },
  }
  const { follow } = followers({ journal: early, runtime, onDefect: error => expect.unreachable(String(error)) })
  const { told, handle } = noteTaker()
  stops.push(follow('logs', handle))
  await until(() => moved.length > 0)
  isWriting = true
  await runtime.start(request('a'))
  const end = await journal.feedEnd()
  await until(() => told.length === 4 && moved.at(-1) !== 0)
  expect(moved.at(-1)).toBe(end)
})

test('what a follower does not select is not told, and the cursor moves over it all the same', async () => {
  const journal = memoryJournal()
  const first = life(journal)
  const { told, handle } = noteTaker()
  const select = (entry: FeedEntry): FeedEntry | undefined =>
    entry.execution.name === 'b' ? undefined : { ...entry, events: entry.events.slice(0, 1) }
  const stop = first.follow('logs', handle, select)
  await new Promise(resolve => setTimeout(resolve, 20))
  await first.runtime.start(request('a'))
  await until(() => told.length === 1)
  await first.runtime.start(request('b'))
  const end = await journal.feedEnd()
  let cursor: number | undefined = 0
  await until(() => {
    void journal.feedCursor('logs').then(place => (cursor = place))
    return cursor === end
  })
  stop()
  first.runtime.close()
  expect(told).toEqual(['a1'])
  // The same for what is read from the store.
  journal.moveFeedCursor('logs', 0)
  await new Promise<void>(resolve => journal.barrier(() => resolve()))
  const second = life(journal)
  const again = noteTaker()
  stops.push(second.follow('logs', again.handle, select))
  await until(() => again.told.length === 1)
  expect(again.told).toEqual(['a1'])
})
