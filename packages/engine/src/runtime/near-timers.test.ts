import { expect, test } from 'vitest'
import { fakeClock } from '../memory/fake-clock.ts'
import type { StoredTimer } from '../ports/journal.ts'
import { nearTimers } from './near-timers.ts'
import { timers } from './timers.ts'

test('what a turn set or cleared while timers were being read is newer than what was read', () => {
  const near = nearTimers()
  near.beginReading()
  near.put(1, 'set', 200)
  near.drop(1, 'cleared')
  near.endReading([
    { number: 1, timer: 'set', at: 100 },
    { number: 1, timer: 'cleared', at: 100 },
    { number: 1, timer: 'read', at: 150 },
  ])
  expect(near.take(1_000)).toMatchObject({ timer: 'read' })
  expect(near.take(1_000)).toMatchObject({ timer: 'set' })
  expect(near.take(1_000)).toBeUndefined()
})

test('a journal that can’t be read for a moment delays timers, and loses none', async () => {
  const clock = fakeClock(0)
  const fired: string[] = []
  const defects: unknown[] = []
  let failures = 2
  const stored: StoredTimer[] = [{ number: 1, timer: 'a', at: 10 }]
  const clockwork = timers({
    clock,
    isBusy: () => false,
    fire: (_number, timer) => void fired.push(timer),
    onDefect: error => void defects.push(error),
    journal: {
      async timersBetween(from, before) {
        if (failures-- > 0) throw new Error('not now')
        return stored.filter(({ at }) => at >= from && at < before)
      },
    },
  })
  clockwork.start()
  for (let round = 0; round < 5; round++) {
    await new Promise(resolve => setImmediate(resolve))
    clock.advance(1_000)
  }
  expect(defects).toHaveLength(2)
  expect(fired).toEqual(['a'])
})
