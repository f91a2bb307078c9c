import { seededIds } from '@pasos/engine'
import { expect, test } from 'vitest'
import { moveLanes } from './cell-of-nodes.ts'
import { inParts, loads, modulo, moved, rendezvous, twoChoices, zipfAccounts } from './directory.ts'

const cells = Array.from({ length: 40 }, (_, cell) => cell)
const accounts = zipfAccounts(4_000, seededIds(1))

test('a cell that comes takes its part from all others, and nothing else moves', () => {
  const { share, mostToOne } = moved(accounts, cells, [...cells, 40], rendezvous)
  expect(share).toBeGreaterThan(0.015)
  expect(share).toBeLessThan(0.035)
  expect(mostToOne).toBe(1)
  expect(moved(accounts, cells, [...cells, 40], modulo).share).toBeGreaterThan(0.9)
})

test('what a cell had that is closed goes to all others', () => {
  expect(moved(accounts, cells, cells.slice(1), rendezvous).mostToOne).toBeLessThan(0.15)
})

test('large accounts in parts, each to the less loaded of two cells, load cells evenly', () => {
  const parts = inParts(accounts, 1 / 40 / 20)
  const most = (found: number[]): number => Math.max(...found)
  expect(most(loads(accounts, cells, rendezvous))).toBeGreaterThan(3)
  expect(most(twoChoices(parts, cells))).toBeLessThan(most(loads(parts, cells, rendezvous)))
  expect(most(twoChoices(parts, cells))).toBeLessThan(1.3)
})

test('a dead node’s lanes are worked on again within a second, and a node that comes gets its share', async () => {
  const died = await moveLanes({ seed: 1, size: 8, lanes: 8, dying: 1, coming: 0 })
  expect(died.servedMs).toBeLessThan(1_000)
  expect(died.handOvers).toBe(0)
  const came = await moveLanes({ seed: 1, size: 7, lanes: 8, dying: 0, coming: 1 })
  // Of seven some had two, and some had none.
  expect(came.imbalance).toBe(1)
  expect(came.takes).toBe(came.handOvers)
  expect(came.handOvers).toBeLessThanOrEqual(3)
})
