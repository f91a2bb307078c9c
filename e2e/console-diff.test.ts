import {
  CreateStateMachineCommand,
  DescribeStateMachineCommand,
  PublishStateMachineVersionCommand,
  SFNClient,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn'
import type { Browser, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { violations } from './axe.ts'
import { hasChromium, visit } from './browser.ts'
import { consoleScene } from './console-scene.ts'
import { clientOptions, type RunningServer } from './running-server.ts'

const EXAMPLE = 'arn:aws:states:us-east-1:123456789012:stateMachine:EvenOrOdd'
const pass = (next?: string) => ({ Type: 'Pass', ...(next === undefined ? { End: true } : { Next: next }) })
const each = (states: object, next: string) => ({ Type: 'Map', ItemProcessor: { StartAt: 'Item', States: states }, Next: next })
const FIRST = {
  StartAt: 'Begin',
  States: {
    Begin: pass('Old'),
    Old: pass('Each'),
    Each: each({ Item: pass('Check'), Check: pass() }, 'Rest'),
    Rest: { Type: 'Wait', Seconds: 1, Next: 'Done' },
    Done: { Type: 'Succeed' },
  },
}
const SECOND = {
  StartAt: 'Begin',
  States: {
    Begin: pass('Each'),
    Each: each({ Item: pass() }, 'Check'),
    Check: pass('Rest'),
    Rest: { Type: 'Wait', Seconds: 9, Next: 'New' },
    New: pass('Done'),
    Done: { Type: 'Succeed' },
  },
}

/** What differs between two definitions, as the Studio shows it before it publishes and the page of versions when it is asked. */
describe.skipIf(!hasChromium)('changes of a definition, in a picture', () => {
  let server: RunningServer
  let browser: Browser
  consoleScene('console-diff', async scene => {
    ;({ server, browser } = scene)
    const sfn = new SFNClient(clientOptions(server.url))
    const { roleArn } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: EXAMPLE }))
    const definition = JSON.stringify(FIRST, null, 2)
    const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name: 'Changing', roleArn, definition }))
    await sfn.send(new PublishStateMachineVersionCommand({ stateMachineArn }))
    await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition: JSON.stringify(SECOND, null, 2) }))
  })

  const classOf = (page: Page, id: string, within = '.definition-diff') =>
    page.locator(`${within} .react-flow__node[data-id="${id}"] .state`).getAttribute('class')

  it('of a version and of what is run now are one graph or two, with the text beside', async () => {
    const { page, context, troubles } = await visit(browser, server.url, { width: 1440 })
    await page.goto('/state-machines/Changing?tab=versions')
    await page.locator('.definition-diff .react-flow__node').first().waitFor()
    expect(await classOf(page, 'Old')).toContain('state-removed')
    expect(await classOf(page, 'New')).toContain('state-added')
    expect(await classOf(page, 'Rest')).toContain('state-changed')
    expect(await classOf(page, 'Check')).toContain('state-moved')
    expect(await classOf(page, 'Each/0/Check')).toContain('state-left')
    expect(await classOf(page, 'Done')).toContain('state-plain')
    expect(await page.locator('.edge-added').count()).toBeGreaterThan(3)
    expect(await page.locator('.edge-removed').count()).toBeGreaterThan(3)
    await page.locator('.text-diff .cm-content').waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Check', exact: true }).click()
    await page.getByRole('tab', { name: 'Side by side' }).click()
    const [before, after] = ['section:first-of-type', 'section:last-of-type'].map(side => `.definition-diff-sideBySide ${side}`)
    await page.locator(`${after} .react-flow__node[data-id="New"]`).waitFor()
    expect(await classOf(page, 'Each/0/Check', before)).toMatch(/state-left.*state-selected/)
    expect(await classOf(page, 'Check', after)).toMatch(/state-moved.*state-selected/)
    expect(await page.locator(`${before} .react-flow__node[data-id="New"]`).count()).toBe(0)
    expect(await violations(page)).toEqual([])
    // The other way round, by the address.
    await page.goto('/state-machines/Changing?tab=versions&from=now&to=1')
    await page.locator('.definition-diff .react-flow__node').first().waitFor()
    expect(await classOf(page, 'Old')).toContain('state-added')
    expect(troubles).toEqual([])
    await context.close()
  })

  it('are shown before they are published, in Spanish and at 400 pixels too, and the changed states can be gone to', async () => {
    const { page, context, troubles } = await visit(browser, server.url, { locale: 'es-ES', width: 400 })
    await page.goto('/state-machines/Changing?tab=definition')
    await page.locator('.react-flow__node').first().waitFor()
    const boxOf = async (selector: string) => (await page.locator(selector).first().boundingBox())!
    const [graph, tools] = [await boxOf('.graph'), await boxOf('.graph-tools')]
    // As much as stays free above a drawing that is as wide as the graph.
    expect(tools.y + tools.height - graph.y).toBeLessThan(56)
    expect(tools.x).toBeGreaterThan(graph.x)
    await page.goto('/state-machines/Changing/edit')
    await page.locator('.react-flow__node[data-id="New"]').click()
    await page.keyboard.press('Delete')
    await page.getByRole('button', { name: 'Publicar', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Eliminado').first().waitFor()
    await dialog.getByRole('button', { name: 'New', exact: true }).click()
    await expect.poll(() => classOf(page, 'New')).toMatch(/state-removed.*state-selected/)
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0)
    expect(await violations(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Publicar', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(troubles).toEqual([])
    await context.close()
  })
})
