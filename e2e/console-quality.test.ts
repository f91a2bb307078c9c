import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { DescribeStateMachineCommand, SFNClient, StartExecutionCommand, UpdateStateMachineCommand } from '@aws-sdk/client-sfn'
import type { AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { firstLoads } from '../packages/console/scripts/first-load.ts'
import { hasChromium, visit } from './browser.ts'
import { consoleScene } from './console-scene.ts'
import { clientOptions, type RunningServer } from './running-server.ts'

const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:EvenOrOdd'
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** In the dark only colours differ, so only what they can break is looked at again. */
const RULES = { light: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], dark: ['color-contrast'] }

describe('the first load of each route', () => {
  it.for(firstLoads())('$route stays within $limit kB of gzipped scripts and styles', ({ kilobytes, limit }) => {
    expect(kilobytes).toBeGreaterThan(100)
    expect(kilobytes).toBeLessThanOrEqual(limit)
  })
})

describe.skipIf(!hasChromium)('what a browser fetches on its first visit', () => {
  let server: RunningServer
  let browser: Browser
  consoleScene('console-budget', async scene => {
    ;({ server, browser } = scene)
  })

  /** Requests and bytes on the wire until the page stands. */
  async function fetched(path: string, ready: string): Promise<{ requests: number; kilobytes: number }> {
    const { page, context } = await visit(browser, server.url)
    const network = await context.newCDPSession(page)
    let [requests, bytes] = [0, 0]
    network.on('Network.requestWillBeSent', () => requests++)
    network.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
    await network.send('Network.enable')
    await page.goto(path)
    await page.locator(ready).first().waitFor()
    await page.waitForTimeout(500)
    await context.close()
    return { requests, kilobytes: Math.round(bytes / 1000) }
  }

  it('is at most 25 requests and 250 kB for the overview, 350 kB for a link to an execution', async () => {
    const sfn = new SFNClient(clientOptions(server.url))
    const first = await fetched('/', '.react-flow__node')
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn: MACHINE }))
    const later = await fetched('/', '.run-list li')
    const execution = await fetched(`/executions/${executionArn}`, '.react-flow__node')
    for (const [page, limit] of [
      [first, 250],
      [later, 250],
      [execution, 350],
    ] as const) {
      expect(page.kilobytes).toBeGreaterThan(100)
      expect(page.kilobytes).toBeLessThanOrEqual(limit)
      expect(page.requests).toBeLessThanOrEqual(25)
    }
  })
})

describe.skipIf(!hasChromium)('what axe-core finds', () => {
  let server: RunningServer
  let browser: Browser
  let succeeded = ''
  let failed = ''
  consoleScene('console-quality', async scene => {
    ;({ server, browser } = scene)
  })

  /** Rules broken by the page as it stands, in both themes, with the places. */
  async function violations(page: Page): Promise<string[]> {
    const found: string[] = []
    await page.evaluate(AXE)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.waitForFunction(wanted => document.documentElement.style.colorScheme === wanted, colorScheme)
      const { violations } = await page.evaluate<AxeResults, string[]>(
        rules =>
          (globalThis as unknown as { axe: typeof import('axe-core') }).axe.run(document, { runOnly: rules, resultTypes: ['violations'] }),
        RULES[colorScheme],
      )
      for (const { id, nodes } of violations) found.push(`${colorScheme} ${id}: ${nodes.map(node => node.target.join(' ')).join(' | ')}`)
    }
    return found
  }

  it('is nothing on the first visit', async () => {
    const { page, context } = await visit(browser, server.url)
    await page.goto('/')
    await page.locator('.react-flow__node').first().waitFor()
    expect(await violations(page)).toEqual([])
    await context.close()
  })

  it('is nothing on any route, once there is something to show', { timeout: 120_000 }, async () => {
    const sfn = new SFNClient(clientOptions(server.url))
    succeeded = (await sfn.send(new StartExecutionCommand({ stateMachineArn: MACHINE, input: '{"a":1}' }))).executionArn!
    const { page, context, troubles } = await visit(browser, server.url)
    await page.goto(`/executions/${succeeded}`)
    await page.locator('.page-head .status-succeeded').waitFor()
    const { definition } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: MACHINE }))
    const broken = definition!.replace('$.is_even', '$.Payload.is_even')
    await sfn.send(new UpdateStateMachineCommand({ stateMachineArn: MACHINE, definition: broken }))
    failed = (await sfn.send(new StartExecutionCommand({ stateMachineArn: MACHINE }))).executionArn!
    const routes: [path: string, ready: string][] = [
      [`/executions/${failed}`, '.failure-fix'],
      [`/executions/${succeeded}?step=NumberGenerator`, '.panel .json pre'],
      [`/executions/${succeeded}?view=table`, '.steps tbody [data-row]'],
      [`/executions/${succeeded}?view=events`, '.event'],
      [`/executions/${succeeded}?view=data`, '.data-view .json pre'],
      ['/', '.run-list li'],
      ['/state-machines', '.table tbody tr'],
      ['/state-machines/EvenOrOdd', '.table tbody tr'],
      ['/state-machines/EvenOrOdd?tab=definition', '.react-flow__node'],
      ['/state-machines/EvenOrOdd?tab=details', '.pairs'],
      ['/state-machines/EvenOrOdd?tab=versions', '.tag-form'],
      ['/state-machines/EvenOrOdd?tab=permissions', '.status-succeeded'],
      ['/state-machines/EvenOrOdd?tab=logs', '.empty'],
      ['/state-machines/EvenOrOdd/edit', '.studio-palette li'],
      ['/state-machines/EvenOrOdd/edit?mode=code', '.cm-content'],
      ['/state-machines/EvenOrOdd/edit?mode=config', '.studio-config'],
      ['/state-machines/new', '.template'],
      ['/executions', '.table tbody tr'],
      ['/state-machines/EvenOrOdd?start', '[role=dialog] .cm-content'],
      ['/functions', '.table tbody tr'],
      ['/functions/EvenOrOdd-even', '.cm-content'],
      ['/logs', '.table tbody tr'],
      [`/logs/${encodeURIComponent('/aws/lambda/EvenOrOdd-number-generator')}`, '.log-line'],
      ['/nowhere', 'main h1'],
    ]
    const found: Record<string, string[]> = {}
    for (const [path, ready] of routes) {
      await page.goto(path)
      await page.locator(ready).first().waitFor()
      const broken = await violations(page)
      if (broken.length > 0) found[path] = broken
    }
    await page.keyboard.press('Control+k')
    await page.locator('.palette [role=option]').first().waitFor()
    found['palette'] = await violations(page)
    expect(found).toEqual({ palette: [] })
    expect(troubles).toEqual([])
    await context.close()
  })
})
