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
const STEPS = 7
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

  it('keeps what it shows and goes on behind it, with no gap and no double, without being loaded again', async () => {
    server = await startServer({ folder })
    const { url } = server
    const sfn = new SFNClient({ ...clientOptions(url), maxAttempts: 3 })
    const { roleArn } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: MACHINE }))
    const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name: 'Slow', definition, roleArn }))
    const browser = await openBrowser()
    const { page, troubles } = await visit(browser, url)
    await page.goto('/state-machines/Slow')
    await page.locator('.page-head h1').waitFor()
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }))
    await page.goto(`/executions/${executionArn}?view=events`)
    await page.locator('.event', { hasText: 'WaitStateExited' }).first().waitFor()
    await page.evaluate(() => Object.assign(window, { isTheSamePage: true }))

    await server.stop('SIGKILL')
    await page.locator('.connection-reconnecting').waitFor()
    expect(await page.locator('.event').count()).toBeGreaterThan(2)
    server = await startServer({ folder, args: ['--port', new URL(url).port] })
    expect(server.url).toBe(url)

    await page.locator('.page-head .status', { hasText: 'Succeeded' }).waitFor()
    const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }))
    await page.locator('.toolbar [role=status]', { hasText: `${events!.length} of ${events!.length}` }).waitFor()
    const shown = (await page.locator('.event .event-id').allTextContents()).map(Number).sort((a, b) => a - b)
    expect(shown).toEqual(events!.map(event => event.id))
    expect(await page.evaluate(() => 'isTheSamePage' in window)).toBe(true)
    expect(troubles).toEqual([])
    await browser.close()
  })
})
