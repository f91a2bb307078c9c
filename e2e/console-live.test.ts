import {
  CreateStateMachineCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { afterAll, describe, expect, it } from 'vitest'
import { hasChromium, openBrowser, visit } from './browser.ts'
import { clientOptions, type RunningServer, startServer, temporaryFolder } from './running-server.ts'

const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:EvenOrOdd'
/** How often the server is killed; `KILLS=100` takes ten minutes. */
const KILLS = Number(process.env['KILLS'] ?? 2)
const STEPS = 4 + 3 * KILLS
const definition = JSON.stringify({
  StartAt: 'Step1',
  States: Object.fromEntries(
    Array.from({ length: STEPS }, (_, at) => {
      const goesOn = at + 1 < STEPS ? { Next: `Step${at + 2}` } : { End: true }
      return [`Step${at + 1}`, { Type: 'Wait', Seconds: 1, ...goesOn }]
    }),
  ),
})

describe.skipIf(!hasChromium)('a page of the console while its server is killed', () => {
  const { folder, remove } = temporaryFolder('console-live')
  let server: RunningServer
  afterAll(async () => {
    await server?.stop()
    remove()
  })

  it('keeps what it shows and goes on behind it, with no gap and no double, without being loaded again', {
    timeout: 60_000 + KILLS * 20_000,
  }, async () => {
    server = await startServer({ folder })
    const { url } = server
    const sfn = new SFNClient({ ...clientOptions(url), maxAttempts: 3 })
    const { roleArn } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: MACHINE }))
    const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name: 'Slow', definition, roleArn }))
    const browser = await openBrowser()
    const { page, troubles } = await visit(browser, url)
    // So tall that every event is drawn, and can be looked for.
    await page.setViewportSize({ width: 1280, height: 1_500 + KILLS * 300 })
    await page.goto('/state-machines/Slow')
    await page.locator('.page-head h1').waitFor()
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }))
    await page.goto(`/executions/${executionArn}?view=events`)
    await page.locator('.event', { hasText: 'WaitStateExited' }).first().waitFor()
    await page.evaluate(() => Object.assign(window, { isTheSamePage: true }))

    for (let kill = 0; kill < KILLS; kill++) {
      await server.stop('SIGKILL')
      await page.locator('.connection-reconnecting').waitFor()
      const before = await page.locator('.event').count()
      expect(before).toBeGreaterThan(2)
      server = await startServer({ folder, args: ['--port', new URL(url).port] })
      expect(server.url).toBe(url)
      // The next kill comes once the page has gone on, or the execution has ended.
      await expect.poll(() => page.locator('.event').count(), { timeout: 60_000 }).toBeGreaterThan(before)
    }

    await page.locator('.page-head .status', { hasText: 'Succeeded' }).waitFor({ timeout: 120_000 })
    const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }))
    await page.locator('.toolbar [role=status]', { hasText: `${events!.length} of ${events!.length}` }).waitFor()
    const shown = (await page.locator('.event .event-id').allTextContents()).map(Number).sort((a, b) => a - b)
    expect(shown).toEqual(events!.map(event => event.id))
    expect(await page.evaluate(() => 'isTheSamePage' in window)).toBe(true)
    expect(troubles).toEqual([])
    await browser.close()
  })
})
