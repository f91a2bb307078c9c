import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fakeClock } from '@pasos/engine'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { scheduleBackups } from './scheduled-backups.ts'

const HOUR = 3_600_000
let folder: string
let problems: string[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pasos-scheduled-'))
  problems = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const names = () => readdirSync(folder).sort()

async function schedule(clock: ReturnType<typeof fakeClock>, fails: () => boolean = () => false) {
  const written: Writable[] = []
  let waitsForNext = false
  const at: typeof clock.at = (time, wake) => {
    waitsForNext = true
    return clock.at(time, () => {
      waitsForNext = false
      wake()
    })
  }
  const stop = await scheduleBackups({
    ...{ folder, everyMs: HOUR, keep: 3, clock: { ...clock, at } },
    write: to => {
      written.push(to)
      return fails() ? Promise.reject(new Error('no room')) : pipeline(['zip'], to)
    },
    report: message => problems.push(message),
  })
  const pass = async (ms: number) => {
    clock.advance(ms)
    // What is due is written by real files; then the next one is waited for.
    await expect.poll(() => waitsForNext, { interval: 5, timeout: 10_000 }).toBe(true)
  }
  return { stop, pass, written }
}

test('the first comes at once, one each hour follows, and the newest three are kept; other files are left alone', async () => {
  writeFileSync(join(folder, 'mine.zip'), '')
  writeFileSync(join(folder, 'pasos-2020-01-01T00-00-00Z.zip.part'), '')
  const { stop, pass } = await schedule(fakeClock(Date.UTC(2026, 0, 1)))
  await pass(0)
  expect(names()).toEqual(['mine.zip', 'pasos-2026-01-01T00-00-00Z.zip'])
  for (let hour = 1; hour <= 4; hour++) await pass(HOUR)
  expect(names()).toEqual(['mine.zip', ...[2, 3, 4].map(hour => `pasos-2026-01-01T0${hour}-00-00Z.zip`)])
  await stop()
  await pass(HOUR)
  expect(names()).toHaveLength(4)
})

test('a restart neither delays nor multiplies them', async () => {
  writeFileSync(join(folder, 'pasos-2026-01-01T00-00-00Z.zip'), '')
  const { pass, stop } = await schedule(fakeClock(Date.UTC(2026, 0, 1, 0, 40)))
  await pass(19 * 60_000)
  expect(names()).toHaveLength(1)
  await pass(60_000)
  expect(names()).toEqual(['pasos-2026-01-01T00-00-00Z.zip', 'pasos-2026-01-01T01-00-00Z.zip'])
  await stop()
})

test('one that fails leaves nothing, deletes nothing, is told, and the next one comes', async () => {
  writeFileSync(join(folder, 'pasos-2026-01-01T00-00-00Z.zip'), '')
  let isFailing = true
  const { pass, stop, written } = await schedule(fakeClock(Date.UTC(2026, 0, 1)), () => isFailing)
  await pass(HOUR)
  expect(written).toMatchObject([{ closed: true }])
  expect(names()).toEqual(['pasos-2026-01-01T00-00-00Z.zip'])
  expect(problems).toHaveLength(1)
  isFailing = false
  await pass(HOUR)
  expect(names()).toHaveLength(2)
  await stop()
})
