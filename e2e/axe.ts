import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe-core finds in a page as it stands: the rule that is broken, and where. With `rules` it looks for these alone. */
export async function violations(page: Page, rules?: string[]): Promise<string[]> {
  // Half a megabyte, so once a page.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE)
  const options: RunOptions = { resultTypes: ['violations'], ...(rules && { runOnly: rules }) }
  const found = await page.evaluate<AxeResults, RunOptions>(
    given => (globalThis as unknown as { axe: typeof import('axe-core') }).axe.run(document, given),
    options,
  )
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.target.join(' ')).join(' | ')}`)
}
