import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { IAMClient, ListRolesCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import type { Browser } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { hasChromium, visit } from './browser.ts'
import { consoleScene } from './console-scene.ts'
import { clientOptions, eventually, type RunningServer } from './running-server.ts'

const EXAMPLE = 'arn:aws:states:us-east-1:123456789012:stateMachine:EvenOrOdd'
const roleArn = 'arn:aws:iam::123456789012:role/EvenOrOddMachine'
const sends = {
  StartAt: 'Send',
  States: {
    Send: {
      ...{ Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', End: true },
      Parameters: { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/orders', 'MessageBody.$': '$' },
    },
  },
}

describe.skipIf(!hasChromium)('pages of the console', () => {
  let server: RunningServer
  let browser: Browser
  let sfn: SFNClient
  const runs: string[] = []
  let denied = ''

  async function ended(stateMachineArn: string, input: string): Promise<string> {
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input }))
    await eventually('the end', async () =>
      (await sfn.send(new DescribeExecutionCommand({ executionArn }))).status === 'RUNNING' ? undefined : true,
    )
    return executionArn!
  }

  consoleScene('console-pages', async scene => {
    ;({ server, browser } = scene)
    sfn = new SFNClient(clientOptions(server.url))
    runs.push(await ended(EXAMPLE, '{"a":1}'), await ended(EXAMPLE, '{"a":2}'))
    const machine = await sfn.send(new CreateStateMachineCommand({ name: 'Sends', definition: JSON.stringify(sends), roleArn }))
    denied = await ended(machine.stateMachineArn!, '{}')
  })

  it('two executions are set side by side, and where they part first stands open', async () => {
    const { page, context, troubles } = await visit(browser, server.url)
    await page.goto(`/executions/${runs[0]}`)
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Compare with another…' }).click()
    await page.getByRole('dialog').getByRole('combobox').selectOption({ index: 0 })
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.getByText('They differ first in NumberGenerator: other input').waitFor()
    await page.locator('.compare-diff .cm-deletedChunk, .compare-diff .cm-changedLine').first().waitFor()
    const rows = await page.locator('.compare tbody tr[data-row]').count()
    await page.getByRole('checkbox', { name: 'Only what differs' }).check()
    expect(await page.locator('.compare tbody tr[data-row]').count()).toBeLessThanOrEqual(rows)
    expect(troubles).toEqual([])
    await context.close()
  })

  it('an execution shows what its functions wrote, and nothing of other executions', async () => {
    const { page, context } = await visit(browser, server.url)
    await page.goto(`/executions/${runs[1]}?view=logs`)
    await page.getByText('The number drawn is').waitFor()
    expect(await page.getByText('The number drawn is').count()).toBe(1)
    await page.locator('.execution-log .text-button', { hasText: 'NumberGenerator' }).first().click()
    await page.getByRole('heading', { name: 'NumberGenerator' }).waitFor()
    await context.close()
  })

  it('a refused call leads to why it is denied, and from there to the permission that lacks', async () => {
    const { page, context, troubles } = await visit(browser, server.url)
    await page.goto(`/executions/${denied}`)
    await page.getByRole('link', { name: 'Why denied?' }).click()
    await page.getByText('what nobody allows is refused').waitFor()
    await page.getByRole('button', { name: 'Allow it to EvenOrOddMachine' }).click()
    await page.locator('.judgement .status-succeeded, .judgement.card .status-succeeded').waitFor()
    await page.getByRole('link', { name: 'All policies of EvenOrOddMachine' }).click()
    await page.getByRole('heading', { name: /^Allow-sqs-/ }).waitFor()
    await page.getByRole('article').filter({ hasText: 'Allow-sqs-' }).getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('heading', { name: /^Allow-sqs-/ }).waitFor({ state: 'detached' })
    expect(troubles).toEqual([])
    await context.close()
  })

  it('the role of a machine gets the least it needs with one click, in Spanish', async () => {
    const { page, context } = await visit(browser, server.url, { locale: 'es-ES' })
    await page.goto('/state-machines/Sends?tab=permissions')
    await page.locator('.status-failed').first().waitFor()
    await page.getByRole('button', { name: 'Rol con lo mínimo…' }).click()
    await page.getByRole('button', { name: 'Dárselo al rol' }).click()
    await page.locator('.table .status-succeeded').waitFor()
    await context.close()
  })

  it('makes a role, a user with a key and a policy, and deletes them', async () => {
    const { page, context, troubles } = await visit(browser, server.url)
    const dialog = page.getByRole('dialog')
    await page.goto('/iam')
    await page.getByRole('button', { name: 'Create role' }).click()
    await dialog.getByLabel('Name').fill('Orders')
    await dialog.locator('.cm-content', { hasText: 'states.amazonaws.com' }).waitFor()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.waitForURL('**/iam/roles/Orders')
    await page.getByText('No policy: nothing is allowed.').waitFor()
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await page.waitForURL('**/iam?tab=roles')
    await page.getByRole('tab', { name: 'Users' }).click()
    await page.getByRole('button', { name: 'Create user' }).click()
    await dialog.getByLabel('Name').fill('ana')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/iam/users/ana')
    await page.getByRole('button', { name: 'Create access key' }).click()
    await dialog.locator('code').nth(1).waitFor()
    const [id, secret] = await dialog.locator('code').allTextContents()
    const iam = new IAMClient({ ...clientOptions(server.url), credentials: { accessKeyId: id!, secretAccessKey: secret! } })
    // The key is in force: its user is known, and allowed nothing yet.
    await expect(iam.send(new ListRolesCommand({}))).rejects.toThrow(/user\/ana is not authorized to perform: iam:ListRoles/)
    await page.keyboard.press('Escape')
    expect(await page.locator('body').textContent()).not.toContain(secret)
    await page.getByRole('button', { name: 'Switch off' }).click()
    await page.locator('.access-keys', { hasText: 'switched off' }).waitFor()
    await page.locator('.access-keys').getByRole('button', { name: 'Delete' }).click()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await page.getByText('The user has no access key.').waitFor()
    await page.goto('/iam?tab=policies')
    await page.getByRole('button', { name: 'Create policy' }).click()
    await dialog.getByLabel('Name').fill('may-invoke')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.locator('.policy', { hasText: 'may-invoke' }).waitFor()
    expect(troubles).toEqual([])
    await context.close()
  })

  it('the trust policy is shown and changed, and what is wrong with it is told in the words of the server', async () => {
    const { page, context } = await visit(browser, server.url)
    await page.goto('/iam/roles/EvenOrOddMachine')
    await page.locator('.policy-card').getByText('states.amazonaws.com').waitFor()
    await page.locator('.policy-card').getByRole('button', { name: 'Edit' }).click()
    await page.getByRole('dialog').getByRole('textbox').fill('{"Version":"2012-10-17","Statement":[{"Effect":"Perhaps"}]}')
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await page.getByRole('dialog').getByText('MalformedPolicyDocument').waitFor()
    await context.close()
  })

  it('metrics count executions by how they ended, as a chart and as a table', async () => {
    const { page, context, troubles } = await visit(browser, server.url)
    await page.goto('/metrics')
    const chart = page.locator('.chart', { hasText: 'Executions that ended' })
    await chart.getByRole('img', { name: /Succeeded: 2, Failed: 1/ }).waitFor()
    await chart.getByText('As a table').click()
    await chart.getByRole('table').waitFor()
    await page.getByRole('combobox', { name: 'State machine' }).selectOption('EvenOrOdd')
    await page.getByRole('img', { name: /Succeeded: 2, Failed: 0/ }).waitFor()
    // Each invocation is one: what is shown of them is their sum, not their average. The page asks for it once a minute.
    const invocations = page.getByRole('img', { name: /Invocations\. EvenOrOdd-number-generator: 2$/ })
    await eventually('the sum of invocations', async () => {
      await page.reload()
      await page.getByRole('img', { name: /Succeeded: 2, Failed: 0/ }).waitFor()
      await page.waitForTimeout(500)
      return (await invocations.isVisible()) || undefined
    })
    expect(troubles).toEqual([])
    await context.close()
  })

  it('charts show the statistic, time and period that one chooses by keys, and keep them in the address', async () => {
    const { page, context, troubles } = await visit(browser, server.url, { locale: 'es-ES' })
    await page.goto('/metrics')
    const choose = async (name: string, letters: string) => {
      await page.getByRole('combobox', { name }).focus()
      await page.keyboard.type(letters)
    }
    await choose('Estadística', 'Número')
    await page.getByRole('img', { name: /Cuánto tardaron\. Número de valores: 3$/ }).waitFor()
    await page.getByRole('combobox', { name: 'Tiempo' }).focus()
    for (const shown of [/span=threeHours/, /span=halfDay/, /span=day/]) {
      await page.keyboard.press('ArrowDown')
      await page.waitForURL(shown)
    }
    await choose('Periodo', '3')
    await page.waitForURL('/metrics?stat=SampleCount&span=day&period=1800')
    await page.reload()
    await page.getByRole('img', { name: /Cuánto tardaron\. Número de valores: 3$/ }).waitFor()
    await choose('Tiempo', 'Entre')
    await page.getByRole('textbox', { name: 'Hasta' }).waitFor()
    // A moment counts once it is typed whole: the figures of a year are others on the way, and an end must not take the other along.
    await page.goto('/metrics?from=2026-03-05T10:00:00.000Z&until=2026-03-05T12:00:00.000Z')
    const fields = page.locator('input[type=datetime-local]')
    const before = await fields.first().inputValue()
    await fields.last().focus()
    const [day, month] = [before.slice(8, 10), before.slice(5, 7)]
    await page.keyboard.type(`${month}${day}2027`)
    expect(await fields.first().inputValue()).toBe(before)
    expect(new URL(page.url()).searchParams.get('until')).toBe('2026-03-05T12:00:00.000Z')
    await page.keyboard.press('Enter')
    await page.waitForURL(url => url.searchParams.get('until')!.startsWith('2027-03-05'))
    expect(await fields.first().inputValue()).toBe(before)
    // What nobody means is not taken, and the field says again what counts.
    await fields.last().focus()
    await page.keyboard.type(`${month}${day}0002`)
    await page.keyboard.press('Tab')
    await fields.first().focus()
    expect((await fields.last().inputValue()).slice(0, 4)).toBe('2027')
    await page.goto('/logs/nowhere')
    await page.getByText('No hay ningún grupo de registros con este nombre.').waitFor()
    await page.goto('/state-machines/EvenOrOdd?tab=metrics&stat=p99')
    await page.getByRole('img', { name: /Cuánto tardaron\. Percentil 99 \(p99\): [1-9]/ }).waitFor()
    expect(troubles).toEqual([])
    await context.close()
  })

  it("a history that AWS's command line wrote is opened without the server being asked for anything", async () => {
    const history = join(server.folder, 'history.json')
    const machine = join(server.folder, 'machine.json')
    const executionArn = denied
    writeFileSync(history, JSON.stringify(await sfn.send(new GetExecutionHistoryCommand({ executionArn }))))
    writeFileSync(machine, JSON.stringify(await sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }))))
    expect(readFileSync(history, 'utf8')).toContain('"timestamp":"20')
    const { page, context, troubles } = await visit(browser, server.url)
    await page.goto('/open')
    await page.getByText('Choose files…').waitFor()
    const asked: string[] = []
    page.on('request', request => {
      if (!request.url().includes('/assets/')) asked.push(request.url())
    })
    await page.locator('input[type=file]').setInputFiles([history, machine])
    await page.locator('.react-flow__node .state-failed').waitFor()
    await page.locator('.react-flow__node').first().click()
    await page.locator('.panel .json').first().waitFor()
    expect(await page.locator('.panel [role=tab]').allTextContents()).toEqual(['Input & output', 'Details', 'Definition', 'Events'])
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'notes.json', mimeType: 'application/json', buffer: Buffer.from('{"a":1}') })
    await page.getByText('notes.json cannot be opened').waitFor()
    expect(asked).toEqual([])
    expect(troubles).toEqual([])
    await context.close()
  })

  it('the overview groups failures by error and state', async () => {
    const { page, context } = await visit(browser, server.url)
    await page.goto('/')
    await page.locator('.group-list li', { hasText: 'in step Send' }).getByRole('link', { name: 'Sends' }).waitFor()
    await context.close()
  })

  it('the code of a function is changed and deployed, its variables too, and it answers by them', async () => {
    const { page, context, troubles } = await visit(browser, server.url)
    await page.goto('/functions/EvenOrOdd-even?tab=configuration')
    await page.getByRole('button', { name: 'Add variable' }).click()
    await page.getByLabel('Name of variable 1').fill('GREETING')
    await page.getByLabel('Value of variable 1').fill('hello')
    await page.getByRole('button', { name: 'Save' }).first().click()
    await page.getByLabel('At most at a time').fill('3')
    await page.getByText('Saved.').waitFor()
    expect(await page.getByLabel('At most at a time').inputValue()).toBe('3')
    await page.getByRole('button', { name: 'Save' }).last().click()
    await page.getByText('Saved.').nth(1).waitFor()
    await page.getByRole('tab', { name: 'Code' }).click()
    await page.getByRole('textbox', { name: 'main.js' }).fill('exports.handler = async event => ({ said: process.env.GREETING, event })')
    await page.getByText('1 file changed').waitFor()
    await page.getByRole('button', { name: 'Deploy' }).click()
    await page.getByText('2 files').waitFor()
    await page.getByRole('tab', { name: 'Test' }).click()
    await page.getByLabel('Name of the event').fill('mine')
    await page.getByRole('button', { name: 'Keep this event' }).click()
    await page.reload()
    await page.getByRole('button', { name: 'mine', exact: true }).click()
    await page.getByRole('button', { name: 'Invoke' }).click()
    await page.locator('.json', { hasText: '"said": "hello"' }).waitFor()
    await page.getByRole('tab', { name: 'Versions and aliases' }).click()
    await page.getByRole('button', { name: 'Publish version' }).click()
    await page.locator('.run-list strong', { hasText: '1' }).waitFor()
    await page.getByLabel('Name of the alias').fill('live')
    await page.getByRole('button', { name: 'Add alias' }).click()
    await page.getByText('→ 1').waitFor()
    expect(troubles).toEqual([])
    await context.close()
  })

  it('the logging of a machine is refused until its role may deliver logs, and goes on from there', async () => {
    const { page, context } = await visit(browser, server.url)
    await page.goto('/state-machines/EvenOrOdd?tab=details')
    await page.getByLabel('Logging level').selectOption('ALL')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('is not authorized to access the Log Destination').waitFor()
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'logs:*', Resource: '*' }] })
    const iam = new IAMClient(clientOptions(server.url))
    await iam.send(new PutRolePolicyCommand({ RoleName: 'EvenOrOddMachine', PolicyName: 'logs', PolicyDocument }))
    await page.getByRole('button', { name: 'Save' }).click()
    // The refusal goes as soon as it is tried again, which is before the machine logs.
    await page.getByText('Saved.').waitFor()
    expect(await page.getByText('is not authorized').count()).toBe(0)
    const executionArn = await ended(EXAMPLE, '{}')
    await page.goto(`/executions/${executionArn}?view=logs`)
    await page.locator('.execution-log .log-line', { hasText: '"type":"ExecutionSucceeded"' }).waitFor()
    await context.close()
  })

  it('tries a state that is written there, without keeping it', async () => {
    const { page, context, troubles } = await visit(browser, server.url)
    await page.goto('/test-state')
    await page.getByLabel('Input').fill('{"number": 21}')
    await page.getByRole('button', { name: 'Run the state' }).click()
    await page.locator('.json pre', { hasText: '"doubled": 42' }).first().waitFor()
    expect(troubles).toEqual([])
    await context.close()
  })

  it('stops several executions at once, and says of how many it can', async () => {
    const definition = JSON.stringify({ StartAt: 'Rest', States: { Rest: { Type: 'Wait', Seconds: 3600, End: true } } })
    const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name: 'Resting', definition, roleArn }))
    for (const name of ['one', 'two', 'three']) await sfn.send(new StartExecutionCommand({ stateMachineArn, name }))
    const { page, context, troubles } = await visit(browser, server.url)
    await page.goto('/state-machines/Resting')
    await page.getByLabel('Choose one').check()
    await page.getByLabel('Choose three').check()
    await page.getByRole('button', { name: 'Stop 2' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Stop 2' }).click()
    await page.locator('.bulk').waitFor({ state: 'detached' })
    await page.locator('.pill', { hasText: 'Aborted 2' }).waitFor()
    await page.locator('.pill', { hasText: 'Running 1' }).waitFor()
    expect(troubles).toEqual([])
    await context.close()
  })

  it('settings tell how the server was started, and change the language at once', async () => {
    const { page, context } = await visit(browser, server.url)
    await page.goto('/settings')
    await page.getByText('None: nothing is sent to AWS.').waitFor()
    await page.locator('main').getByRole('combobox', { name: 'Language' }).selectOption('es')
    await page.getByText('Ninguno: nada se envía a AWS.').waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('es')
    await context.close()
  })
})
