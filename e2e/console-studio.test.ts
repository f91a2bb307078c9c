import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn'
import type { Browser } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { box, hasChromium, visit } from './browser.ts'
import { consoleScene } from './console-scene.ts'
import { clientOptions, type RunningServer } from './running-server.ts'
import { ENGLISH, insert, runIt, simulate } from './studio-steps.ts'

describe.skipIf(!hasChromium)('Workflow Studio', () => {
  let server: RunningServer
  let browser: Browser
  consoleScene('console-studio', scene => {
    ;({ server, browser } = scene)
  })

  it('keeps a draft through a reload, undoes to what is published, and copies, wraps, moves and deletes by keys', async () => {
    const { page, context } = await visit(browser, server.url, { width: 1440 })
    page.removeAllListeners('dialog')
    page.on('dialog', dialog => void dialog.accept())
    await page.goto('/state-machines/EvenOrOdd/edit')
    const publish = page.getByRole('button', { name: 'Publish', exact: true })
    await box(page, 'Even').click()
    // Each place says what tells it from the others of the same state.
    const places = page.locator('.insert[data-after="IsNumberEven"]')
    expect((await places.evaluateAll(all => all.map(each => each.getAttribute('aria-label')))).sort()).toEqual([
      'Another rule of IsNumberEven',
      'Insert between IsNumberEven and Even',
      'Insert between IsNumberEven and Odd',
    ])
    expect(await publish.isDisabled()).toBe(true)
    await box(page, 'Even').press('Control+d')
    await box(page, 'Even (2)').waitFor()
    await page.locator('.studio-condition', { hasText: 'Draft kept' }).waitFor()
    await page.reload()
    await box(page, 'Even (2)').waitFor()
    await box(page, 'Even (2)').click()
    await page.locator('.studio-verbs').getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Wrap in a Map' }).click()
    await box(page, 'Map/0/Even (2)').waitFor()
    // Out of the Map and back, by the list of places and by undo.
    await box(page, 'Map/0/Even (2)').click()
    await page.locator('.studio-verbs').getByRole('button', { name: 'More' }).press('Enter')
    await page.getByRole('menuitem', { name: 'Move to' }).press('Enter')
    await page.locator('.studio-moving select:focus').selectOption({ label: 'after IsNumberEven, otherwise' })
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.locator(insert('IsNumberEven', 'Even (2)')).waitFor()
    await page.keyboard.press('Control+z')
    await box(page, 'Map/0/Even (2)').waitFor()
    await box(page, 'Map').press('Delete')
    await expect.poll(() => box(page, 'Map').count()).toBe(0)
    // What had the focus is gone, and the keys work on.
    await page.keyboard.press('Control+z')
    await box(page, 'Map').waitFor()
    await page.keyboard.press('Control+Shift+z')
    await expect.poll(() => box(page, 'Map').count()).toBe(0)
    // The whole graph again, after it was brought near.
    const isWhole = () =>
      page.evaluate(() => {
        const frame = document.querySelector('.studio-canvas')!.getBoundingClientRect()
        const boxes = [...document.querySelectorAll('.react-flow__node')].map(box => box.getBoundingClientRect())
        return boxes.every(
          ({ top, bottom, left, right }) => top >= frame.top && bottom <= frame.bottom && left >= frame.left && right <= frame.right,
        )
      })
    for (let nearer = 0; nearer < 5; nearer++) await page.getByRole('button', { name: 'Zoom in' }).click()
    await expect.poll(isWhole).toBe(false)
    await page.keyboard.press('Alt+c')
    await expect.poll(isWhole).toBe(true)
    await page.dragAndDrop('.react-flow__node[data-id="NumberGenerator"] .state', insert('IsNumberEven', 'Odd'))
    await page.locator(insert('NumberGenerator', 'Odd')).waitFor()
    await page.locator('.graph').press('Control+z')
    await page.locator(insert('NumberGenerator', 'IsNumberEven')).waitFor()
    await page.locator('.studio').getByRole('button', { name: 'Undo' }).click()
    await page.locator('.studio').getByRole('button', { name: 'Undo' }).click()
    await box(page, 'Even (2)').waitFor()
    await context.close()
  })

  it('offers what the last execution’s data have, in fields and in code, and shows what an expression gives on them', async () => {
    const { page, context, troubles } = await visit(browser, server.url, { width: 1440 })
    await runIt(page, ENGLISH, 'EvenOrOdd')
    await page.locator('.page-head .status', { hasText: 'Succeeded' }).waitFor()
    await page.goto('/state-machines/EvenOrOdd/edit')
    await box(page, 'IsNumberEven').click()
    await page.getByText('of the last execution').waitFor()
    const rule = page.locator('.studio-list > li').first()
    const variable = rule.getByRole('combobox', { name: 'Variable' })
    await expect.poll(() => rule.locator('.expression-preview').first().textContent()).toMatch(/= .*(true|false)/)
    await variable.fill('$.')
    await rule.getByRole('option', { name: 'is_even' }).waitFor()
    await variable.press('ArrowDown')
    await variable.press('Escape')
    await variable.fill('$.is')
    await variable.press('Enter')
    expect(await variable.inputValue()).toBe('$.is_even')
    await variable.fill('$.nowhere')
    await rule.locator('.expression-preview', { hasText: 'Invalid path' }).waitFor()
    await variable.fill('$.is_even')
    await page.locator('.sample-data summary').click()
    await page.getByLabel('Sample data').fill('{"is_even": "by hand"}')
    await expect.poll(() => rule.locator('.expression-preview').first().textContent()).toContain('"by hand"')
    await page.getByRole('tab', { name: 'Code' }).click()
    const line = page.locator('.cm-line', { hasText: '"Variable"' })
    await line.click({ position: { x: 40, y: 6 } })
    await page.keyboard.press('Home')
    // Into the path: behind its dot.
    const before = ((await line.textContent()) ?? '').indexOf('$.is_even') - ((await line.textContent()) ?? '').search(/\S/) + 2
    for (let at = 0; at < before; at++) await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Control+Space')
    await page.locator('.cm-tooltip-autocomplete', { hasText: 'number' }).waitFor()
    expect(troubles).toEqual([])
    await context.close()
  })

  it('converts the draft to JSONata, which runs alike, and takes it back by one undo', async () => {
    const { page, context, troubles } = await visit(browser, server.url, { width: 1440 })
    await page.goto('/state-machines/EvenOrOdd/edit')
    await page.locator('.studio-tools').getByRole('button', { name: 'More' }).click()
    await page.getByRole('menuitem', { name: 'Convert to JSONata' }).click()
    await page.getByRole('dialog').getByText('The whole machine is in JSONata now').waitFor()
    await page.getByRole('dialog').getByText('ended alike').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
    await simulate(page, ENGLISH)
    await box(page, 'IsNumberEven').click()
    await page.locator('.studio-list > li').first().getByRole('combobox', { name: 'Condition' }).waitFor()
    await page.locator('.studio').getByRole('button', { name: 'Undo' }).click()
    await page.locator('.studio-list > li').first().getByRole('combobox', { name: 'Variable' }).waitFor()
    expect(troubles).toEqual([])
    await context.close()
  })

  it('shows broken code greyed beside its last good graph, loses no letter, and refuses to change it by mouse', async () => {
    const { page, context } = await visit(browser, server.url, { width: 1440 })
    page.removeAllListeners('dialog')
    page.on('dialog', dialog => void dialog.accept())
    await page.goto('/state-machines/EvenOrOdd/edit?mode=code')
    await page.locator('.cm-content').click()
    await page.keyboard.press('Control+End')
    await page.keyboard.type('x')
    await page.locator('.studio-count-error').waitFor()
    await page.getByRole('tab', { name: 'Design' }).click()
    await box(page, 'Even').click()
    await box(page, 'Even').press('Delete')
    await page.getByText('The text cannot be read at the moment').waitFor()
    await page.getByRole('tab', { name: 'Code' }).click()
    await expect.poll(() => page.locator('.cm-content').textContent()).toMatch(/x$/)
    await context.close()
  })

  it('has what became of a simulation in sight, however many mocks there are', async () => {
    const sfn = new SFNClient(clientOptions(server.url))
    const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'f' } }
    const states = Array.from({ length: 12 }, (_, at) => [`S${at}`, { ...task, ...(at < 11 ? { Next: `S${at + 1}` } : { End: true }) }])
    const definition = JSON.stringify({ StartAt: 'S0', States: Object.fromEntries(states) })
    await sfn.send(
      new CreateStateMachineCommand({ name: 'Mocked', definition, roleArn: 'arn:aws:iam::123456789012:role/EvenOrOddMachine' }),
    )
    const { page, context } = await visit(browser, server.url, { width: 1440 })
    await page.goto('/state-machines/Mocked/edit')
    await page.getByRole('button', { name: 'Simulate' }).click()
    await page.locator('.simulator').getByRole('button', { name: 'Run', exact: true }).click()
    await page.locator('.simulator-fate .status-succeeded').waitFor()
    const fate = await page.locator('.simulator-fate').boundingBox()
    expect(fate!.y + fate!.height).toBeLessThan(900)
    await context.close()
  })
})
