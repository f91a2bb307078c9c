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
    const json = (target: string, body: object) =>
      fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
        body: JSON.stringify(body),
      })
    const secret = { Name: 'shop/payment', SecretString: '{"user":"shop","key":"an example"}', ClientRequestToken: crypto.randomUUID() }
    await json('secretsmanager.CreateSecret', secret)
    for (let count = 0; count < 5; count++) succeeded = await start(EXAMPLE)
    failed = await start(broken)
    distributed = await start(many, JSON.stringify(Array.from({ length: 200 }, (_, index) => index)))
  })

  /** Before anything has run. */
  async function firstVisit() {
    const page = await browser.newPage({ baseURL: server.url, locale: 'en-US', viewport: { width: 1440, height: 900 } })
    await page.goto('/')
    await page.locator('.react-flow__node').first().waitFor()
    if (FOLDER) await picture(page, 'console-first-run')
    await page.close()
  }

  /** Once everything has come to rest. */
  async function picture(page: Page, name: string) {
    await page.waitForTimeout(400)
    await page.screenshot({ path: join(FOLDER!, `${name}.png`) })
  }

  interface Look {
    locale?: string
    colorScheme?: 'dark'
  }
  interface Stop {
    name: string
    path: () => string
    /** What must be there. */
    ready: string
    act?: (page: Page) => Promise<unknown>
    look?: Look
    /** Pictured once more for each of these: the tour is dark for those who read in the dark, and speaks Spanish here and there. */
    also?: Look[]
  }
  const dark: Look = { colorScheme: 'dark' }
  const spanish: Look = { locale: 'es-ES' }
  const click = (selector: string) => (page: Page) => page.locator(selector).first().click()
  const stops: Stop[] = [
    { name: 'overview', path: () => '/', ready: '.run-list li .status-succeeded', also: [dark, spanish, { ...spanish, ...dark }] },
    { name: 'executions', path: () => '/executions', ready: '.table tbody tr', also: [dark] },
    {
      name: 'execution',
      path: () => `/executions/${succeeded}?step=NumberGenerator`,
      ready: '.panel .json pre',
      also: [dark, spanish, { ...spanish, ...dark }],
    },
    { name: 'console-failure', path: () => `/executions/${failed}`, ready: '.failure-fix', also: [dark, spanish, { ...spanish, ...dark }] },
    { name: 'timeline', path: () => `/executions/${succeeded}?view=table`, ready: '.steps tbody [data-row]' },
    { name: 'map-run', path: () => `/executions/${distributed}?step=Each+parcel`, ready: '.state-counts' },
    {
      name: 'definition',
      path: () => '/state-machines/AsPrinted?tab=definition',
      ready: '.finding',
      act: click('[data-id="IsNumberEven"]'),
    },
    { name: 'new-machine', path: () => '/state-machines/new', ready: '.template-picture img' },
    {
      ...{ name: 'studio', path: () => '/state-machines/AsPrinted/edit', ready: '.finding-mark', also: [dark] },
      act: click('[data-id="IsNumberEven"]'),
    },
    {
      ...{ name: 'studio-es-dark', path: () => '/state-machines/EvenOrOdd/edit', ready: '.react-flow__node' },
      ...{ look: { locale: 'es-ES', colorScheme: 'dark' }, act: click('[data-id="NumberGenerator"]') },
    },
    { name: 'compare', path: () => `/executions/${succeeded}/compare/${failed}`, ready: '.compare-diff .cm-content', also: [dark] },
    { name: 'rerun', path: () => `/executions/${failed}?rerun=2`, ready: '[role=dialog] .cm-content', also: [dark] },
    { name: 'metrics', path: () => '/state-machines/EvenOrOdd?tab=metrics', ready: '.chart svg', also: [dark] },
    { name: 'function-code', path: () => '/functions/EvenOrOdd-even?tab=code', ready: '.code-tree button', also: [dark] },
    {
      ...{ name: 'why-denied', ready: '.judgement', also: [dark] },
      path: () =>
        '/iam?tab=simulate&principal=arn:aws:iam::123456789012:role/EvenOrOddMachine&action=sqs:SendMessage&resource=arn:aws:sqs:us-east-1:123456789012:orders',
    },
    { name: 'services', path: () => '/services', ready: '.service-count', also: [dark] },
    {
      ...{ name: 'secret', path: () => '/services/secrets/shop%2Fpayment', ready: '.side-by-side', also: [dark] },
      act: async page => {
        await page.getByRole('button', { name: 'Reveal' }).click()
        await page.locator('.json pre').waitFor()
      },
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
        await page.locator('.studio-list > li').first().getByRole('combobox', { name: 'Variable' }).fill('$.is_even')
        await page.getByRole('button', { name: 'Publish', exact: true }).click()
        await page.locator('.text-diff .cm-content').waitFor()
      },
    },
  ]

  const nameOf = (name: string, { locale, colorScheme }: Look) => `${name}${locale === 'es-ES' ? '-es' : ''}${colorScheme ? '-dark' : ''}`
  const taken = stops.flatMap(stop => [
    { ...stop, shown: stop.name },
    // Who only walks learns nothing by walking again in the dark: what that shows is looked at with axe, on every page.
    ...((FOLDER && stop.also) || []).map(look => ({ ...stop, look, shown: nameOf(stop.name, look) })),
  ])

  it.for(taken)('stops at $shown', async ({ shown, path, ready, act, look }) => {
    const context = await browser.newContext({
      ...{ baseURL: server.url, locale: 'en-US', reducedMotion: 'reduce', viewport: { width: 1440, height: 900 } },
      ...look,
    })
    const page = await context.newPage()
    await page.goto(path())
    await page.locator(ready).first().waitFor()
    await act?.(page)
    expect(await page.locator('h1').count()).toBeGreaterThan(0)
    if (FOLDER) await picture(page, shown)
    await context.close()
  })
})
