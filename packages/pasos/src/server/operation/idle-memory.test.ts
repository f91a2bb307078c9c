import { fork } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { isWorthIt } from './idle-memory.ts'

const MB = 1024 * 1024

test('only an idle server with a small heap and much of nothing in it is collected', () => {
  const idle = { utilization: 0.001, heapTotal: 60 * MB, heapUsed: 30 * MB }
  expect(isWorthIt(idle)).toBe(true)
  expect(isWorthIt({ ...idle, utilization: 0.1 })).toBe(false)
  expect(isWorthIt({ ...idle, heapTotal: 40 * MB })).toBe(false)
  expect(isWorthIt({ ...idle, heapTotal: 400 * MB, heapUsed: 100 * MB })).toBe(false)
})

test('a process that was busy gives back what it took once it is idle', async () => {
  const work = `
    import { giveBackWhenIdle } from ${JSON.stringify(new URL('./idle-memory.ts', import.meta.url).href)}
    let kept = []
    for (let at = 0; at < 300_000; at++) { kept.push({ at }); if (kept.length > 100_000) kept = [] }
    kept = undefined
    const before = process.memoryUsage().heapTotal
    giveBackWhenIdle()
    setTimeout(() => { process.send({ before, after: process.memoryUsage().heapTotal, gc: typeof globalThis.gc }); process.disconnect() }, 4_500)
  `
  const execArgv = ['--max-semi-space-size=12', '--input-type=module', '--eval', work]
  const child = fork('-', [], { execArgv, env: {} })
  const [{ before, after, gc }] = await once(child, 'message')
  expect(before).toBeGreaterThan(24 * MB)
  expect(after).toBeLessThan(before - 16 * MB)
  expect(gc).toBe('undefined')
})
