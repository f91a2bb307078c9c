import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeStateMachineCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import type { Browser, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { box, hasChromium, visit } from './browser.ts'
import { consoleScene } from './console-scene.ts'
import { clientOptions, type RunningServer } from './running-server.ts'

const EXAMPLE = 'arn:aws:states:us-east-1:123456789012:stateMachine:EvenOrOdd'

/** What use of the console has shown to go wrong, each as somebody would meet it. */
describe.skipIf(!hasChromium)('the console, where it is hard', () => {
  let server: RunningServer
  let browser: Browser
  let sfn: SFNClient
  let roleArn: string
  consoleScene('console-faults', async scene => {
    ;({ server, browser } = scene)
    sfn = new SFNClient(clientOptions(server.url))
    roleArn = (await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: EXAMPLE }))).roleArn!
  })

  const create = async (name: string, definition: object, type: 'STANDARD' | 'EXPRESS' = 'STANDARD') =>
    (await sfn.send(new CreateStateMachineCommand({ name, definition: JSON.stringify(definition), roleArn, type }))).stateMachineArn!
  const start = async (stateMachineArn: string, input = '{}') =>
    (await sfn.send(new StartExecutionCommand({ stateMachineArn, input }))).executionArn!
  /** Whether most of a state's box lies within the graph's frame. */
  const isInSight = (page: Page, state: string) =>
    box(page, state).evaluate(node => {
      const frame = node.closest('.graph')!.getBoundingClientRect()
      const { left, right, top, bottom } = node.getBoundingClientRect()
      return left >= frame.left - 2 && right <= frame.right + 2 && top >= frame.top - 2 && bottom <= frame.bottom + 2
    })
  const zoom = (page: Page) => page.locator('.react-flow__viewport').evaluate(node => new DOMMatrix(getComputedStyle(node).transform).a)

  it('runs an Express machine from its page and shows what it did', async () => {
    const machine = await create(
      'QuickOne',
      {
        StartAt: 'First',
        States: { First: { Type: 'Pass', Result: { seen: true }, Next: 'Rest' }, Rest: { Type: 'Wait', Seconds: 1, End: true } },
      },
      'EXPRESS',
    )
    const { page, context, troubles } = await visit(browser, server.url)
    await page.goto('/state-machines/QuickOne?start')
    await page.getByRole('button', { name: 'Start and watch' }).click()
    await page.waitForURL('**/executions/**')
    await page.locator('.page-head .status', { hasText: 'Succeeded' }).waitFor()
    await expect.poll(() => page.locator('.state-succeeded').count()).toBe(2)
    await box(page, 'First').click()
    await page.locator('.panel .json pre', { hasText: 'seen' }).first().waitFor()
    await page.goto('/state-machines/QuickOne')
    await expect.poll(() => page.locator('.table tbody tr').count()).toBe(1)
    expect(machine).toContain('QuickOne')
    expect(troubles).toEqual([])
    await context.close()
  })

  it('opens 500 states with 499 catches at the first of them, brings others into sight, and keeps the zoom', async () => {
    const states = Object.fromEntries(
      Array.from({ length: 500 }, (_, i) => [
        `S${i}`,
        i === 499
          ? { Type: 'Fail' }
          : {
              Type: 'Task',
              Resource: 'arn:aws:states:::lambda:invoke',
              Parameters: { FunctionName: 'f' },
              Next: `S${i + 1}`,
              Catch: [{ ErrorEquals: ['States.ALL'], Next: 'S499' }],
            },
      ]),
    )
    await create('FiveHundred', { StartAt: 'S0', States: states })
    const { page, context, troubles } = await visit(browser, server.url)
    await page.goto('/state-machines/FiveHundred?tab=definition')
    await box(page, 'S0').waitFor()
    expect(await isInSight(page, 'S0')).toBe(true)
    const before = await zoom(page)
    await page.locator('.graph-search').fill('S347')
    await expect.poll(async () => (await box(page, 'S347').count()) === 1 && (await isInSight(page, 'S347'))).toBe(true)
    await page.keyboard.press('Enter')
    await page.locator('.cm-content').waitFor()
    expect(await zoom(page)).toBe(before)
    expect(await isInSight(page, 'S347')).toBe(true)
    await page.getByRole('button', { name: 'Show all' }).click()
    await expect.poll(() => zoom(page)).toBeLessThan(0.05)
    expect(troubles).toEqual([])
    await context.close()
  })

  it('counts and pages all executions and finds one far behind the first page by its name', async () => {
    const machine = await create('Many', { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } })
    await sfn.send(new StartExecutionCommand({ stateMachineArn: machine, name: 'the-very-first' }))
    for (let batch = 0; batch < 3; batch++) await Promise.all(Array.from({ length: 40 }, () => start(machine)))
    const { page, context } = await visit(browser, server.url)
    await page.goto('/state-machines/Many')
    await page.getByText('50 of 121').waitFor()
    await page.getByRole('button', { name: 'Show more' }).click()
    await page.getByText('100 of 121').waitFor()
    await page.getByRole('textbox', { name: 'Find an execution' }).or(page.getByRole('searchbox')).first().fill('very-first')
    await page.getByRole('link', { name: 'the-very-first' }).waitFor()
    expect(new URL(page.url()).searchParams.get('q')).toBe('very-first')
    await page.reload()
    await expect.poll(() => page.locator('.table tbody tr').count()).toBe(1)
    // The same by what it was given, kept as a view.
    await sfn.send(new StartExecutionCommand({ stateMachineArn: machine, name: 'given', input: '{"order":"Zebra-7"}' }))
    await page.goto('/state-machines/Many')
    await page.getByRole('button', { name: 'Filters' }).click()
    await page.getByRole('searchbox', { name: 'In input, output or cause' }).fill('zebra')
    await page.getByText('1 found').waitFor()
    await page.getByRole('textbox', { name: 'Name this view' }).fill('Zebras')
    await page.getByRole('button', { name: 'Save view' }).click()
    await page.getByRole('combobox', { name: 'Began' }).selectOption('Between two moments')
    await page.getByLabel('Until').fill('2020-01-01T00:00')
    await page.getByText('No execution fits these filters.').waitFor()
    await page.getByRole('combobox', { name: 'Saved views' }).selectOption('Zebras')
    await page.getByRole('link', { name: 'given' }).waitFor()
    await context.close()
  })

  it('tells a Map’s items, its error and what became of the states inside', async () => {
    const machine = await create('Items', {
      StartAt: 'Each',
      States: {
        Each: {
          Type: 'Map',
          MaxConcurrency: 1,
          ItemProcessor: {
            StartAt: 'Check',
            States: {
              Check: { Type: 'Choice', Choices: [{ Variable: '$', NumericEquals: 12, Next: 'Bad' }], Default: 'Good' },
              Good: { Type: 'Pass', End: true },
              Bad: { Type: 'Fail', Error: 'Bad.Item', Cause: 'the twelfth' },
            },
          },
          End: true,
        },
      },
    })
    const execution = await start(machine, JSON.stringify(Array.from({ length: 30 }, (_, i) => i)))
    const { page, context } = await visit(browser, server.url)
    await page.goto(`/executions/${execution}?step=Each`)
    await page.locator('.panel-error', { hasText: 'Bad.Item' }).waitFor()
    expect(await box(page, 'Each').locator('.state-counts').textContent()).toMatch(/12 ✓\s*1 ✕\s*\/ 30/)
    expect(await box(page, 'Each/0/Good').locator('.state-succeeded').count()).toBe(1)
    expect(await box(page, 'Each/0/Bad').locator('.state-failed').count()).toBe(1)
    await context.close()
  })

  it('says what a waiting task waits for and lets its token be answered', async () => {
    const machine = await create('Approval', {
      StartAt: 'Ask',
      States: {
        Ask: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
          Parameters: { FunctionName: 'EvenOrOdd-even', Payload: { number: 2, 'answer.$': '$$.Task.Token' } },
          HeartbeatSeconds: 600,
          End: true,
        },
      },
    })
    const { page, context } = await visit(browser, server.url)
    await page.goto(`/executions/${await start(machine)}?step=Ask`)
    await page.locator('.now', { hasText: 'waiting for its task token' }).waitFor()
    await page.locator('.now', { hasText: 'heartbeat at least every' }).waitFor()
    await page.getByRole('button', { name: 'Send heartbeat' }).click()
    await page.getByText('Heartbeat sent').waitFor()
    await page.getByLabel('Output (JSON)').fill('{"approved": true}')
    await page.getByRole('button', { name: 'Send success' }).click()
    await page.locator('.page-head .status', { hasText: 'Succeeded' }).waitFor()
    await page.locator('.panel .json pre', { hasText: 'approved' }).first().waitFor()
    // The next is answered where all that waits is listed.
    const other = await start(machine)
    await page.goto('/waiting')
    await page.locator('.waits li', { hasText: 'Approval' }).getByText('Answer Ask').click()
    await page.getByText('Answer with a failure').click()
    await page.getByLabel('Error', { exact: true }).fill('Refused')
    await page.getByRole('button', { name: 'Send failure' }).click()
    await page.locator('.waits li', { hasText: 'Approval' }).waitFor({ state: 'detached' })
    await page.goto(`/executions/${other}`)
    await page.locator('.failure', { hasText: 'Refused' }).waitFor()
    await context.close()
  })

  it('names the activity that nobody works for, and until when a Wait waits', async () => {
    const { activityArn } = await sfn.send(new CreateActivityCommand({ name: 'packing' }))
    const machine = await create('Patience', {
      StartAt: 'Both',
      States: {
        Both: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'Pack', States: { Pack: { Type: 'Task', Resource: activityArn, End: true } } },
            { StartAt: 'Rest', States: { Rest: { Type: 'Wait', Seconds: 3_600, End: true } } },
          ],
          End: true,
        },
      },
    })
    const execution = await start(machine)
    const { page, context } = await visit(browser, server.url)
    await page.goto(`/executions/${execution}`)
    await page.locator('.now', { hasText: 'a worker of the activity packing' }).waitFor()
    expect(await page.locator('.now').textContent()).toMatch(/waits 59 min/)
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await page.locator('[role=dialog]').getByLabel('Error (optional)').fill('Closing.Time')
    expect(await page.locator('.page-head .status').textContent()).toContain('Running')
    await page.locator('[role=dialog]').getByRole('button', { name: 'Stop execution' }).click()
    await page.locator('.failure', { hasText: 'Closing.Time' }).waitFor()
    await context.close()
  })

  it('fits 320 and 400 pixels in both languages, with the way to every page in reach', async () => {
    const execution = await start(EXAMPLE)
    for (const locale of ['en-US', 'es-ES']) {
      for (const width of [320, 400]) {
        const { page, context } = await visit(browser, server.url, { locale, width })
        for (const path of ['/', '/executions', '/state-machines', `/executions/${execution}`]) {
          await page.goto(path)
          await page.locator('h1').waitFor()
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
          expect([locale, width, path, overflow]).toEqual([locale, width, path, 0])
          expect(await page.locator('.shell-header').evaluate(node => node.clientHeight)).toBeLessThan(72)
        }
        await context.close()
      }
    }
  })

  it('speaks no English to Spanish screen readers within the graph', async () => {
    const { page, context } = await visit(browser, server.url, { locale: 'es-ES' })
    await page.goto('/state-machines/EvenOrOdd?tab=definition')
    await box(page, 'IsNumberEven').waitFor()
    const graph = page.locator('.graph')
    const said = await graph.evaluate(node =>
      [...node.querySelectorAll('*')].flatMap(each =>
        ['aria-label', 'aria-roledescription', 'title'].flatMap(name => each.getAttribute(name) ?? []),
      ),
    )
    said.push(await graph.evaluate(node => [...node.querySelectorAll('[id*=react-flow__]')].map(each => each.textContent).join(' ')))
    expect(said.join(' ')).not.toMatch(/\b(node|edge|press|enter|select|keyboard|move|zoom in)\b/i)
    expect(await page.locator('.react-flow__node[tabindex="0"]').count()).toBe(1)
    await context.close()
  })

  it('tries a step again with other data and shows each stage of them', async () => {
    const { page, context } = await visit(browser, server.url)
    await page.goto(`/executions/${await start(EXAMPLE)}?step=IsNumberEven`)
    await page.locator('.page-head .status', { hasText: 'Succeeded' }).waitFor()
    await page.locator('#step-try').click()
    await page.locator('.panel textarea').fill('{"number": 3, "is_even": false}')
    await page.getByRole('button', { name: 'Run the state' }).click()
    await page.locator('.panel [role=status]', { hasText: '→ Odd' }).waitFor()
    await page.locator('.panel h3', { hasText: 'afterInputPath' }).waitFor()
    await context.close()
  })

  it('answers HEAD for its pages', async () => {
    expect((await fetch(server.url, { method: 'HEAD' })).status).toBe(200)
  })
})
