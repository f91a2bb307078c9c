import { describe, expect, test } from 'vitest'
import { memoryPorts } from '../../declaration/testing/memory-ports.ts'
import { cursorAt, cursorWrite, firstCursor, isOfPart, partStream, readCursor, type StreamCursor } from './stream-cursor.ts'

const uuid = 'd33cf1cc-edaf-4e8e-a5b0-0591f543ed10'
const whole = { index: 0, of: 1 }

describe('a stream', () => {
  async function parted(places: Record<string, StreamCursor[]>) {
    const { data } = memoryPorts()
    for (const [of, cursors] of Object.entries(places))
      await data.commit(cursors.map((cursor, index) => cursorWrite(uuid, { index, of: Number(of) }, cursor)))
    return data
  }
  const at = (from: string, more: Partial<StreamCursor> = {}): StreamCursor => ({ from, retries: 0, ...more })

  test('that is in as many parts as it shall be stays as it is, tries and all', async () => {
    const cursors = [at('3', { retries: 4, size: 2 }), at('7')]
    const data = await parted({ 2: cursors })
    expect(await partStream(data, uuid, 2, 0)).toEqual([
      { index: 0, of: 2 },
      { index: 1, of: 2 },
    ])
    expect(await readCursor(data, uuid, { index: 0, of: 2 })).toEqual(cursors[0])
    expect(await readCursor(data, uuid, { index: 1, of: 2 })).toEqual(cursors[1])
  })

  test('in other parts begins where the slowest was, and keeps how far each had come', async () => {
    const data = await parted({ 2: [at('3', { retries: 4, size: 2 }), at('7')] })
    await partStream(data, uuid, 1, 0)
    expect(await readCursor(data, uuid, whole)).toEqual(at('3', { handled: [['3', '7']] }))
  })

  test('in the same parts for the second time keeps the farther of both places', async () => {
    const data = await parted({ 2: [at('3', { handled: [['2', '6'], ['5']] }), at('4', { handled: [['5']] })] })
    await partStream(data, uuid, 3, 0)
    expect(await readCursor(data, uuid, { index: 2, of: 3 })).toEqual(at('3', { handled: [['3', '6'], ['5']] }))
  })

  test('that was never read, or is read from a place on, begins there in each of its parts', async () => {
    const { data } = memoryPorts()
    expect(await partStream(data, uuid, 10, 0)).toHaveLength(10)
    expect(await readCursor(data, uuid, { index: 9, of: 10 })).toEqual(at(''))
    const other = 'e33cf1cc-edaf-4e8e-a5b0-0591f543ed10'
    await data.commit([firstCursor(other, '5')])
    await partStream(data, other, 2, 0)
    expect(await readCursor(data, other, { index: 1, of: 2 })).toEqual(at('5'))
    expect(await readCursor(data, uuid, { index: 9, of: 10 })).toEqual(at(''))
  })
})

test('what is behind a place of all parts is of no use there', () => {
  expect(cursorAt('5', [['5', '5 '], ['4']])).toEqual({ from: '5', retries: 0, handled: [['5', '5 ']] })
  expect(cursorAt('6', [['5', '5 ']])).toEqual({ from: '6', retries: 0 })
})

test('a record was handled when the reader of its part, then, was beyond it', () => {
  const record = (sequenceNumber: string, hash: number) => ({ sequenceNumber, hash, text: '', at: 0 })
  const isOwn = isOfPart({ index: 1, of: 2 }, { from: '3', retries: 0, handled: [['3', '4', '6 ']] })
  expect([record('4', 1), record('5', 5), record('6', 5), record('7', 5), record('7', 4)].map(isOwn)).toEqual([
    true,
    false,
    false,
    true,
    false,
  ])
})
