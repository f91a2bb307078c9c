import { CreateStateMachineCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import type { Browser } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { hasChromium, visit } from './browser.ts'
import { consoleScene } from './console-scene.ts'
import { clientOptions, type RunningServer } from './running-server.ts'

const roleArn = 'arn:aws:iam::123456789012:role/EvenOrOddMachine'
/** Six events every second, until it is stopped. */
const ENDLESS = {
  StartAt: 'Rest',
  States: {
    Rest: { Type: 'Wait', Seconds: 1, Next: 'Note' },
    Note: { Type: 'Pass', Next: 'Which' },
    Which: { Type: 'Choice', Choices: [{ Variable: '$.stop', IsPresent: true, Next: 'End' }], Default: 'Rest' },
    End: { Type: 'Succeed' },
  },
}
const LONG = {
  StartAt: 'Each',
  States: { Each: { Type: 'Map', ItemProcessor: { StartAt: 'One', States: { One: { Type: 'Pass', End: true } } }, End: true } },
}

/** Steps that come in among each other: those of each of thirty iterations stand together. */
const waits = Array.from({ length: 20 }, (_, at) => [
  `W${at}`,
  { Type: 'Wait', Seconds: 1, ...(at < 19 ? { Next: `W${at + 1}` } : { End: true }) },
])
const SPREAD = {
  StartAt: 'Each',
  States: { Each: { Type: 'Map', ItemProcessor: { StartAt: 'W0', States: Object.fromEntries(waits) }, End: true } },
}

describe.skipIf(!hasChromium)('lists of which only the rows in sight exist', () => {
  let server: RunningServer
  let browser: Browser
  consoleScene('console-rows', async scene => {
    ;({ server, browser } = scene)
  })

  async function run(name: string, definition: object, input: unknown): Promise<string> {
    const sfn = new SFNClient(clientOptions(server.url))
    const machine = await sfn.send(new CreateStateMachineCommand({ name, definition: JSON.stringify(definition), roleArn }))
    const { executionArn } = await sfn.send(
      new StartExecutionCommand({ stateMachineArn: machine.stateMachineArn, input: JSON.stringify(input) }),
    )
    return executionArn!
  }

  it('keep in its place what one reads while newer events come in above it, and the focus on its row', { timeout: 180_000 }, async () => {
    const executionArn = await run('Endless', ENDLESS, {})
    const { page, context } = await visit(browser, server.url)
    await page.goto(`/executions/${executionArn}?view=events`)
    await page.locator('.event').nth(20).waitFor()
    await page.getByRole('checkbox', { name: 'Newest first' }).check()
    await page.setViewportSize({ width: 1280, height: 500 })
    const body = page.locator('.events-body')
    const top = (id: string) =>
      body.evaluate((frame, id) => {
        const row = [...frame.querySelectorAll('.event')].find(each => each.querySelector('.event-id')?.textContent === id)
        return row && Math.round(row.getBoundingClientRect().top - frame.getBoundingClientRect().top)
      }, id)
    const newest = () => page.locator('.event[aria-posinset="1"] .event-id').textContent()
    // At the top one follows the newest, …
    const former = Number(await newest())
    await expect.poll(async () => Number(await newest()), { timeout: 20_000 }).toBeGreaterThan(former)
    // … and where one has scrolled, reads on.
    await body.evaluate(frame => {
      frame.scrollTop = 200
    })
    const row = page.locator('.event-line').nth(8)
    await row.focus()
    const id = (await row.locator('.event-id').textContent())!
    const before = await top(id)
    const counted = () => page.locator('.event').first().getAttribute('aria-setsize').then(Number)
    const first = await counted()
    await expect.poll(counted, { timeout: 30_000 }).toBeGreaterThan(first + 20)
    expect(await top(id)).toBe(before)
    expect(await page.evaluate(() => document.activeElement?.querySelector('.event-id')?.textContent)).toBe(id)
    await context.close()
  })

  it('keep in its place what one reads while steps come in above it', { timeout: 180_000 }, async () => {
    const executionArn = await run(
      'Spread',
      SPREAD,
      Array.from({ length: 30 }, (_, index) => index),
    )
    const { page, context } = await visit(browser, server.url)
    await page.goto(`/executions/${executionArn}?view=table`)
    await page.locator('.steps [data-row]').nth(20).waitFor()
    const body = page.locator('.steps-body')
    await body.evaluate(frame => {
      frame.scrollTop = 500
    })
    const button = page.locator('.steps [data-row] button').nth(18)
    await button.focus()
    const at = () =>
      page.evaluate(() => {
        const row = document.activeElement?.closest<HTMLTableRowElement>('[data-index]')
        const frame = document.querySelector('.steps-body')!.getBoundingClientRect()
        return [row?.cells[0]?.textContent, row && Math.round(row.getBoundingClientRect().top - frame.top)]
      })
    const indexOf = () => page.evaluate(() => Number(document.activeElement?.closest<HTMLElement>('[data-index]')?.dataset['index']))
    const [before, index] = [await at(), await indexOf()]
    expect(before[0]).toMatch(/^W/)
    await expect.poll(indexOf, { timeout: 20_000 }).toBeGreaterThan(index + 20)
    expect(await at()).toEqual(before)
    await context.close()
  })

  it('tell how many rows there are, and keys go on from the row with the focus wherever one has scrolled', {
    timeout: 180_000,
  }, async () => {
    const executionArn = await run(
      'Long',
      LONG,
      Array.from({ length: 300 }, (_, index) => index),
    )
    const { page, context } = await visit(browser, server.url)
    for (const [view, frame, rows, last] of [
      ['events', '.events-body', '.event-line', 1205],
      ['table', '.steps-body', '.steps [data-row]', 300],
    ] as const) {
      await page.goto(`/executions/${executionArn}?view=${view}`)
      await page.locator('.page-head .status-succeeded').waitFor()
      await page.locator(rows).nth(5).focus()
      await page.locator(frame).evaluate(body => {
        body.scrollTop = body.scrollHeight
      })
      await page.locator(`[data-index="${last}"]`).waitFor()
      const at = () => page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-index]')?.dataset['index'])
      await page.keyboard.press('j')
      expect(await at()).toBe('6')
      await page.keyboard.press('k')
      await page.keyboard.press('k')
      expect(await at()).toBe('4')
      expect(await page.locator(`[data-index="4"]`).evaluate(row => row.getBoundingClientRect().bottom <= innerHeight)).toBe(true)
    }
    const table = page.getByRole('table')
    expect(await table.getAttribute('aria-rowcount')).toBe('302')
    // The rows that do not exist are no rows to whom they are read.
    const read = await page.getByRole('row').evaluateAll(all => all.map(row => row.getAttribute('aria-rowindex')))
    expect(read[0]).toBe('1')
    expect(read.length).toBeGreaterThan(10)
    expect(read).not.toContain(null)
    // Other events are read from their beginning.
    await page.goto(`/executions/${executionArn}?view=events`)
    await page.locator('.event').nth(5).waitFor()
    await page.locator('.events-body').evaluate(body => {
      body.scrollTop = body.scrollHeight
    })
    await page.locator('.events input').first().fill('MapIterationStarted')
    await page.locator('.event[aria-posinset="1"]', { hasText: 'MapIterationStarted' }).waitFor()
    expect(await page.locator('.events-body').evaluate(body => body.scrollTop)).toBe(0)
    await context.close()
  })
})
