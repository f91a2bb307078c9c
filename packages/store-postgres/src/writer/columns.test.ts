import { emptyWrite, record } from '@pasos/engine/contracts'
import { expect, test } from 'vitest'
import { commitBatch, commitOf } from './columns.ts'
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
})
