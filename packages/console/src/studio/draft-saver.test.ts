import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Draft, DraftStore, StoredDraft } from '../api/drafts.ts'
import type { Unsaved } from './draft-journal.ts'
import { DraftSaver, printOf, type SaveState } from './draft-saver.ts'

const draft = (text: string): Draft => ({ text, base: '{}', settings: { name: 'M', roleArn: 'r', type: 'STANDARD' } })

/** A server's drafts in memory. */
function memory() {
  let stored: StoredDraft | undefined
  let count = 0
  const world = {
    saves: 0,
    isAway: false,
    /** The answer of the next save gets lost. */
    losesAnswer: false,
    stored: () => stored,
    store: {
      read: async () => stored,
      async save(next, after) {
        if (world.isAway) throw new Error('away')
        if ((stored?.revision ?? '') !== after) return { other: stored }
        world.saves++
        stored = { ...next, revision: `r${++count}`, savedAt: '' }
        if (!world.losesAnswer) return { revision: stored.revision }
        world.losesAnswer = false
        throw new Error('lost')
      },
      async remove(after) {
        if ((stored?.revision ?? '') !== after) return { other: stored }
        stored = undefined
        return { revision: '' }
      },
    } satisfies DraftStore as DraftStore,
  }
  return world
}

function window(world: ReturnType<typeof memory>, revision = '', stored?: Draft) {
  const states: SaveState[] = []
  let unsaved: Unsaved | undefined
  const journal = {
    read: () => unsaved,
    write(next: Unsaved) {
      unsaved = next
    },
    clear() {
      unsaved = undefined
    },
  }
  const saver = new DraftSaver({ store: world.store, journal, revision, stored, onState: state => states.push(state) })
  return { saver, states, journal }
}

