import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadMachine } from '@pasos/test'
import { afterAll, expect, it } from 'vitest'
import { coveragePage } from './coverage-page.ts'

const folder = mkdtempSync(join(tmpdir(), 'pasos-coverage-page-'))
afterAll(() => rmSync(folder, { recursive: true }))

it('the page has the figures, what was never run, and the graph with it', async () => {
  const file = join(folder, 'm.asl.json')
  const choices = [{ Variable: '$.n', NumericLessThan: 5, Next: 'Small <b>' }]
  const end = { Type: 'Pass', End: true }
  writeFileSync(
    file,
    JSON.stringify({
      StartAt: 'Which',
      States: { Which: { Type: 'Choice', Choices: choices, Default: 'Large' }, 'Small <b>': end, Large: end },
    }),
  )
  const machine = loadMachine(file)
  await machine.run({ input: { n: 9 } })
  const half = coveragePage([machine.coverage.report()])
  expect(half).toContain('<td>states</td><td>2 / 3</td><td>66.7 %</td>')
  expect(half).toContain('Small &lt;b&gt;')
  expect(half).not.toContain('<b>')
  // The state and the way to it are drawn as never seen, its Choice as seen in part, with what is missing of it.
  expect(half.match(/stroke="#b3261e"/g)).toHaveLength(2)
  expect(half).toContain('<title>Which\n→ Small &lt;b&gt;\nChoices[0]</title>')
  await machine.run({ input: { n: 1 } })
  const whole = coveragePage([machine.coverage.report()])
  expect(whole).toContain('Everything was run.')
  expect(whole).not.toContain('stroke="#b3261e"')
})
