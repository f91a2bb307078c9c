import { afterAll, expect } from 'vitest'
import { busyFactor } from './held-up.ts'

/** How many times longer than its goal a thing may take here, on any machine. `SCALE_LIMIT=1` holds it to the goals. */
const SLACK = Number(process.env['SCALE_LIMIT'] ?? 6)

/** For a `describe` whose figures, milliseconds by name, have goals. With `SCALE_FIGURES` set they are printed in the end. */
export function consoleGoals() {
  const figures: Record<string, number> = {}
  const factor = busyFactor()
  afterAll(() => {
    if (process.env['SCALE_FIGURES']) console.log(JSON.stringify(figures))
  })
  return {
    figures,
    expectWithin(name: string, ms: number, goalMs: number) {
      figures[name] = ms < 20 ? Math.round(ms * 10) / 10 : Math.round(ms)
      // What others take of the machine is none of the console's: by as much as this process was held up by them, and no more than fourfold.
      const others = process.env['SCALE_LIMIT'] === undefined ? Math.min(4, factor()) : 1
      expect(ms, `${name}: ${Math.round(ms)} ms`).toBeLessThan(goalMs * SLACK * others)
    },
  }
}
