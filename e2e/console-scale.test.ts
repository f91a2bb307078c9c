import { CreateStateMachineCommand, DescribeStateMachineCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import type { Browser, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { hasChromium, type Visit, visit } from './browser.ts'
import { consoleGoals } from './console-goals.ts'
import { consoleScene } from './console-scene.ts'
import { clientOptions, type RunningServer } from './running-server.ts'

const EXAMPLE = 'arn:aws:states:us-east-1:123456789012:stateMachine:EvenOrOdd'

/** What is very large, in a browser: from the click until it is drawn. With `SCALE_FIGURES` set the figures are printed. */
describe.skipIf(!hasChromium)('the console, where there is very much', () => {
  let server: RunningServer
  let browser: Browser
  let sfn: SFNClient
  const { figures, expectWithin } = consoleGoals()
  let roleArn: string
  consoleScene('console-scale', async scene => {
    ;({ server, browser } = scene)
    sfn = new SFNClient(clientOptions(server.url))
    roleArn = (await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: EXAMPLE }))).roleArn!
  })

  const create = async (name: string, definition: object) =>
    (await sfn.send(new CreateStateMachineCommand({ name, definition: JSON.stringify(definition), roleArn }))).stateMachineArn!
  const start = async (stateMachineArn: string, input: unknown) =>
    (await sfn.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }))).executionArn!

  /** A visitor on a page whose scripts are all there, and no task of which has gone by yet. */
  async function arrive(path: string, ready: string): Promise<Visit> {
    const found = await visit(browser, server.url)
    await found.page.goto(path)
    await found.page.locator(ready).first().waitFor()
    await found.page.waitForTimeout(600)
    return found
  }

  /** Milliseconds from doing something in the page until what is wanted has been painted there. */
  const untilDrawn = (page: Page, act: { click: string } | { go: string } | { type: string; into: string }, wanted: string, text = '') =>
    page.evaluate(
      ([act, wanted, text]) =>
        new Promise<number>((resolve, reject) => {
          const begun = performance.now()
          if ('click' in act) document.querySelector<HTMLElement>(act.click)!.click()
          else if ('go' in act) history.pushState(null, '', act.go)
          else {
            const field = document.querySelector<HTMLInputElement>(act.into)!
            Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(field, act.type)
            field.dispatchEvent(new Event('input', { bubbles: true }))
          }
          const look = () => {
            const found = [...document.querySelectorAll(wanted)].some(each => {
              const { width, top, bottom } = each.getBoundingClientRect()
              return width > 0 && bottom > 0 && top < innerHeight && (each.textContent ?? '').includes(text)
            })
            if (found) requestAnimationFrame(() => resolve(performance.now() - begun))
            else if (performance.now() - begun > 60_000) reject(new Error(`${wanted} ${text} is never drawn`))
            else requestAnimationFrame(look)
          }
          look()
        }),
      [act, wanted, text] as const,
    )

  /**
   * What sixty steps of scrolling cost, 95 of 100 no more: milliseconds of the page's script, of styles and of layout, as the browser counts them,
   * `work` their sum; `browser` all else that it did on that thread, and `frame` until the next one could begin, on whatever draws here.
   */
  async function scrollWork(page: Page, selector: string) {
    const devtools = await page.context().newCDPSession(page)
    // As time of that thread's own, so that whatever else runs on the machine does not count.
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
    const spent = async () => {
      const { metrics } = await devtools.send('Performance.getMetrics')
      const of = (name: string) => metrics.find(metric => metric.name === name)!.value * 1000
      return { script: of('ScriptDuration'), style: of('RecalcStyleDuration'), layout: of('LayoutDuration'), task: of('TaskDuration') }
    }
    const steps: Record<'script' | 'style' | 'layout' | 'work' | 'browser' | 'frame', number>[] = []
    for (let at = 0; at < 60; at++) {
      const before = await spent()
      const frame = await page.evaluate(async selector => {
        const begun = performance.now()
        document.querySelector(selector)!.scrollTop += 900
        await new Promise(requestAnimationFrame)
        await new Promise(resolve => setTimeout(resolve))
        return performance.now() - begun
      }, selector)
      const after = await spent()
      const [script, style, layout] = [after.script - before.script, after.style - before.style, after.layout - before.layout]
      const work = script + style + layout
      steps.push({ script, style, layout, work, browser: after.task - before.task - work, frame })
    }
    await devtools.detach()
    // It really moved, and drew other rows.
    expect(steps.filter(({ work }) => work > 0).length).toBeGreaterThan(50)
    const p95 = (part: keyof (typeof steps)[0]) => Math.round(steps.map(step => step[part]).sort((a, b) => a - b)[56]! * 10) / 10
    return {
      script: p95('script'),
      style: p95('style'),
      layout: p95('layout'),
      work: p95('work'),
      browser: p95('browser'),
      frame: p95('frame'),
    }
  }

  /** Each state catches everything and goes to the last. */
  const catching = (count: number) => {
    const invoke = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'f' } }
    const last = `S${count - 1}`
    const states = Array.from({ length: count - 1 }, (_, i) => [
      `S${i}`,
      { ...invoke, Next: `S${i + 1}`, Catch: [{ ErrorEquals: ['States.ALL'], Next: last }] },
    ])
    return { StartAt: 'S0', States: { ...Object.fromEntries(states), [last]: { Type: 'Fail' } } }
  }

  it.for([
    [500, 1_000],
    [1_000, 2_000],
  ] as const)('draws a graph of %i states that all catch to one', async ([count, goalMs]) => {
    await create(`Catching${count}`, catching(count))
    // The parts of the page have been loaded by a small graph before.
    const { page, context } = await arrive('/state-machines/EvenOrOdd?tab=definition', '.react-flow__node')
    await untilDrawn(page, { go: `/state-machines/Catching${count}` }, '#machine-definition')
    await page.waitForTimeout(600)
    expectWithin(`${count} states`, await untilDrawn(page, { click: '#machine-definition' }, '[data-id="S0"]'), goalMs)
    await context.close()
  })

  it('shows, scrolls and searches a history of 25,000 events', async () => {
    const each = { ItemProcessor: { StartAt: 'One', States: { One: { Type: 'Pass', End: true } } } }
    const machine = await create('Long', { StartAt: 'Each', States: { Each: { Type: 'Map', ...each, End: true } } })
    const executionArn = await start(
      machine,
      Array.from({ length: 6_240 }, (_, index) => index),
    )
    await expect
      .poll(async () => (await fetch(`${server.url}/_pasos/executions?machine=${machine}&status=SUCCEEDED`)).json(), { timeout: 60_000 })
      .toMatchObject({ records: [{}] })
    const { page, context } = await arrive('/executions', '.table tbody tr')
    const rows = await untilDrawn(page, { go: `/executions/${executionArn}?view=events` }, '.event')
    await page.locator('.toolbar [role=status]', { hasText: '24,966 of 24,966' }).waitFor()
    expectWithin('first rows of 24,966 events', rows, 500)
    await page.waitForTimeout(600)
    const found = await untilDrawn(
      page,
      { into: '.events input[type=search], .events input', type: 'MapIterationStarted' },
      '.toolbar [role=status]',
      '6,240 of',
    )
    expectWithin('search in 24,966 events', found, 200)
    await page.locator('.events input').first().fill('')
    const { work, ...parts } = await scrollWork(page, '.events-body')
    for (const [part, ms] of Object.entries(parts)) figures[`a scrolled frame, ${part}, p95`] = ms
    expectWithin('script, style and layout of a scrolled frame, p95', work, 8)
    // A row with the focus keeps it out of sight: without it, keys would no longer reach the list.
    await page.locator('.event-line').first().focus()
    await page.locator('.events-body').evaluate(body => {
      body.scrollTop -= 20_000
    })
    await page.locator('.events-body').evaluate(() => new Promise(resolve => setTimeout(resolve, 400)))
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('event-line')
    // A grid with a square for each iteration.
    expectWithin('6,240 iterations', await untilDrawn(page, { go: `/executions/${executionArn}?step=Each` }, '.iteration'), 2_000)
    await context.close()
  })

  it('asks no more often for forty state machines and for what forty executions wait for than for two', async () => {
    const definition = JSON.stringify({ StartAt: 'Rest', States: { Rest: { Type: 'Wait', Seconds: 86_400, End: true } } })
    const add = async (from: number, to: number) => {
      const created = Array.from({ length: to - from }, (_, i) =>
        sfn.send(new CreateStateMachineCommand({ name: `Row${from + i}`, definition, roleArn })),
      )
      await Promise.all((await Promise.all(created)).map(({ stateMachineArn }) => start(stateMachineArn!, {})))
    }
    /** Requests of a page until it shows so many rows. */
    const asked = async (path: string, rows: string, count: number) => {
      const { page, context } = await visit(browser, server.url)
      const requests = new Set<string>()
      page.on('request', request => requests.add(`${request.url()} ${request.postData() ?? ''}`))
      await page.goto(path)
      await page
        .locator(rows)
        .nth(count - 1)
        .waitFor()
      const seen = requests.size
      await context.close()
      return seen
    }
    const machines = '.table .last-run .status-running'
    const waits = '.waits > li'
    await add(0, 2)
    const few = [await asked('/state-machines', machines, 2), await asked('/waiting', waits, 2)]
    await add(2, 40)
    const many = [await asked('/state-machines', machines, 40), await asked('/waiting', waits, 40)]
    // One request may be under way or not when the last row appears.
    for (const [index, count] of many.entries()) expect(count).toBeLessThanOrEqual(few[index]! + 1)
  })

  it('counts and lists a distributed Map of 10,000 iterations', async () => {
    const child = { StartAt: 'One', States: { One: { Type: 'Pass', End: true } } }
    const mode = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }
    const map = { Type: 'Map', MaxConcurrency: 500, ItemProcessor: { ...mode, ...child }, End: true }
    const machine = await create('Wide', { StartAt: 'Each', States: { Each: map } })
    const executionArn = await start(
      machine,
      Array.from({ length: 10_000 }, (_, index) => index),
    )
    await expect
      .poll(async () => (await fetch(`${server.url}/_pasos/executions?machine=${machine}&status=SUCCEEDED`)).json(), { timeout: 120_000 })
      .toMatchObject({ records: [{}] })
    const { page, context, troubles } = await arrive('/executions', '.table tbody tr')
    const drawn = await untilDrawn(page, { go: `/executions/${executionArn}?step=Each` }, '.state-counts', '10000')
    expectWithin('a Map of 10,000', drawn, 1_000)
    await page.getByRole('link', { name: 'Map Run and its executions' }).click()
    await page.locator('.table tbody tr').nth(20).waitFor()
    expect(troubles).toEqual([])
    await context.close()
  })
})
