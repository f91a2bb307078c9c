import { expect, test } from 'vitest'
import { limitedLogs } from './log-rate.ts'

function limited(bytesPerSecond: number) {
  const written: string[] = []
  const clock = { now: 0 }
  const sink = limitedLogs(
    { append: (group, _stream, events) => void written.push(...events.map(({ message }) => `${group} ${message}`)) },
    bytesPerSecond,
    () => clock.now,
  )
  const print = (group: string, message: string, times = 1) => {
    for (let count = 0; count < times; count++) sink.append(group, 's', [{ timestamp: clock.now, message }])
  }
  return { written, clock, print }
}

test('ten seconds’ worth may come at once; what is more is dropped, counted and told', () => {
  const { written, clock, print } = limited(100)
  print('a', 'x'.repeat(74), 1_000)
  expect(written).toHaveLength(10)
  clock.now = 1_000
  print('a', 'y'.repeat(74))
  expect(written.slice(10)).toEqual([
    'a 990 lines were dropped: this function writes more than 100 bytes a second.\n',
    `a ${'y'.repeat(74)}`,
  ])
})

test('one that prints without end takes nothing from the others', () => {
  const { written, print } = limited(100)
  print('loud', 'x'.repeat(74), 1_000)
  print('quiet', 'hello')
  expect(written.at(-1)).toBe('quiet hello')
})

test('a clock that is set back gives nothing and takes nothing', () => {
  const { written, clock, print } = limited(100)
  clock.now = 10_000
  print('a', 'x'.repeat(74), 10)
  clock.now = 0
  print('a', 'x')
  clock.now = 1_000
  print('a', 'x'.repeat(50))
  expect(written).toHaveLength(12)
})
