import { CloudWatchLogsClient, CreateLogGroupCommand, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { LambdaClient, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda'
import { CreateStateMachineCommand, DescribeStateMachineCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import type { Browser, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { box, hasChromium, tabTo, visit } from './browser.ts'
import { consoleScene } from './console-scene.ts'
import { clientOptions, type RunningServer } from './running-server.ts'

const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:EvenOrOdd'

const ENGLISH = {
  ...{ locale: 'en-US', machines: 'State machines', definition: 'Definition', start: 'Start execution', watch: 'Start and watch' },
  ...{ succeeded: 'Succeeded', logs: 'Logs' },
}
const SPANISH: typeof ENGLISH = {
  ...{ locale: 'es-ES', machines: 'Máquinas de estados', definition: 'Definición', start: 'Iniciar ejecución', watch: 'Iniciar y mirar' },
  ...{ succeeded: 'Correcto', logs: 'Registros' },
}

describe.skipIf(!hasChromium)('the console, in a browser', () => {
  let server: RunningServer
  let browser: Browser
  let sfn: SFNClient
  consoleScene('console', async scene => {
    ;({ server, browser } = scene)
    sfn = new SFNClient(clientOptions(server.url))
  })

  /** Waits for the end and returns the number that was drawn with the branch it went through, as the graph shows it. */
  async function outcome(page: Page, succeeded: string) {
    await page.locator('.page-head .status', { hasText: succeeded }).waitFor()
    // The events may come a moment after the status.
    await page.locator('.state-succeeded').nth(2).waitFor()
    const isEven = await box(page, 'Even').locator('.state-succeeded').isVisible()
    const branch = isEven ? 'Even' : 'Odd'
    expect(
      await box(page, isEven ? 'Odd' : 'Even')
        .locator('.state-pending')
        .count(),
    ).toBe(1)
    expect(await page.locator('.state-succeeded').count()).toBe(3)
    return branch
  }

  /** The open panel tells what the step of this branch received, gave back and logged. */
  async function expectPanel(page: Page, branch: string, openLogs: () => Promise<unknown>) {
    const texts = await page.locator('.panel .json pre').allTextContents()
    const input = JSON.parse(texts[0]!) as { number: number; is_even: boolean }
    expect(input.number % 2).toBe(branch === 'Even' ? 0 : 1)
    expect(JSON.parse(texts[1]!)).toEqual({ number: input.number })
    await openLogs()
    await page.locator('.panel .log-line', { hasText: `My ${branch.toLowerCase()} number is ${input.number}` }).waitFor()
    expect(await page.locator('.panel .request').count()).toBe(1)
  }

  async function journeyByMouse(words: typeof ENGLISH) {
    const { page, context, troubles } = await visit(browser, server.url, { locale: words.locale })
    await page.goto('/')
    await page.getByRole('navigation').getByRole('link', { name: words.machines }).click()
    await page.getByRole('link', { name: 'EvenOrOdd', exact: true }).click()
    await page.getByRole('tab', { name: words.definition }).click()
    await box(page, 'IsNumberEven').waitFor()
    await page.getByRole('textbox', { name: words.definition }).waitFor()
    await page.getByRole('button', { name: words.start }).first().click()
    await page.locator('[role=dialog] .cm-content').click()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('{"from": "the console"}')
    await page.getByRole('button', { name: words.watch }).click()
    await page.waitForURL('**/executions/**')
    const branch = await outcome(page, words.succeeded)
    await box(page, branch).click()
    await expectPanel(page, branch, () => page.locator('.panel').getByRole('tab', { name: words.logs }).click())
    expect(await page.locator('html').getAttribute('lang')).toBe(words.locale.slice(0, 2))
    expect(troubles).toEqual([])
    await context.close()
  }

  it('takes the founding article’s way by mouse', () => journeyByMouse(ENGLISH))

  it('takes it in Spanish', () => journeyByMouse(SPANISH))

  it('takes it by keyboard alone', async () => {
    const { page, context, troubles } = await visit(browser, server.url)
    await page.goto('/')
    await page.locator('main h1').waitFor()
    for (const key of ['g', 's']) await page.keyboard.press(key)
    await page.locator('tr[data-row]').first().waitFor()
    for (const key of ['j', 'Enter']) await page.keyboard.press(key)
    await tabTo(page, '#machine-executions')
    await page.keyboard.press('ArrowRight')
    await box(page, 'IsNumberEven').waitFor()
    await page.keyboard.press('r')
    await page.locator('[role=dialog] .cm-content:focus').waitFor()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('{"from": "the keyboard"}')
    await page.keyboard.press('Control+Enter')
    await page.waitForURL('**/executions/**')
    const branch = await outcome(page, ENGLISH.succeeded)
    await tabTo(page, '.react-flow__node')
    for (let presses = 0; presses < 4; presses++) {
      if (await page.evaluate(() => /^(Even|Odd)$/.test((document.activeElement as HTMLElement).dataset['id'] ?? ''))) break
      await page.keyboard.press('ArrowDown')
    }
    if (!(await box(page, branch).evaluate(node => node === document.activeElement))) {
      await page.keyboard.press(branch === 'Odd' ? 'ArrowRight' : 'ArrowLeft')
    }
    if (!(await box(page, branch).evaluate(node => node === document.activeElement))) {
      await page.keyboard.press(branch === 'Odd' ? 'ArrowLeft' : 'ArrowRight')
    }
    await page.keyboard.press('Enter')
    await page.locator('.panel h2', { hasText: branch }).waitFor()
    await expectPanel(page, branch, async () => {
      await tabTo(page, '#step-data')
      await page.keyboard.press('ArrowRight')
    })
    await page.keyboard.press('Escape')
    await page.locator('.panel').waitFor({ state: 'detached' })
    expect(troubles).toEqual([])
    await context.close()
  })

  it('finds anything by name: a page from anywhere, a state in its graph', async () => {
    const { page, context, troubles } = await visit(browser, server.url)
    await page.goto('/')
    await page.locator('main h1').waitFor()
    await page.keyboard.press('Control+k')
    await page.locator('.palette [role=option]', { hasText: 'EvenOrOdd-even' }).waitFor()
    await page.keyboard.type('odd-EV')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/functions/EvenOrOdd-even')
    await page.goto('/state-machines/EvenOrOdd?tab=definition')
    await box(page, 'Even').waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('even')
    await expect.poll(() => page.locator('.state-dimmed').count()).toBe(2)
    await page.keyboard.press('Enter')
    await page.locator('.cm-content', { hasText: 'IsNumberEven' }).waitFor()
    expect(await page.evaluate(() => window.scrollY)).toBe(0)
    expect(troubles).toEqual([])
    await context.close()
  })

  it('runs no script that hides in names, data or log lines', async () => {
    const attack = '<img src=x onerror="alert(1)"><script>alert(2)</script>'
    const { roleArn } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: MACHINE }))
    const state = '"><svg onload=alert(3)>'
    const definition = JSON.stringify({
      ...{ Comment: attack, StartAt: state },
      States: { [state]: { Type: 'Pass', Comment: attack, Next: 'End' }, End: { Type: 'Fail', Error: attack, Cause: attack } },
    })
    const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name: 'Hostile', definition, roleArn }))
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify({ [attack]: attack }) }))
    const logs = new CloudWatchLogsClient(clientOptions(server.url))
    const place = { logGroupName: '/hostile', logStreamName: 'stream' }
    await logs.send(new CreateLogGroupCommand(place))
    await logs.send(new CreateLogStreamCommand(place))
    await logs.send(new PutLogEventsCommand({ ...place, logEvents: [{ timestamp: Date.now(), message: attack }] }))
    const { page, context, troubles } = await visit(browser, server.url)
    await page.goto(`/executions/${executionArn}`)
    await page.locator('.failure-cause', { hasText: 'onerror' }).waitFor()
    await page.locator('.react-flow__node').first().click()
    await page.locator('.panel .json', { hasText: 'onerror' }).first().waitFor()
    for (const view of ['table', 'events', 'data']) {
      await page.locator(`#view-${view}`).click()
      await page
        .locator('#view-panel', { hasText: view === 'data' ? 'onerror' : view === 'table' ? 'onload' : 'ExecutionFailed' })
        .waitFor()
    }
    await page.goto('/state-machines/Hostile?tab=definition')
    await page.locator('.react-flow__node').first().click()
    await page.locator('.cm-content', { hasText: 'onerror' }).waitFor()
    await page.goto(`/logs/${encodeURIComponent('/hostile')}`)
    await page.locator('.log-line', { hasText: 'onerror' }).waitFor()
    expect(await page.locator('img, main script').count()).toBe(0)
    expect(troubles).toEqual([])
    await context.close()
  })

  it('says what to change for the two mistakes of the article', async () => {
    const { page, context } = await visit(browser, server.url, { locale: 'es-ES' })
    const { definition, roleArn } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: MACHINE }))
    const asPrinted = definition!.replace('$.is_even', '$.Payload.is_even')
    const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name: 'AsPrinted', definition: asPrinted, roleArn }))
    const path = await sfn.send(new StartExecutionCommand({ stateMachineArn }))
    await page.goto(`/executions/${path.executionArn}`)
    await page.locator('.failure h2', { hasText: 'States.Runtime' }).waitFor()
    await page.locator('.failure-fix', { hasText: 'Qué hacer:' }).waitFor()
    expect(await page.locator('.failure-fix').textContent()).toContain('$.is_even')
    await page.keyboard.press('n')
    await page.locator('.panel h2', { hasText: 'IsNumberEven' }).waitFor()

    const lambda = new LambdaClient(clientOptions(server.url))
    const FunctionName = 'EvenOrOdd-number-generator'
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Handler: '1_number_generator/main.handler' }))
    const handler = await sfn.send(new StartExecutionCommand({ stateMachineArn: MACHINE }))
    await page.goto(`/executions/${handler.executionArn}`)
    await page.locator('.failure h2', { hasText: 'Runtime.ImportModuleError' }).waitFor()
    expect(await page.locator('.failure-fix').textContent()).toContain('main.handler')
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Handler: 'main.handler' }))
    await context.close()
  })
})
