import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { CreateStateMachineCommand, DescribeStateMachineCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import type { Browser, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { hasChromium } from './browser.ts'
import { consoleScene } from './console-scene.ts'
import { clientOptions, type RunningServer } from './running-server.ts'

const EXAMPLE = 'arn:aws:states:us-east-1:123456789012:stateMachine:EvenOrOdd'
/** Where the guide's pictures stand; set, the tour writes them anew, else it only walks. */
const FOLDER = process.env['PICTURES']

/** The guide's tour through the console, in the order of its pages. Each stop must be there to be pictured. */
describe.skipIf(!hasChromium)('the tour of the guide', () => {
  let server: RunningServer
  let browser: Browser
  let succeeded: string
  let failed: string
  let distributed: string
  consoleScene('console-pictures', async scene => {
    ;({ server, browser } = scene)
    if (FOLDER) mkdirSync(FOLDER, { recursive: true })
    await firstVisit()
    const sfn = new SFNClient(clientOptions(server.url))
    const { definition, roleArn } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: EXAMPLE }))
    const create = async (name: string, text: string) =>
      (await sfn.send(new CreateStateMachineCommand({ name, definition: text, roleArn }))).stateMachineArn!
    const start = async (stateMachineArn: string, input = '{}') =>
      (await sfn.send(new StartExecutionCommand({ stateMachineArn, input }))).executionArn!
    const broken = await create('AsPrinted', definition!.replace('$.is_even', '$.Payload.is_even'))
    const child = { StartAt: 'Pack', States: { Pack: { Type: 'Wait', Seconds: 2, End: true } } }
    const parcels = {
      Type: 'Map',
      MaxConcurrency: 12,
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...child },
    }
    const many = await create('Parcels', JSON.stringify({ StartAt: 'Each parcel', States: { 'Each parcel': { ...parcels, End: true } } }))
    for (let count = 0; count < 5; count++) succeeded = await start(EXAMPLE)
    failed = await start(broken)
    distributed = await start(many, JSON.stringify(Array.from({ length: 200 }, (_, index) => index)))
  })

  /** Before anything has run. */
  async function firstVisit() {
    const page = await browser.newPage({ baseURL: server.url, locale: 'en-US', viewport: { width: 1440, height: 900 } })
    await page.goto('/')
    await page.locator('.react-flow__node').first().waitFor()
    await page.waitForTimeout(400)
    if (FOLDER) await page.screenshot({ path: join(FOLDER, 'console-first-run.png') })
    await page.close()
  }

  interface Stop {
    name: string
    path: () => string
    /** What must be there. */
    ready: string
    act?: (page: Page) => Promise<unknown>
    look?: { locale?: string; colorScheme?: 'dark' }
  }
  const click = (selector: string) => (page: Page) => page.locator(selector).first().click()
  const stops: Stop[] = [
    { name: 'overview', path: () => '/', ready: '.run-list li .status-succeeded' },
    { name: 'executions', path: () => '/executions', ready: '.table tbody tr' },
    { name: 'execution', path: () => `/executions/${succeeded}?step=NumberGenerator`, ready: '.panel .json pre' },
    { name: 'console-failure', path: () => `/executions/${failed}`, ready: '.failure-fix' },
    { name: 'timeline', path: () => `/executions/${succeeded}?view=table`, ready: '.steps tbody [data-row]' },
    { name: 'map-run', path: () => `/executions/${distributed}?step=Each+parcel`, ready: '.state-counts' },
    {
      name: 'definition',
      path: () => '/state-machines/AsPrinted?tab=definition',
      ready: '.finding',
      act: click('[data-id="IsNumberEven"]'),
    },
    { name: 'new-machine', path: () => '/state-machines/new', ready: '.template-picture img' },
    { name: 'studio', path: () => '/state-machines/AsPrinted/edit', ready: '.finding-mark', act: click('[data-id="IsNumberEven"]') },
    {
      ...{ name: 'studio-es-dark', path: () => '/state-machines/EvenOrOdd/edit', ready: '.react-flow__node' },
      ...{ look: { locale: 'es-ES', colorScheme: 'dark' }, act: click('[data-id="NumberGenerator"]') },
    },
    {
      ...{ name: 'simulation', path: () => '/state-machines/EvenOrOdd/edit', ready: '.react-flow__node' },
      act: async page => {
        await page.getByRole('button', { name: 'Simulate' }).click()
        await page.getByLabel('Mock of NumberGenerator').fill('{"number": 8, "is_even": true}')
        await page.locator('.simulator').getByRole('button', { name: 'Run', exact: true }).click()
        await page.locator('.simulator-fate .status-succeeded').waitFor()
      },
    },
    {
      ...{ name: 'publish', path: () => '/state-machines/AsPrinted/edit', ready: '.react-flow__node' },
      act: async page => {
        await page.locator('[data-id="IsNumberEven"]').click()
        await page.locator('.studio-list > li').first().getByRole('textbox', { name: 'Variable' }).fill('$.is_even')
        await page.getByRole('button', { name: 'Publish', exact: true }).click()
        await page.locator('.text-diff .cm-content').waitFor()
      },
    },
  ]

  it.for(stops)('stops at $name', async ({ name, path, ready, act, look }) => {
    const context = await browser.newContext({
      ...{ baseURL: server.url, locale: 'en-US', reducedMotion: 'reduce', viewport: { width: 1440, height: 900 } },
      ...look,
    })
    const page = await context.newPage()
    await page.goto(path())
    await page.locator(ready).first().waitFor()
    await act?.(page)
    await page.waitForTimeout(400)
    expect(await page.locator('h1').count()).toBeGreaterThan(0)
    if (FOLDER) await page.screenshot({ path: join(FOLDER, `${name}.png`) })
    await context.close()
  })
})
