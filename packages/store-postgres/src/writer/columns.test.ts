import { emptyWrite, record } from '@pasos/engine/contracts'
import { expect, test } from 'vitest'
import { commitBatch, commitFewOf, commitOf } from './columns.ts'
import { encodeBatch } from './merge-batch.ts'

const turn = {
  ...emptyWrite,
  number: 8,
  history: [{ firstId: 1, lastId: 2, sum: 3, text: '[]' }],
  frames: [{ id: 1, text: '{"id":1}', task: { task: 1, body: '{}' } }],
}

test('a turn within an execution tells nothing of columns that have no rows', () => {
  const [text, values] = commitOf([0, 1, 7, ...encodeBatch([{ turn }])])
  const names = [...text.matchAll(/(\w+) => \$(\d+)/g)].map(([, name]) => name!)
  expect(names.slice(0, 3)).toEqual(['p_lane', 'p_epoch', 'p_seq'])
  expect(names.slice(3).every(name => /^[hf]_/.test(name))).toBe(true)
  expect(values).toHaveLength(names.length)
  expect(values.slice(0, 3)).toEqual([0, 1, 7])
  // Of an array of one number: its header, the length of the number, itself.
  expect((values[names.indexOf('h_execution')] as Buffer).readBigInt64BE(24)).toBe(8n)
  expect((values[names.indexOf('f_frame')] as Buffer).readInt32BE(24)).toBe(1)
  expect(values.every(value => value !== null)).toBe(true)
})

test.each([
  ['seldom written', { ...turn, definition: { id: 'd', text: '{}' } }],
  ['in other columns', { ...turn, created: record('x') }],
  ['in the last of them', { ...turn, clearedTimers: ['1/wait'] }],
])('a batch with something %s is told whole', (_, write) => {
  const parameters = [0, 1, 7, ...encodeBatch([{ turn: write as typeof turn }])]
  expect(commitOf(parameters)).toEqual([commitBatch, parameters])
  expect(parameters).toContain(null)
  expect(commitFewOf(parameters)).toBeUndefined()
})

test('only a few turns have a statement of their own, each of them with history and a frame', () => {
  const several = (count: number) => [
    0,
    1,
    7,
    ...encodeBatch(Array.from({ length: count }, (_, at) => ({ turn: { ...turn, number: at } }))),
  ]
  expect(commitFewOf(several(16))?.[1]).toHaveLength(19)
  expect(commitFewOf(several(17))).toBeUndefined()
  const frames = Array.from({ length: 17 }, (_, at) => ({ ...turn.frames[0]!, id: at + 1 }))
  for (const write of [
    { ...turn, frames: [] },
    { ...turn, history: [] },
    { ...turn, frames },
  ])
    expect(commitFewOf([0, 1, 7, ...encodeBatch([{ turn: write }])])).toBeUndefined()
})

test('what a batch that can not be encoded has put into columns is in no later one', () => {
  const broken = { ...turn, history: [{ ...turn.history[0]!, text: undefined as unknown as string }] }
  const former = encodeBatch([{ turn }])
  expect(() => encodeBatch([{ turn: broken }])).toThrow()
  expect(encodeBatch([{ turn }])).toEqual(former)
})
