import { afterAll, expect } from 'vitest'

/** How many times longer than its goal a thing may take here, where other tests share the processors. `SCALE_LIMIT=1` holds it to the goals. */
const SLACK = Number(process.env['SCALE_LIMIT'] ?? 6)

/** For a `describe` whose figures, milliseconds by name, have goals. With `SCALE_FIGURES` set they are printed in the end. */
export function consoleGoals() {
  const figures: Record<string, number> = {}
  afterAll(() => {
    if (process.env['SCALE_FIGURES']) console.log(JSON.stringify(figures))
  })
  return {
    figures,
    expectWithin(name: string, ms: number, goalMs: number) {
      figures[name] = ms < 20 ? Math.round(ms * 10) / 10 : Math.round(ms)
      expect(ms, `${name}: ${Math.round(ms)} ms`).toBeLessThan(goalMs * SLACK)
    },
  }
}