describe('a draft on its way to the server', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is there soon after the first letter, however fast the next ones follow, and always the newest', async () => {
    const world = memory()
    const { saver, states, journal } = window(world)
    for (let letter = 1; letter <= 20; letter++) {
      saver.keep(draft('x'.repeat(letter)))
      expect(journal.read()?.draft.text).toHaveLength(letter)
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(world.saves).toBeGreaterThan(4)
    expect(world.saves).toBeLessThan(10)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(world.stored()?.text).toHaveLength(20)
    expect(states.at(-1)).toEqual({ kind: 'saved' })
    expect(journal.read()).toBeUndefined()
  })

  it('waits in the browser while the server is away, and is brought there as soon as it is back', async () => {
    const world = memory()
    const { saver, states, journal } = window(world)
    world.isAway = true
    saver.keep(draft('a'))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(states.at(-1)).toEqual({ kind: 'unsaved', isUnreachable: true })
    expect(journal.read()).toEqual({ draft: draft('a'), after: '', sent: [printOf(draft('a'))] })
    world.isAway = false
    await vi.advanceTimersByTimeAsync(3_000)
    expect(world.stored()?.text).toBe('a')
    expect(states.at(-1)).toEqual({ kind: 'saved' })
  })

  it('is no conflict with itself when the answer got lost', async () => {
    const world = memory()
    const { saver, states } = window(world)
    world.losesAnswer = true
    saver.keep(draft('a'))
    await vi.advanceTimersByTimeAsync(4_000)
    expect(states.at(-1)).toEqual({ kind: 'saved' })
    saver.keep(draft('b'))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(world.stored()?.text).toBe('b')
  })

  it('is no conflict with itself either when it was written on since', async () => {
    const world = memory()
    const { saver, states, journal } = window(world)
    world.losesAnswer = true
    saver.keep(draft('a'))
    await vi.advanceTimersByTimeAsync(400)
    world.isAway = true
    saver.keep(draft('ab'))
    await vi.advanceTimersByTimeAsync(4_000)
    expect(journal.read()).toEqual({ draft: draft('ab'), after: '', sent: [draft('a'), draft('ab')].map(printOf) })
    world.isAway = false
    saver.keep(draft('abc'))
    await vi.advanceTimersByTimeAsync(4_000)
    expect(states.at(-1)).toEqual({ kind: 'saved' })
    expect(world.stored()?.text).toBe('abc')
    expect(journal.read()).toBeUndefined()
  })

  it('takes up no more room in the browser however often it was tried in vain', async () => {
    const world = memory()
    const { saver, journal } = window(world)
    world.isAway = true
    const long = (letter: number) => draft('x'.repeat(20_000) + letter)
    for (let letter = 0; letter < 100; letter++) {
      saver.keep(long(letter))
      await vi.advanceTimersByTimeAsync(3_000)
    }
    const { sent = [] } = journal.read()!
    expect(new Set(sent).size).toBeGreaterThan(90)
    expect(JSON.stringify(journal.read()).length).toBeLessThan(25_000)
  })

  it('never overwrites what another window saved: it stops, and goes on as one decides', async () => {
    const world = memory()
    const one = window(world)
    one.saver.keep(draft('one'))
    await vi.advanceTimersByTimeAsync(1_000)
    const revision = world.stored()!.revision
    const two = window(world, revision)
    two.saver.keep(draft('two'))
    await vi.advanceTimersByTimeAsync(1_000)
    one.saver.keep(draft('one more'))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(one.states.at(-1)).toMatchObject({ kind: 'conflict', other: { text: 'two' } })
    one.saver.keep(draft('one and more'))
    await vi.advanceTimersByTimeAsync(9_000)
    expect(world.stored()?.text).toBe('two')
    one.saver.settle('mine')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(world.stored()?.text).toBe('one and more')
    two.saver.keep(draft('two again'))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(two.states.at(-1)).toMatchObject({ kind: 'conflict', other: { text: 'one and more' } })
    two.saver.settle('theirs')
    two.saver.keep(draft('on top'))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(world.stored()?.text).toBe('on top')
  })

  it('tells a window that has nothing unsaved what another one saved', async () => {
    const world = memory()
    const one = window(world)
    one.saver.keep(draft('one'))
    await vi.advanceTimersByTimeAsync(1_000)
    const two = window(world, world.stored()!.revision)
    two.saver.keep(draft('two'))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await one.saver.check()).toMatchObject({ text: 'two' })
    expect(await one.saver.check()).toBeUndefined()
    // What is taken over is not saved anew, or the other window would be told of a conflict.
    one.saver.keep(draft('two'))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(world.saves).toBe(2)
    one.saver.keep(draft('on top'))
    expect(await one.saver.check()).toBeUndefined()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(world.stored()?.text).toBe('on top')
  })

  it('that was discarded in another window is asked about, unless it is what was published there', async () => {
    const world = memory()
    const one = window(world)
    one.saver.keep(draft('one'))
    await vi.advanceTimersByTimeAsync(1_000)
    const two = window(world, world.stored()!.revision)
    two.saver.keep(undefined)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await one.saver.check()).toBeUndefined()
    expect(one.states.at(-1)).toEqual({ kind: 'conflict', other: undefined })
    one.saver.settle('mine')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(world.stored()?.text).toBe('one')
    two.saver.keep(undefined)
    await world.store.remove(world.stored()!.revision)
    await one.saver.check()
    one.saver.keep(undefined)
    expect(one.states.at(-1)).toEqual({ kind: 'saved' })
  })

  it('is gone when nothing differs from what is published, and leaves alone what another window goes on with', async () => {
    const world = memory()
    const one = window(world)
    one.saver.keep(draft('one'))
    await vi.advanceTimersByTimeAsync(1_000)
    const two = window(world, world.stored()!.revision)
    two.saver.keep(draft('two'))
    await vi.advanceTimersByTimeAsync(1_000)
    one.saver.keep(undefined)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(world.stored()?.text).toBe('two')
    two.saver.keep(undefined)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(world.stored()).toBeUndefined()
  })
})
