import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { plainVault } from '../encryption/vault.ts'
import { keepVigil, linger } from './awake.ts'
import { op } from './operations.ts'
import { startWriter } from './writer-thread.ts'

/** A clock that goes on by a hundredth of a millisecond each time it is read. */
function tickingClock(): () => number {
  let at = 0
  return () => (at += 0.01)
}

test('what comes within a tenth of a millisecond is found, and nobody looks for longer', () => {
  let looks = 0
  const comesAt = (look: number) => () => (++looks >= look ? 'batch' : undefined)
  expect(linger(comesAt(1), tickingClock())).toBe('batch')
  expect(looks).toBe(1)
  looks = 0
  expect(linger(comesAt(7), tickingClock())).toBe('batch')
  looks = 0
  expect(linger(comesAt(100), tickingClock())).toBeUndefined()
  expect(looks).toBeGreaterThan(5)
  expect(looks).toBeLessThan(12)
})

/** A vigil with a clock that is set by hand, and with an event loop that turns when it is told to. */
function vigilByHand(isWorthwhile = true) {
  const loop: (() => void)[] = []
  const clock = { ms: 0 }
  const vigil = keepVigil(
    () => clock.ms,
    again => loop.push(again),
    isWorthwhile,
  )
  const turn = (): void => loop.shift()!()
  return { vigil, loop, clock, turn }
}

test('the event loop turns while a lone write is under way, and sleeps when it is on disk', () => {
  const { vigil, loop, clock, turn } = vigilByHand()
  vigil.begin()
  for (; clock.ms < 0.2; clock.ms += 0.1) turn()
  expect(loop).toHaveLength(1)
  vigil.end()
  turn()
  expect(loop).toHaveLength(0)
})

test('a second write under the same vigil does not make the loop turn twice', () => {
  const { vigil, loop } = vigilByHand()
  vigil.begin()
  vigil.end()
  vigil.begin()
  expect(loop).toHaveLength(1)
})

test('a vigil ends after half a millisecond, and none is kept until a write was quick again', () => {
  const { vigil, loop, clock, turn } = vigilByHand()
  vigil.begin()
  clock.ms = 0.6
  turn()
  expect(loop).toHaveLength(0)
  vigil.end()
  vigil.begin()
  expect(loop).toHaveLength(0)
  clock.ms += 0.2
  vigil.end()
  vigil.begin()
  expect(loop).toHaveLength(1)
})

test('what ends without a lone write says nothing of the disk', () => {
  const { vigil, loop, clock } = vigilByHand()
  clock.ms = 5
  vigil.end()
  vigil.begin()
  expect(loop).toHaveLength(1)
})

test('with one processor no vigil is kept, however quick the disk is', () => {
  const { vigil, loop } = vigilByHand(false)
  vigil.begin()
  vigil.end()
  vigil.begin()
  expect(loop).toHaveLength(0)
})

test('the writer keeps a vigil beside a lone write, not beside several', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pasos-awake-'))
  const vigils = { begun: 0, ended: 0 }
  const vigil = { begin: () => void vigils.begun++, end: () => void vigils.ended++ }
  const fail = (error: Error): never => {
    throw error
  }
  const writer = await startWriter(join(folder, 'journal.db'), plainVault, fail, vigil)
  const write = (count: number): Promise<void> =>
    new Promise((resolve, reject) => {
      for (let left = count; left > 0; left--) {
        writer.operations.push(op.putData, 'space', String(left), 'value')
        writer.queued(error => (error ? reject(error) : left === 1 && resolve()), 100)
      }
    })
  await write(2)
  expect(vigils).toEqual({ begun: 0, ended: 1 })
  await write(1)
  await write(1)
  expect(vigils).toEqual({ begun: 2, ended: 3 })
  await writer.close()
  rmSync(folder, { recursive: true })
})
