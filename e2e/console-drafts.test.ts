import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  SFNClient,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn'
import { type Browser, type BrowserServer, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { box, CHROMIUM, hasChromium, QUIET_FLAGS, visit } from './browser.ts'
import { clientOptions, type RunningServer, startServer, temporaryFolder } from './running-server.ts'

const ARN = 'arn:aws:states:us-east-1:123456789012:stateMachine:EvenOrOdd'
const EDIT = '/state-machines/EvenOrOdd/edit'
const PATIENCE = { timeout: 20_000 }

describe.skipIf(!hasChromium)('drafts of the Studio', () => {
  const { folder, remove } = temporaryFolder('console-drafts')
  let server: RunningServer
  let process: BrowserServer
  let browser: Browser
  let sfn: SFNClient

  const openBrowser = async () => {
    process = await chromium.launchServer({ executablePath: CHROMIUM!, headless: true, args: QUIET_FLAGS })
    browser = await chromium.connect(process.wsEndpoint())
  }
  beforeAll(async () => {
    server = await startServer({ folder })
    sfn = new SFNClient(clientOptions(server.url))
    await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await process?.close()
    await server?.stop()
    remove()
  })

  const kept = (page: Page) => page.locator('.studio-condition', { hasText: 'Draft kept' }).waitFor()
  const alert = (page: Page) => page.locator('.studio-refusal')
  const open = async (path = EDIT) => {
    const { page, context } = await visit(browser, server.url, { width: 1440 })
    page.removeAllListeners('dialog')
    await page.goto(path)
    return { page, context }
  }
  const duplicate = async (page: Page, state: string) => {
    await box(page, state).click()
    await box(page, state).press('Control+d')
    await box(page, `${state} (2)`).waitFor()
  }
  /** What a newcomer sees, who has nothing in the browser. */
  const statesSeen = async (path = EDIT) => {
    const { page, context } = await open(path)
    await page.locator('.studio-canvas .react-flow__node').first().waitFor()
    const ids = await page.locator('.studio-canvas .react-flow__node').evaluateAll(all => all.map(each => each.getAttribute('data-id')))
    await context.close()
    return ids.sort()
  }
  /** To this window, from another: the Studio looks then, and not only now and then. */
  const comeBack = (page: Page) =>
    page.evaluate(() => {
      for (const event of ['visibilitychange', 'focus']) window.dispatchEvent(new Event(event))
    })
  const discard = async (page: Page) => {
    await page.locator('.studio-tools').getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Discard the draft' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Discard the draft' }).click()
    await page.locator('.studio-condition', { hasText: 'No changes' }).waitFor()
  }
  const FIRST = ['Even', 'IsNumberEven', 'NumberGenerator', 'Odd']

  it('live on when browser and server are killed, and are gone when they are discarded', { retry: 0 }, async () => {
    const { page } = await open()
    await duplicate(page, 'Even')
    await kept(page)
    process.process().kill('SIGKILL')
    await server.stop('SIGKILL')
    server = await startServer({ folder })
    sfn = new SFNClient(clientOptions(server.url))
    await openBrowser()
    expect(await statesSeen()).toEqual(['Even', 'Even (2)', 'IsNumberEven', 'NumberGenerator', 'Odd'])
    const again = await open()
    await box(again.page, 'Even (2)').waitFor()
    await discard(again.page)
    await expect.poll(() => statesSeen(), PATIENCE).toEqual(FIRST)
    await again.context.close()
  })

  it('of a machine that is not created yet live on, too', async () => {
    const { page, context } = await open('/state-machines/new')
    await page.getByRole('button', { name: 'Approval' }).click()
    await page.locator('.studio-condition', { hasText: 'Not created yet' }).waitFor()
    await duplicate(page, 'Done')
    await kept(page)
    await context.close()
    expect(await statesSeen('/state-machines/new')).toContain('Done (2)')
  })

  it('changed in two windows are a conflict that is told, and neither overwrites the other', async () => {
    const one = await open()
    const two = await open()
    await duplicate(two.page, 'Odd')
    await kept(two.page)
    await duplicate(one.page, 'Even')
    await alert(one.page).getByText('in another window').waitFor()
    expect(await statesSeen()).toContain('Odd (2)')
    await alert(one.page).getByRole('button', { name: 'Keep mine' }).click()
    await kept(one.page)
    await expect.poll(() => statesSeen(), PATIENCE).toContain('Even (2)')
    // The other window takes it over as soon as somebody comes back to it.
    await comeBack(two.page)
    await box(two.page, 'Even (2)').waitFor()
    await duplicate(one.page, 'NumberGenerator')
    await kept(one.page)
    await duplicate(two.page, 'IsNumberEven')
    await alert(two.page).getByRole('button', { name: 'Take the other window’s' }).click()
    await box(two.page, 'NumberGenerator (2)').waitFor()
    expect(await box(two.page, 'IsNumberEven (2)').count()).toBe(0)
    await discard(two.page)
    await comeBack(one.page)
    await alert(one.page).getByText('published or discarded').waitFor()
    await alert(one.page).getByRole('button', { name: 'Take the published one' }).click()
    await expect.poll(() => box(one.page, 'Even (2)').count(), PATIENCE).toBe(0)
    expect(await statesSeen()).toEqual(FIRST)
    await one.context.close()
    await two.context.close()
  })

  it('are told of a machine that was published meanwhile: at once where nothing is changed, as a question where something is', async () => {
    const publish = async (change: (definition: { States: Record<string, unknown> }) => void) => {
      const { definition } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: ARN }))
      const machine = JSON.parse(definition!)
      change(machine)
      await sfn.send(new UpdateStateMachineCommand({ stateMachineArn: ARN, definition: JSON.stringify(machine, null, 2) }))
    }
    const { page, context } = await open()
    await box(page, 'Odd').waitFor()
    await publish(machine => {
      machine.States['First'] = { Type: 'Pass', Next: 'NumberGenerator' }
      Object.assign(machine, { StartAt: 'First' })
    })
    await comeBack(page)
    await box(page, 'First').waitFor()
    expect(await alert(page).count()).toBe(0)
    await duplicate(page, 'Even')
    await kept(page)
    await page.getByRole('button', { name: 'Publish', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Even (2)', exact: true }).waitFor()
    await publish(machine => Object.assign(machine, { Comment: 'by somebody else' }))
    await page.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true }).click()
    await page.getByRole('dialog').getByText('while you were looking').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    await alert(page).getByText('Somebody else has published').waitFor()
    await alert(page).getByRole('button', { name: 'Keep mine' }).click()
    await alert(page).waitFor({ state: 'detached' })
    await publish(machine => Object.assign(machine, { Comment: 'once more' }))
    await comeBack(page)
    await alert(page).getByRole('button', { name: 'Take the published one' }).click()
    await expect.poll(() => box(page, 'Even (2)').count(), PATIENCE).toBe(0)
    await context.close()
  })

  it('of a machine that was deleted goes on as a new machine', async () => {
    const { definition, roleArn } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: ARN }))
    const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name: 'Gone', definition, roleArn }))
    const text = definition!.replace('"NumberGenerator": {', '"NumberGenerator": { "Comment": "not lost",')
    const draft = { text, base: definition, settings: { name: 'Gone', roleArn, type: 'STANDARD' } }
    await fetch(`${server.url}/_pasos/drafts/${encodeURIComponent(stateMachineArn!)}?after=`, {
      method: 'PUT',
      body: JSON.stringify(draft),
    })
    await sfn.send(new DeleteStateMachineCommand({ stateMachineArn }))
    const { page, context } = await open('/state-machines')
    await page.locator('.draft-list').getByRole('link', { name: 'Gone' }).click()
    await page.getByText('Gone was deleted.').waitFor()
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Create', exact: true }).click()
    await page.locator('.studio-condition', { hasText: 'No changes' }).waitFor()
    const created = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }))
    expect(JSON.parse(created.definition!).States.NumberGenerator.Comment).toBe('not lost')
    await context.close()
  })

  it('in YAML stay YAML with their comments, whatever is done to them in Design', async () => {
    const yaml =
      '# Counts\nStartAt: One   # first\nStates:\n  # the only one\n  One:\n    Type: Wait\n    Seconds: ${Pause}\n    End: true\n'
    const { page, context } = await open('/state-machines/EvenOrOdd/edit')
    await box(page, 'Even').waitFor()
    await page.locator('input[type=file]').setInputFiles({ name: 'a.yaml', mimeType: 'application/yaml', buffer: Buffer.from(yaml) })
    await box(page, 'One').click()
    await page.locator('.studio-name input').fill('Only')
    await page.keyboard.press('Enter')
    await box(page, 'Only').waitFor()
    await page.getByRole('button', { name: 'Publish', exact: true }).click()
    await page.getByText('${Pause}: a value must stand in its place').waitFor()
    await kept(page)
    await page.reload()
    await page.getByRole('tab', { name: 'Code' }).click()
    await page.locator('.studio-code .cm-content', { hasText: 'StartAt: Only   # first' }).waitFor()
    await page.locator('.studio-code .cm-content', { hasText: '# the only one' }).waitFor()
    // A key has the colour of keys, in YAML too.
    await expect.poll(() => page.locator('.cm-line span', { hasText: /^StartAt$/ }).count()).toBe(1)
    await discard(page)
    await page.locator('.studio-code .cm-content', { hasText: '"NumberGenerator"' }).waitFor()
    await context.close()
  })

  it('wait in the browser while the server is away, which then asks before the tab is closed', async () => {
    const { page, context } = await open()
    await box(page, 'Even').waitFor()
    let isAway = true
    await page.route('**/_pasos/drafts/**', route => (isAway ? route.abort() : route.continue()))
    await duplicate(page, 'Even')
    await page.getByText('The server is away; the draft is kept in this browser').waitFor()
    const asked = page.waitForEvent('dialog')
    void page.reload().catch(() => undefined)
    const dialog = await asked
    expect(dialog.type()).toBe('beforeunload')
    isAway = false
    await dialog.accept()
    await box(page, 'Even (2)').waitFor()
    await kept(page)
    expect(await statesSeen()).toContain('Even (2)')
    await discard(page)
    await context.close()
  })
})
