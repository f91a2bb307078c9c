import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { violations } from './axe.ts'
import { hasChromium, openBrowser, visit } from './browser.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const LIVE_PAGE = pathToFileURL(`${ROOT}docs/guide/graph-element.html`).href
const MACHINE = {
  StartAt: 'A',
  States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Task', Resource: 'r', Next: 'C' }, C: { Type: 'Succeed' } },
}

describe.skipIf(!hasChromium)('<pasos-graph>, in a page that has no server', () => {
  let browser: Browser
  beforeAll(async () => {
    const built = spawnSync(process.execPath, ['packages/graph/scripts/build-element.mjs'], { cwd: ROOT, encoding: 'utf8' })
    expect(built.status, built.stderr).toBe(0)
    browser = await openBrowser()
  })
  afterAll(() => browser?.close())

  /** A page that allows scripts of its own address only, whose script sets what it is given before or after the element is known. */
  async function strictPage(body: string, script: string) {
    const found = await visit(browser, 'http://graph.test')
    const files: Record<string, [type: string, text: string]> = {
      '/': [
        'text/html',
        `<!doctype html><html lang="en"><title>t</title><body><main>${body}</main><script src="/own.js"></script></body></html>`,
      ],
      '/own.js': ['text/javascript', script],
      '/pasos-graph.js': ['text/javascript', readFileSync(`${ROOT}packages/graph/dist/pasos-graph.js`, 'utf8')],
    }
    const asked: string[] = []
    await found.page.route('**/*', route => {
      const { pathname, hostname } = new URL(route.request().url())
      asked.push(`${hostname}${pathname}`)
      const [contentType, text] = files[pathname] ?? ['text/plain', '']
      return route.fulfill({
        contentType,
        body: text,
        headers: { 'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'none'" },
      })
    })
    await found.page.goto('/')
    return { ...found, asked }
  }

  const box = (page: Page, name: string) => page.locator(`.react-flow__node[data-id="${name}"] .state`)

  it('is live in the documentation, opened from the disk: a history, an overlay, light and dark, both languages, axe finds nothing', async () => {
    const { page, context, troubles } = await visit(browser, 'http://unused.test')
    await page.goto(LIVE_PAGE)
    await expect.poll(() => box(page, 'Charge').getAttribute('class')).toContain('state-caught')
    await expect.poll(() => box(page, 'Refused').getAttribute('class')).toContain('state-failed')
    expect(await box(page, 'Charge').textContent()).toContain('↻1')
    expect(await box(page, 'Reserve').textContent()).toContain('2.0 s')
    expect(await page.locator('path.edge-taken').count()).toBe(5)
    const paper = () => page.locator('.graph').evaluate(graph => getComputedStyle(graph).backgroundColor)
    for (const theme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme: theme as 'light' })
      await page.locator('#theme').selectOption(theme)
      await expect.poll(paper).toBe(theme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(23, 32, 36)')
      for (const lang of ['en', 'es']) {
        await page.locator('#lang').selectOption(lang)
        await page.getByLabel(lang === 'es' ? 'Buscar un estado' : 'Find a state').waitFor()
        expect(await violations(page)).toEqual([])
      }
    }
    await page.locator('#run').selectOption('overlay')
    await expect.poll(() => box(page, 'Ask a person').getAttribute('class')).toContain('state-running')
    await page.locator('#run').selectOption('')
    await expect.poll(() => box(page, 'Ask a person').getAttribute('class')).toContain('state-plain')
    expect(troubles).toEqual([])
    await context.close()
  })

  it('is walked by keys alone, and says what is chosen', async () => {
    const { page, context } = await visit(browser, 'http://unused.test')
    await page.goto(LIVE_PAGE)
    await box(page, 'Reserve').waitFor()
    await page.locator('#lang').focus()
    for (let presses = 0; presses < 3 && !(await focused(page))?.startsWith('Reserve'); presses++) await page.keyboard.press('Tab')
    expect(await focused(page)).toMatch(/^Reserve/)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    expect(JSON.parse((await page.locator('#chosen').textContent()) ?? '')).toEqual({
      ...{ id: 'Large order?', name: 'Large order?', type: 'Choice' },
      path: ['States', 'Large order?'],
    })
    expect(await page.locator('pasos-graph').getAttribute('selected')).toBe('Large order?')
    await context.close()
  })

  it('asks for nothing but itself, keeps to a strict policy, and takes what was set before it was known', async () => {
    const { page, context, troubles, asked } = await strictPage(
      '<pasos-graph id="g"></pasos-graph>',
      `const graph = document.querySelector('pasos-graph')
       graph.definition = ${JSON.stringify(MACHINE)}
       graph.overlay = { states: { A: 'succeeded', B: { status: 'failed', retries: 2 }, C: 'nonsense' }, taken: [['', 'A'], ['A', 'B']] }
       const script = document.createElement('script'); script.src = '/pasos-graph.js'; document.head.append(script)`,
    )
    await expect.poll(() => box(page, 'B').getAttribute('class')).toContain('state-failed')
    expect(await box(page, 'B').textContent()).toContain('↻2')
    expect(await box(page, 'C').getAttribute('class')).toContain('state-pending')
    expect(await page.evaluate(() => typeof document.querySelector('pasos-graph')!.getAttribute('definition'))).toBe('string')
    expect(asked.every(address => /^graph\.test\/(own\.js|pasos-graph\.js|favicon\.ico)?$/.test(address))).toBe(true)
    expect(troubles).toEqual([])
    await context.close()
  })

  it('says what it cannot read, keeps the last good graph, and may be moved and refused a choice', async () => {
    const { page, context, troubles } = await strictPage(
      `<section id="one"><pasos-graph theme="light"><script type="application/json">${JSON.stringify(MACHINE)}</script></pasos-graph></section><section id="two"></section><script src="/pasos-graph.js"></script>`,
      '',
    )
    await box(page, 'A').waitFor()
    const set = (name: string, value: string) =>
      page.locator('pasos-graph').evaluate((graph, [name, value]) => graph.setAttribute(name!, value!), [name, value])
    await set('history', '{"a":1}')
    await page.getByRole('alert').getByText('neither a history nor a definition').waitFor()
    await set('history', '[]')
    await expect.poll(() => page.getByRole('alert').count()).toBe(0)
    await set('definition', '{"StartAt":')
    await page.locator('.graph-old').waitFor()
    expect(await box(page, 'A').count()).toBe(1)
    await set('definition', JSON.stringify(MACHINE))
    await page.locator('.graph:not(.graph-old)').waitFor()
    await page.locator('pasos-graph').evaluate(graph => document.querySelector('#two')!.append(graph))
    await box(page, 'B').click()
    await expect.poll(() => page.locator('pasos-graph').getAttribute('selected')).toBe('B')
    await page.locator('pasos-graph').evaluate(graph => graph.addEventListener('select', event => event.preventDefault()))
    await box(page, 'A').click()
    expect(await page.locator('pasos-graph').getAttribute('selected')).toBe('B')
    expect(troubles).toEqual([])
    await context.close()
  })
})

/** What has the focus, within the shadow root. */
function focused(page: Page): Promise<string | undefined> {
  return page.evaluate(() => (document.activeElement?.shadowRoot?.activeElement as HTMLElement | null)?.textContent)
}
