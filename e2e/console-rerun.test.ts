import { CreateStateMachineCommand, DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import type { Browser } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { hasChromium, tabTo, visit } from './browser.ts'
import { consoleScene } from './console-scene.ts'
import { clientOptions, eventually, type RunningServer } from './running-server.ts'

const definition = JSON.stringify({
  QueryLanguage: 'JSONata',
  StartAt: 'Prepare',
  States: {
    Prepare: { Type: 'Pass', Assign: { limit: 10 }, Output: { total: 40 }, Next: 'Items' },
    Items: {
      Type: 'Parallel',
      Branches: [{ StartAt: 'Inner', States: { Inner: { Type: 'Pass', End: true } } }],
      Output: '{% $states.input %}',
      Next: 'Judge',
    },
    Judge: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.total > $limit %}', Next: 'TooMuch' }], Default: 'Paid' },
    TooMuch: { Type: 'Fail', Error: 'Orders.TooMuch' },
    Paid: { Type: 'Succeed' },
  },
})

describe.skipIf(!hasChromium)('an execution run again from the console', () => {
  let server: RunningServer
  let browser: Browser
  let failed: string
  consoleScene('console-rerun', async scene => {
    ;({ server, browser } = scene)
    const sfn = new SFNClient(clientOptions(server.url))
    const roleArn = 'arn:aws:iam::123456789012:role/EvenOrOddMachine'
    const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name: 'Orders', definition, roleArn }))
    failed = (await sfn.send(new StartExecutionCommand({ stateMachineArn }))).executionArn!
    await eventually('the end', async () =>
      (await sfn.send(new DescribeExecutionCommand({ executionArn: failed }))).status === 'RUNNING' ? undefined : true,
    )
  })

  it('with another input: what was kept is hatched, each execution links to the other', async () => {
    const { page, context, troubles } = await visit(browser, server.url)
    await page.goto(`/executions/${failed}?step=Judge`)
    await page.getByRole('button', { name: 'Rerun from Judge…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Run again from a state' })
    await dialog.locator('.cm-content').fill('{"total": 5}')
    await dialog.getByRole('button', { name: 'Rerun and watch' }).click()
    await page.locator('.page-head .status-succeeded').waitFor()
    await page.locator('.react-flow__node:has-text("Prepare") .state-kept').waitFor()
    expect(await page.locator('.state-kept').count()).toBe(3)
    expect(await page.locator('.react-flow__node:has-text("Judge") .state-succeeded').count()).toBe(1)
    await page.getByRole('link', { name: 'Judge of another execution' }).click()
    await page.getByText('Run again once').click()
    await page.getByRole('link', { name: 'from Judge' }).waitFor()
    await page.getByText('other input').waitFor()
    expect(page.url()).toContain(encodeURIComponent(failed).replaceAll('%3A', ':'))
    expect(troubles).toEqual([])
    await context.close()
  })

  it('on another definition, by keyboard, in Spanish: a state within a branch begins with the state around it', async () => {
    const { page, context, troubles } = await visit(browser, server.url, { locale: 'es-ES' })
    await page.goto(`/executions/${failed}?step=Inner`)
    await page.getByText('Repetir desde Items…').waitFor()
    await tabTo(page, '.panel-verbs button')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Repetir desde un estado' })
    await dialog.locator('.cm-content').waitFor()
    await tabTo(page, '[role=dialog] input[type=checkbox]')
    await page.keyboard.press('Space')
    await dialog.getByRole('textbox', { name: 'Definición' }).fill(definition.replace('"limit":10', '"limit":1').replace('$limit', '100'))
    await page.getByRole('button', { name: 'Repetir y mirar' }).focus()
    await page.keyboard.press('Enter')
    await page.locator('.page-head .status-succeeded').waitFor()
    await page.locator('.state-kept').waitFor()
    expect(await page.locator('.state-kept').count()).toBe(1)
    expect(troubles).toEqual([])
    await context.close()
  })

  it('tells what the server refuses', async () => {
    const { page, context } = await visit(browser, server.url)
    await page.goto(`/executions/${failed}?step=Judge`)
    await page.getByRole('button', { name: 'Rerun from Judge…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Run again from a state' })
    await dialog.getByRole('checkbox').check()
    await dialog.getByRole('textbox', { name: 'Definition' }).fill('{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}')
    await dialog.getByRole('button', { name: 'Rerun and watch' }).click()
    await dialog.getByText("has no state 'Judge'").waitFor()
    await context.close()
  })
})
