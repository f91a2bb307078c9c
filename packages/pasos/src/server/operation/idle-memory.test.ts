import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { isWorthIt } from './idle-memory.ts'

const MB = 1024 * 1024

test('only an idle server with a small heap that has grown since it was last collected is collected', () => {
  const idle = { utilization: 0.001, heapTotal: 60 * MB, heapUsed: 30 * MB, kept: 35 * MB }
  expect(isWorthIt(idle)).toBe(true)
  expect(isWorthIt({ ...idle, utilization: 0.1 })).toBe(false)
  expect(isWorthIt({ ...idle, heapTotal: 50 * MB })).toBe(false)
  expect(isWorthIt({ ...idle, heapTotal: 400 * MB, heapUsed: 100 * MB })).toBe(false)
  // Garbage that nobody has collected yet is "used".
  expect(isWorthIt({ ...idle, heapUsed: 59 * MB })).toBe(true)
})

test('a process that was busy gives back what it took once it is idle, and what it keeps of compiled sources', {
  timeout: 40_000,
}, async () => {
  const cache = mkdtempSync(join(tmpdir(), 'pasos-idle-'))
  onTestFinished(() => rmSync(cache, { recursive: true, force: true }))
  const work = `
    import { readdirSync } from 'node:fs'
    import { giveBackWhenIdle } from ${JSON.stringify(new URL('./idle-memory.ts', import.meta.url).href)}
    let kept = []
    for (let at = 0; at < 300_000; at++) { kept.push({ at }); if (kept.length > 100_000) kept = [] }
    kept = undefined
    const before = process.memoryUsage().heapTotal
    giveBackWhenIdle()
    const figures = () => ({ before, after: process.memoryUsage().heapTotal, gc: typeof globalThis.gc, written: readdirSync(process.env.NODE_COMPILE_CACHE, { recursive: true }).length })
    // A machine that has others to run may keep this one from being idle for a while.
    let looks = 60
    const look = setInterval(() => {
      const found = figures()
      if (--looks > 0 && (found.after > before - ${16 * MB} || found.written < 2)) return
      clearInterval(look)
      process.send(found)
      process.disconnect()
    }, 500)
  `
  const execArgv = ['--max-semi-space-size=12', '--input-type=module', '--eval', work]
  const child = fork('-', [], { execArgv, env: { NODE_COMPILE_CACHE: cache } })
  const [{ before, after, gc, written }] = await once(child, 'message')
  expect(before).toBeGreaterThan(24 * MB)
  expect(after).toBeLessThan(before - 16 * MB)
  expect(gc).toBe('undefined')
  // A folder for the version, and a file in it.
  expect(written).toBeGreaterThan(1)
})
