import { crc32 } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Journal, JournalIndex, TurnWrite, Upkeep } from '../ports/journal.ts'
import type { ExecutionRecord } from '../ports/runtime.ts'
import { arn, chunk, emptyWrite, record } from './journal-samples.ts'

/** A store with its upkeep; one in memory has nothing of which a copy could be made. */
export interface TendedStore<U = Omit<Upkeep, 'backup'>> {
  journal: Journal & JournalIndex
  upkeep: U
  close: () => Promise<void>
}

const ended = { status: 'SUCCEEDED', stopDate: 10, output: '1' } as const

/** What the care for what is old must do; run against memory and SQLite alike. */
export function upkeepContract(open: () => Promise<TendedStore>): void {
  let store: TendedStore

  beforeEach(async () => {
    store = await open()
  })
  afterEach(() => store.close())

  const started = (name: string, more: Partial<ExecutionRecord> = {}) => start(store.journal, name, more)

  test('what ended before is gone with its history, what runs or ended later stays', async () => {
    const old = await started('old', ended)
    const later = await started('later', { ...ended, stopDate: 11 })
    const running = await started('running')
    expect(await store.upkeep.expire(11, 0, 10)).toBe(running)
    expect(await store.journal.find(arn('old'))).toBeUndefined()
    expect(await store.journal.load(old)).toBeUndefined()
    expect((await store.journal.history(old, { reverse: false, limit: 9 })).events).toEqual([])
    expect((await store.journal.find(arn('later')))?.number).toBe(later)
    expect((await store.journal.find(arn('running')))?.number).toBe(running)
    expect(store.journal.allocate()).toBeGreaterThan(running)
  })

  test('a call looks at so many executions only and says where to go on', async () => {
    const numbers = [await started('a', ended), await started('b'), await started('c', ended)]
    expect(await store.upkeep.expire(11, 0, 2)).toBe(numbers[1])
    expect(await store.journal.find(arn('a'))).toBeUndefined()
    expect(await store.journal.find(arn('c'))).toBeDefined()
    expect(await store.upkeep.expire(11, numbers[1]!, 2)).toBe(numbers[2])
    expect(await store.journal.find(arn('c'))).toBeUndefined()
    expect(await store.upkeep.expire(11, numbers[2]!, 2)).toBeUndefined()
  })

  test('definitions go when nothing refers to them and nobody is about to use them', async () => {
    await started('a', { ...ended, definitionId: 'gone' })
    await started('b', { ...ended, definitionId: 'in use' })
    await store.upkeep.expire(11, 0, 100)
    await started('c', { ...ended, stopDate: 99, definitionId: 'referred to' })
    await store.upkeep.collectDefinitions(id => id === 'in use')
    const left = ['gone', 'in use', 'referred to'].map(id => store.journal.definition(id))
    expect(await Promise.all(left)).toEqual([undefined, 'text of in use', 'text of referred to'])
  })

  test('what was written is counted and found whole, and what is gone is not missed', async () => {
    await started('a', ended)
    const number = await started('b')
    const more = chunk(3, 5)
    await commit(store.journal, { number, history: [{ ...more, sum: crc32(more.text, crc32(chunk(1, 2).text)) }] })
    expect(await store.upkeep.verify()).toEqual({ executions: 2, events: 7, damages: [] })
    await store.upkeep.expire(11, 0, 100)
    expect(await store.upkeep.verify()).toEqual({ executions: 1, events: 5, damages: [] })
  })

  test('a history of just as many parts as are read at a time is whole', async () => {
    const number = await started('a')
    for (let last = 2, sum = crc32(chunk(1, 2).text); last < 501; last++) {
      const more = chunk(last + 1, last + 1)
      sum = crc32(more.text, sum)
      await commit(store.journal, { number, history: [{ ...more, sum }] })
    }
    expect(await store.upkeep.verify()).toEqual({ executions: 1, events: 501, damages: [] })
  })
}

/** What a copy must be, for stores that live in files. */
export function backupContract(
  open: () => Promise<TendedStore<Upkeep>>,
  openCopy: (folder: string) => Promise<TendedStore>,
  newFolder: () => string,
): void {
  test('a copy is a store of its own, with all that was there and nothing that came later', async () => {
    const store = await open()
    const folder = newFolder()
    await start(store.journal, 'before')
    await store.upkeep.backup(folder)
    await start(store.journal, 'after')
    const copy = await openCopy(folder)
    expect(await copy.upkeep.verify()).toEqual({ executions: 1, events: 2, damages: [] })
    expect((await copy.journal.find(arn('before')))?.record).toEqual(record('before'))
    expect(await copy.journal.find(arn('after'))).toBeUndefined()
    expect(await copy.journal.definition('d')).toBe('text of d')
    await copy.close()
    await store.close()
  })

  test('a folder that is there is not written over', async () => {
    const store = await open()
    const folder = newFolder()
    await store.upkeep.backup(folder)
    await expect(store.upkeep.backup(folder)).rejects.toThrow()
    await store.close()
  })
}

function commit(journal: Journal, write: Partial<TurnWrite> & { number: number }): Promise<void> {
  return new Promise((resolve, reject) => journal.commit({ ...emptyWrite, ...write }, error => (error ? reject(error) : resolve())))
}

async function start(journal: Journal, name: string, more: Partial<ExecutionRecord> = {}): Promise<number> {
  const number = journal.allocate()
  const created = record(name, more)
  const definition = { id: created.definitionId, text: `text of ${created.definitionId}` }
  const first = chunk(1, 2)
  await commit(journal, { number, created, definition, history: [{ ...first, sum: crc32(first.text) }], nextFrameId: 2 })
  return number
}
