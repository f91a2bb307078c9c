import { expect, test } from 'vitest'
import { levelOf } from './soak-level.ts'

const over = (memory: (at: number) => number, descriptors: (at: number) => number = () => 50) =>
  levelOf(Array.from({ length: 400 }, (_, at) => ({ memoryMb: memory(at), descriptors: descriptors(at) })))

test('warming up and breathing are level', () => {
  expect(over(at => Math.min(300, 100 + 4 * at) + 20 * Math.sin(at))).toMatchObject({ isLevel: true, descriptors: [50, 50] })
})

test('a leak of memory is found, and one of descriptors', () => {
  expect(over(at => 200 + at / 2).isLevel).toBe(false)
  expect(
    over(
      () => 200,
      at => 50 + at / 20,
    ).isLevel,
  ).toBe(false)
})

test('too little to look at is not level', () => {
  expect(levelOf([{ memoryMb: 1, descriptors: 1 }]).isLevel).toBe(false)
})
