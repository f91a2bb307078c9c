import type { Clock } from '@pasos/engine'
import { expect, test } from 'vitest'
import { keepExecutionsFor } from './retention.ts'

const day = 86_400_000

/** A clock that is turned by hand. */
function handClock(): Clock & { turn(ms: number): Promise<void> } {
  let now = 1_000 * day
  let waiting: { at: number; wake: () => void }[] = []
  return {
    now: () => now,
    at(at, wake) {
      const entry = { at, wake }
      waiting.push(entry)
      return () => {
        waiting = waiting.filter(other => other !== entry)
      }
    },
    async turn(ms) {
      now += ms
      const due = waiting.filter(({ at }) => at <= now)
      waiting = waiting.filter(({ at }) => at > now)
      for (const { wake } of due) wake()
      await new Promise(resolve => setImmediate(resolve))
    },
  }
}

function world(days: number, fails = false) {
  const clock = handClock()
  const asked: number[] = []
  const reports: string[] = []
  const engine = {
    async expire(before: number) {
      asked.push(before)
      if (fails) throw new Error('no')
    },
  }
  const stop = keepExecutionsFor(days, { engine, clock, report: message => reports.push(message) })
  return { clock, asked, reports, stop }
}

test('executions are deleted once they are old enough, soon after the start and then every hour', async () => {
  const { clock, asked } = world(90)
  await clock.turn(60_000)
  await clock.turn(3_600_000)
  expect(asked).toEqual([910 * day + 60_000, 910 * day + 3_660_000])
})

test('with 0 days nothing is ever deleted', async () => {
  const { clock, asked } = world(0)
  await clock.turn(day)
  expect(asked).toEqual([])
})

test('a failure is reported and tried again an hour later', async () => {
  const { clock, asked, reports } = world(90, true)
  await clock.turn(60_000)
  await clock.turn(3_600_000)
  expect(asked).toHaveLength(2)
  expect(reports).toEqual(['old executions could not be deleted', 'old executions could not be deleted'])
})

test('nothing is deleted after the stop', async () => {
  const { clock, asked, stop } = world(90)
  stop()
  await clock.turn(day)
  expect(asked).toEqual([])
})
