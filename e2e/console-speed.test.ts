import { CreateStateMachineCommand, DescribeStateMachineCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import type { Browser, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { hasChromium, visit } from './browser.ts'
import { consoleGoals } from './console-goals.ts'
import { consoleScene } from './console-scene.ts'
import { clientOptions, type RunningServer } from './running-server.ts'

const EXAMPLE = 'arn:aws:states:us-east-1:123456789012:stateMachine:EvenOrOdd'
const LISTENERS = 49
const WAITS = 12

const p95 = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? Number.NaN

/** How soon one sees what is asked for and what happens. With `SCALE_FIGURES` set the figures are printed. */
describe.skipIf(!hasChromium)('the console, by the clock', () => {
  let server: RunningServer
  let browser: Browser
  let sfn: SFNClient
  const { expectWithin } = consoleGoals()
  consoleScene('console-speed', async scene => {
    ;({ server, browser } = scene)
    sfn = new SFNClient(clientOptions(server.url))
  })

  it('shows an event soon after it was committed, while fifty pages listen', async () => {
    const { roleArn } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: EXAMPLE }))
    const waits = Array.from({ length: WAITS }, (_, at) => [
      `Wait${at}`,
      { Type: 'Wait', Seconds: 1, ...(at + 1 < WAITS ? { Next: `Wait${at + 1}` } : { End: true }) },
    ])
    const definition = JSON.stringify({ StartAt: 'Wait0', States: Object.fromEntries(waits) })
    const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name: 'Ticking', definition, roleArn }))
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }))
    const listening = new AbortController()
    const streams = Array.from({ length: LISTENERS }, async () => {
      const answer = await fetch(`${server.url}/_pasos/executions/${encodeURIComponent(executionArn!)}/events`, {
        signal: listening.signal,
      })
      let bytes = 0
      for await (const chunk of answer.body!) bytes += chunk.length
      return bytes
    })
    const { page, context, troubles } = await visit(browser, server.url)
    await page.goto(`/executions/${executionArn}?view=events`)
    await page.locator('.event').first().waitFor()
    await page.evaluate(() => {
      const seen = new Map<string, number>()
      const look = () => {
        for (const each of document.querySelectorAll('.event-id')) if (!seen.has(each.textContent!)) seen.set(each.textContent!, Date.now())
      }
      look()
      const known = seen.size
      new MutationObserver(look).observe(document.querySelector('.events')!, { childList: true, subtree: true, characterData: true })
      Object.assign(window, { seenEvents: () => [...seen].slice(known) })
    })
    await page.locator('.page-head .status', { hasText: 'Succeeded' }).waitFor({ timeout: 60_000 })
    await page.waitForTimeout(500)
    const seen = new Map(await page.evaluate(() => (window as unknown as { seenEvents(): [string, number][] }).seenEvents()))
    const history = (await (
      await fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AWSStepFunctions.GetExecutionHistory' },
        body: JSON.stringify({ executionArn, maxResults: 1000 }),
      })
    ).json()) as { events: { id: number; timestamp: number }[] }
    const late = history.events.flatMap(({ id, timestamp }) => (seen.has(String(id)) ? [seen.get(String(id))! - timestamp * 1000] : []))
    expect(late.length).toBeGreaterThan(WAITS)
    expectWithin('committed to visible, p95', p95(late), 300)
    listening.abort()
    expect((await Promise.allSettled(streams)).length).toBe(LISTENERS)
    expect(troubles).toEqual([])
    await context.close()
  })

  /** Durations of what was clicked and typed, one for each interaction, as the browser itself measures them. */
  async function interactions(page: Page): Promise<number[]> {
    return page.evaluate(() => {
      const longest = new Map<number, number>()
      const kept = (window as unknown as { keptEvents: { interactionId: number; duration: number }[] }).keptEvents
      for (const { interactionId, duration } of kept)
        if (interactionId) longest.set(interactionId, Math.max(duration, longest.get(interactionId) ?? 0))
      return [...longest.values()]
    })
  }

  it('paints its largest part within a second of a cold visit, and answers clicks and keys at once', async () => {
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn: EXAMPLE }))
    for (const [name, path] of [
      ['overview', '/'],
      ['execution', `/executions/${executionArn}`],
    ] as const) {
      const { page, context } = await visit(browser, server.url)
      await page.addInitScript(() => {
        const kept: object[] = []
        Object.assign(window, { keptEvents: kept, largest: 0 })
        new PerformanceObserver(list => {
          for (const entry of list.getEntries()) Object.assign(window, { largest: entry.startTime })
        }).observe({ type: 'largest-contentful-paint', buffered: true })
        new PerformanceObserver(list => {
          for (const entry of list.getEntries()) {
            kept.push({ interactionId: (entry as unknown as { interactionId: number }).interactionId, duration: entry.duration })
          }
        }).observe({ type: 'event', buffered: true, durationThreshold: 16 } as PerformanceObserverInit)
      })
      await page.goto(path)
      await page.locator('main h1').waitFor()
      await page.waitForTimeout(1_500)
      expectWithin(`largest paint, ${name}`, await page.evaluate(() => (window as unknown as { largest: number }).largest), 1_000)
      if (name === 'execution') {
        for (const view of ['table', 'events', 'logs', 'data', 'graph']) await page.locator(`#view-${view}`).click()
        await page.locator('.react-flow__node').nth(1).click()
        for (const tab of ['logs', 'details', 'definition', 'events', 'data']) await page.locator(`#step-${tab}`).click()
        for (const key of ['Escape', '/', 'o', 'd', 'd', 'Escape']) await page.keyboard.press(key)
        await page.keyboard.press('Control+k')
        await page.locator('.palette input').waitFor()
        for (const key of ['e', 'v', 'e', 'n', 'ArrowDown', 'Escape']) await page.keyboard.press(key)
        await page.waitForTimeout(500)
        const taken = await interactions(page)
        expect(taken.length).toBeGreaterThan(5)
        expectWithin('click or key to paint, p95', p95(taken), 200)
      }
      await context.close()
    }
  })
})
