import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

/** By area, and their sum under `cases`. */
function figuresIn(text: string): Record<string, number> {
  const [, cases, areas] = /(\d+) cases(?: of the language[^:]*)?: ((?:[\w-]+ \d+(?:, )?)+)/.exec(text) ?? []
  const pairs = (areas ?? '').split(', ').map(each => each.split(' '))
  return { cases: Number(cases), ...Object.fromEntries(pairs.map(([area, count]) => [area, Number(count)])) }
}

// A case more must not make the page wrong at once; a tenth more is not told any longer.
test('the README tells no case that there is not, and leaves hardly one out', () => {
  const counted = execFileSync(process.execPath, [fileURLToPath(new URL('figures.mjs', import.meta.url))], { encoding: 'utf8' })
  const told = figuresIn(readFileSync(new URL('../README.md', import.meta.url), 'utf8'))
  const there = figuresIn(counted)
  expect(Object.keys(told)).toEqual(Object.keys(there))
  for (const [area, count] of Object.entries(told)) expect(count, area).toBeLessThanOrEqual(there[area]!)
  expect(told['cases']).toBeGreaterThan(there['cases']! * 0.9)
})
