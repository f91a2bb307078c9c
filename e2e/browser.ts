import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium, type Locator, type Page, type Request } from 'playwright-core'
import { bestChromium, otherChromium } from '../scripts/chromium.mjs'

/** Where the browser is. */
export const CHROMIUM = [...bestChromium, ...otherChromium].find(path => path !== undefined && existsSync(path))

/** Whether there is a browser; where there is none the tests are skipped, and say so. */
export const hasChromium = CHROMIUM !== undefined
if (!hasChromium) console.warn('No Chromium here (set CHROMIUM to its path): the tests of the console in a browser are SKIPPED.')

export const QUIET_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A browser that does nothing of its own accord. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM!,
    headless: true,
    args: QUIET_FLAGS,
  })
}

export interface Visit {
  page: Page
  context: BrowserContext
  /** Errors of scripts and reports of the content security policy so far: a healthy page has none. */
  troubles: string[]
}

/** A new visitor: nothing stored, motion switched off. */
export async function visit(browser: Browser, url: string, options: { locale?: string; width?: number } = {}): Promise<Visit> {
  const context = await browser.newContext({
    baseURL: url,
    locale: options.locale ?? 'en-US',
    reducedMotion: 'reduce',
    viewport: { width: options.width ?? 1280, height: 900 },
  })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  const troubles: string[] = []
  page.on('pageerror', error => troubles.push(String(error)))
  page.on('dialog', dialog => {
    troubles.push(`a script opened a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('console', message => {
    if (/Content Security Policy/.test(message.text())) troubles.push(message.text())
  })
  await tellOfFailure(page)
  return { page, context, troubles }
}

/** Where a test fails, what the page waited for and what it could not get is told: of a locator that found nothing it would not be known. */
async function tellOfFailure(page: Page): Promise<void> {
  const open = new Set<Request>()
  const lost: string[] = []
  page.on('request', request => open.add(request))
  page.on('requestfinished', request => open.delete(request))
  page.on('response', response => {
    if (response.status() >= 400) lost.push(`${response.status()} ${response.url()}`)
  })
  page.on('requestfailed', request => {
    open.delete(request)
    lost.push(`${request.failure()?.errorText} ${request.url()}`)
  })
  if (process.env['VITEST'] === undefined) return
  const { onTestFailed } = await import('vitest')
  try {
    onTestFailed(() => {
      const waited = [...open].map(request => `${request.method()} ${request.url()}`)
      console.error(JSON.stringify({ page: page.url(), waited: waited.slice(-20), lost: lost.slice(-20) }, null, 2))
    })
  } catch {
    // Opened before the tests of a file: there is no test that could fail.
  }
}

/** A state's box in a graph. */
export function box(page: Page, state: string): Locator {
  return page.locator(`.react-flow__node[data-id="${state}"]`)
}

/** Moves the focus by Tab alone until it stands on what the selector names, once that is there; fails when it never gets there. */
export async function tabTo(page: Page, selector: string): Promise<void> {
  await page.locator(selector).first().waitFor()
  for (let presses = 0; presses < 60; presses++) {
    // As text, for this file is read where there are no types of a page.
    if (await page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)})`)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab never reaches ${selector}`)
}
