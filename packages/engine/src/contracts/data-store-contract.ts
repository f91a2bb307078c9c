import { afterEach, beforeEach, expect, test } from 'vitest'
import { afterPrefix, type DataStore, entriesOf } from '../ports/data-store.ts'
import type { Journal } from '../ports/journal.ts'
import { emptyWrite, record } from './journal-samples.ts'

interface Opened {
  data: DataStore
  /** The journal of the same store: its turns may carry data. */
  journal: Journal
  close: () => Promise<void>
}

/** What every data store must do; run against memory and SQLite alike. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a suite of tests
export function dataStoreContract(open: () => Promise<Opened>): void {
  let data: DataStore
  let journal: Journal
  let close: () => Promise<void>

  beforeEach(async () => {
    const opened = await open()
    data = opened.data
    journal = opened.journal
    close = opened.close
  })
  afterEach(() => close())

  const put = (...entries: [key: string, value: string][]): Promise<void> =>
    data.commit(entries.map(([key, value]) => ({ space: 's', key, value })))
  const keys = async (range: Partial<Parameters<DataStore['scan']>[1]> = {}): Promise<string[]> =>
    (await data.scan('s', { limit: 100, ...range })).map(({ key }) => key)

  test('a value is there once its commit has resolved, and the last one counts', async () => {
    await put(['a', '1'])
    await put(['a', '2'])
    expect(await data.get('s', 'a')).toBe('2')
    expect(await data.get('s', 'b')).toBeUndefined()
    expect(await data.get('other', 'a')).toBeUndefined()
  })

  test('bytes come back as bytes and texts as texts, whatever is in them', async () => {
    const bytes = Uint8Array.from({ length: 300 }, (_, at) => at % 256)
    const text = 'zero \u0000 after, \u{1F600}, é'
    await data.commit([
      { space: 's', key: 'bytes', value: bytes },
      { space: 's', key: 'text', value: text },
      { space: 's', key: 'empty', value: '' },
      { space: 's', key: 'nothing', value: new Uint8Array() },
    ])
    expect(Buffer.from((await data.get('s', 'bytes')) as Uint8Array)).toEqual(Buffer.from(bytes))
    expect(await data.get('s', 'text')).toBe(text)
    expect(await data.get('s', 'empty')).toBe('')
    expect(await data.get('s', 'nothing')).toHaveLength(0)
    expect(await data.get('s', 'nothing')).not.toBe('')
  })

  test('keys are ordered by their UTF-8 bytes', async () => {
    const ordered = ['', ' ', '\u0000', 'B', 'a', 'a\u0000', 'a\u0000b', 'ab', 'b', 'é', '\uFFFD', '\u{1F600}']
    const expected = [...ordered].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
    await put(...ordered.map((key): [string, string] => [key, key]))
    expect(await keys()).toEqual(expected)
    expect(await keys({ reverse: true })).toEqual([...expected].reverse())
    for (const key of ordered) expect(await data.get('s', key)).toBe(key)
  })

  test('a range has its lower end in it and its upper end not, in pages from either side', async () => {
    await put(['a', ''], ['b', ''], ['c', ''], ['d', ''])
    expect(await keys({ from: 'b', before: 'd' })).toEqual(['b', 'c'])
    expect(await keys({ from: 'bb' })).toEqual(['c', 'd'])
    expect(await keys({ before: 'bb' })).toEqual(['a', 'b'])
    expect(await keys({ from: 'b', limit: 2 })).toEqual(['b', 'c'])
    expect(await keys({ before: 'd', limit: 2, reverse: true })).toEqual(['c', 'b'])
    expect(await keys({ from: 'x' })).toEqual([])
  })

  test('all entries of a range come page by page, none twice', async () => {
    await put(...Array.from({ length: 25 }, (_, at): [string, string] => [`k${at % 5}${'/x'.repeat(Math.floor(at / 5))}`, '']))
    const found: string[] = []
    for await (const { key } of entriesOf(data, 's', { from: 'k1', before: 'k4', pageSize: 4 })) found.push(key)
    expect(found).toEqual(await keys({ from: 'k1', before: 'k4' }))
    expect(found).toHaveLength(15)
  })

  test('a prefix is a range, also when the keys go on with any letter', async () => {
    await put(['p', ''], ['p/', ''], ['p/a', ''], ['p/\u{1F600}', ''], ['p/\uFFFF', ''], ['p0', ''])
    expect(await keys({ from: 'p/', before: afterPrefix('p/') })).toHaveLength(4)
  })

  test('keys and ranges are deleted, and only they', async () => {
    await put(['a', ''], ['b', ''], ['c', ''], ['d', ''])
    await data.commit([{ space: 'other', key: 'b', value: 'stays' }])
    await data.commit([
      { space: 's', key: 'a', value: undefined },
      { space: 's', from: 'b', before: 'd' },
      { space: 's', key: 'never was', value: undefined },
    ])
    expect(await keys()).toEqual(['d'])
    expect(await data.get('other', 'b')).toBe('stays')
  })

  test('writes of one commit take effect in their order', async () => {
    await put(['a', '1'])
    await data.commit([
      { space: 's', from: 'a', before: 'z' },
      { space: 's', key: 'b', value: '2' },
    ])
    expect(await keys()).toEqual(['b'])
  })

  test('large values are kept beside small ones', async () => {
    const large = 'x'.repeat(1_048_576)
    await put(['large', large], ['small', 's'])
    expect(await data.get('s', 'large')).toBe(large)
    expect(await keys()).toEqual(['large', 'small'])
  })

  test('commits become durable in the order in which they were given', async () => {
    const order: number[] = []
    await Promise.all(Array.from({ length: 50 }, (_, at) => put(['a', String(at)]).then(() => order.push(at))))
    expect(order).toEqual(Array.from({ length: 50 }, (_, at) => at))
    expect(await data.get('s', 'a')).toBe('49')
  })

  test('a turn carries data with it: both are there together', async () => {
    const number = journal.allocate()
    const write = { ...emptyWrite, number, created: record('a'), nextFrameId: 1, data: [{ space: 's', key: 'sent', value: 'm' }] }
    const committed = new Promise<void>((resolve, reject) => journal.commit(write, error => (error ? reject(error) : resolve())))
    expect(await data.get('s', 'sent')).toBeUndefined()
    await committed
    expect(await data.get('s', 'sent')).toBe('m')
    expect(journal.record(number)).toBeDefined()
  })
}
