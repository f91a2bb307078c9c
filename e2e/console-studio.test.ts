import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn'
import type { Browser, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { hasChromium, visit } from './browser.ts'
import { consoleScene } from './console-scene.ts'
import { clientOptions, type RunningServer } from './running-server.ts'

const ARN = 'arn:aws:states:us-east-1:123456789012:stateMachine:'
const ENGLISH = {
  ...{
    locale: 'en-US',
    create: 'Create',
    createMachine: 'Create state machine',
    blank: 'Blank',
    name: 'Name',
    config: 'Config',
  },
  ...{ design: 'Design', simulate: 'Simulate', run: 'Run', close: 'Close the simulation', publish: 'Publish', addField: 'Add a field' },
  ...{
    addRule: 'Add to Choices',
    next: 'Next state',
    end: 'End',
    start: 'Start execution',
    watch: 'Start and watch',
    succeeded: 'Succeeded',
  },
  ...{ mock: 'Mock of NumberGenerator', fix: 'What to do', unchanged: 'No changes', search: 'Search states and actions' },
}
const SPANISH: typeof ENGLISH = {
  ...{ locale: 'es-ES', create: 'Crear', createMachine: 'Crear máquina de estados', blank: 'En blanco', name: 'Nombre' },
  ...{
    config: 'Configuración',
    design: 'Diseño',
    simulate: 'Simular',
    run: 'Ejecutar',
    close: 'Cerrar la simulación',
    publish: 'Publicar',
  },
  ...{ addField: 'Añadir un campo', addRule: 'Añadir a Choices', next: 'Estado siguiente', end: 'Fin', start: 'Iniciar ejecución' },
  ...{ watch: 'Iniciar y mirar', succeeded: 'Correcto', mock: 'Simulacro de NumberGenerator', fix: 'Qué hacer', unchanged: 'Sin cambios' },
  ...{ search: 'Buscar estados y acciones' },
}
type Words = typeof ENGLISH

describe.skipIf(!hasChromium)('Workflow Studio', () => {
  let server: RunningServer
  let browser: Browser
  let sfn: SFNClient
  consoleScene('console-studio', async scene => {
    ;({ server, browser } = scene)
    sfn = new SFNClient(clientOptions(server.url))
  })

  const box = (page: Page, state: string) => page.locator(`.react-flow__node[data-id="${state}"]`)
  const insert = (after: string, before = '') => `.insert[data-after="${after}"][data-before="${before}"]`
  const definitionOf = async (name: string) =>
    JSON.parse((await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: ARN + name }))).definition!)

  /** Drags a palette's item onto a line and gives the new state its name. */
  async function draw(page: Page, words: Words, item: string, onto: string, name: string) {
    await page.locator(onto).first().waitFor()
    const chosen = page.locator('.studio-name input')
    const before = (await chosen.count()) === 0 ? '' : await chosen.inputValue()
    await page.dragAndDrop(`[data-item="${item}"]`, onto)
    // The new state is chosen, with a name of its own at first.
    await expect.poll(async () => (await chosen.count()) === 1 && (await chosen.inputValue()) !== before).toBe(true)
    await page.locator('.state-selected').waitFor()
    await rename(page, words, name)
  }

  async function rename(page: Page, words: Words, name: string) {
    const field = page.locator('.studio-inspector').getByLabel(words.name).first()
    await field.fill(name)
    await field.press('Enter')
    await box(page, name).waitFor()
  }

  async function fillRule(page: Page, words: Words, variable: string) {
    const rule = page.locator('.studio-list > li').first()
    await rule.getByLabel(words.addField).selectOption('Variable')
    await rule.getByRole('combobox', { name: 'Variable', exact: true }).fill(variable)
    await rule.getByLabel(words.addField).selectOption('BooleanEquals')
  }

  async function simulate(page: Page, words: Words) {
    await page.getByRole('button', { name: words.simulate }).click()
    await page.getByLabel(words.mock).fill('{"number": 8, "is_even": true}')
    await page.locator('.simulator').getByRole('button', { name: words.run, exact: true }).click()
    await page.locator('.simulator-fate .status-succeeded').waitFor()
    await box(page, 'Even').locator('.state-succeeded').waitFor()
    expect(await box(page, 'Odd').locator('.state-pending').count()).toBe(1)
    await page.getByRole('button', { name: words.close }).click()
  }

  async function create(page: Page, words: Words, name: string) {
    await page.getByRole('tab', { name: words.config }).click()
    await page.locator('.studio-config').getByLabel(words.name).fill(name)
    await page.getByRole('button', { name: words.create, exact: true }).first().click()
    await page.locator('[role=dialog]').getByRole('button', { name: words.create, exact: true }).click()
    await page.waitForURL(`**/${name}/edit**`)
    await page.locator('.studio-condition', { hasText: words.unchanged }).waitFor()
  }

  async function runIt(page: Page, words: Words, name: string) {
    await page.goto(`/state-machines/${name}`)
    await page.getByRole('button', { name: words.start }).first().click()
    await page.getByRole('button', { name: words.watch }).click()
    await page.waitForURL('**/executions/**')
  }

  /** Writes the document's mistake into the rule, or mends it, and publishes. */
  async function changeRule(page: Page, words: Words, name: string, variable: string) {
    await page.goto(`/state-machines/${name}/edit`)
    await box(page, 'IsNumberEven').click()
    await page.locator('.studio-list > li').first().getByRole('combobox', { name: 'Variable', exact: true }).fill(variable)
    await page.getByRole('button', { name: words.publish, exact: true }).click()
    await page.locator('[role=dialog] .definition-change-changed', { hasText: 'IsNumberEven' }).waitFor()
    await page.locator('[role=dialog]').getByRole('button', { name: words.publish, exact: true }).click()
    await page.locator('[role=dialog]').waitFor({ state: 'detached' })
  }

  /** What the console says is to be written in place of the document's mistake. */
  async function pathToTake(page: Page, words: Words): Promise<string> {
    const fix = page.locator('.failure-fix', { hasText: words.fix })
    const said = (await fix.filter({ hasText: '$.is_even' }).textContent()) ?? ''
    return /\$\.(?!Payload)\w+/.exec(said)?.[0] ?? said
  }

  async function breakAndMend(page: Page, words: Words, name: string) {
    await runIt(page, words, name)
    await page.locator('.page-head .status', { hasText: words.succeeded }).waitFor()
    await changeRule(page, words, name, '$.Payload.is_even')
    await box(page, 'IsNumberEven').locator('.finding-mark').waitFor()
    await runIt(page, words, name)
    await changeRule(page, words, name, await pathToTake(page, words))
    await runIt(page, words, name)
    await page.locator('.page-head .status', { hasText: words.succeeded }).waitFor()
  }

  function expectSeedMachine(definition: { StartAt: string; States: Record<string, Record<string, unknown>> }) {
    const { NumberGenerator, IsNumberEven, Even, Odd } = definition.States
    expect(definition.StartAt).toBe('NumberGenerator')
    expect(NumberGenerator).toMatchObject({ Type: 'Task', Next: 'IsNumberEven' })
    expect(IsNumberEven).toMatchObject({ Choices: [{ Variable: '$.is_even', BooleanEquals: true, Next: 'Even' }], Default: 'Odd' })
    expect([Even?.['End'], Odd?.['End']]).toEqual([true, true])
    expect(Object.keys(definition.States)).toHaveLength(4)
  }

  it('draws the document’s machine from nothing, simulates, publishes, runs, breaks and mends it by mouse, within 90 seconds', async () => {
    const [words, name] = [ENGLISH, 'DrawnByMouse']
    const began = performance.now()
    const { page, context, troubles } = await visit(browser, server.url, { locale: words.locale, width: 1440 })
    await page.goto('/state-machines')
    await page.getByRole('button', { name: words.createMachine }).click()
    await page.getByRole('button', { name: words.blank }).click()
    await draw(page, words, 'function-EvenOrOdd-number-generator', insert(''), 'NumberGenerator')
    await draw(page, words, 'flow-Choice', insert('NumberGenerator'), 'IsNumberEven')
    await draw(page, words, 'function-EvenOrOdd-odd', insert('IsNumberEven'), 'Odd')
    await draw(page, words, 'function-EvenOrOdd-even', insert('IsNumberEven'), 'Even')
    await box(page, 'IsNumberEven').click()
    await fillRule(page, words, '$.is_even')
    await simulate(page, words)
    await create(page, words, name)
    expectSeedMachine(await definitionOf(name))
    await breakAndMend(page, words, name)
    expectSeedMachine(await definitionOf(name))
    expect(performance.now() - began).toBeLessThan(90_000)
    expect(troubles).toEqual([])
    await context.close()
  })

  it('does it by keyboard alone and in Spanish, within 90 seconds', async () => {
    const [words, name] = [SPANISH, 'DibujadaConTeclas']
    const began = performance.now()
    const { page, context, troubles } = await visit(browser, server.url, { width: 1440, locale: words.locale })
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key)
    }
    /** Tab until the focus stands there, from where it is. */
    const reach = async (selector: string) => {
      await page.locator(selector).first().waitFor()
      for (let presses = 0; presses < 160; presses++) {
        if (await page.evaluate(wanted => document.activeElement?.matches(wanted) ?? false, selector)) return
        await page.keyboard.press('Tab')
      }
      throw new Error(`Tab never reaches ${selector}`)
    }
    /** The same by what the element is called. */
    const reachNamed = async (wanted: string) => {
      const isThere = () =>
        page.evaluate(called => {
          const element = document.activeElement
          const [around] = (element as HTMLInputElement | null)?.labels ?? []
          const label = around?.querySelector('span')?.textContent ?? around?.textContent
          return [element?.getAttribute('aria-label'), label, element?.textContent?.trim()].includes(called)
        }, wanted)
      for (let presses = 0; presses < 160; presses++) {
        if (await isThere()) return
        await page.keyboard.press('Tab')
      }
      throw new Error(`Tab never reaches ${wanted}`)
    }
    /** A verb of the bar, and the same in the dialog that asks for it. */
    const confirmed = async (verb: string) => {
      await reachNamed(verb)
      await press('Enter')
      await page.getByRole('dialog').waitFor()
      await reachNamed(verb)
      await press('Enter')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
    /** From the palette's search: the first that is found goes in behind the chosen state. */
    const add = async (search: string, name: string) => {
      await reach('.studio-palette input')
      await press('Control+a')
      await page.keyboard.type(search)
      await press('Enter')
      await reach('.studio-name input')
      await press('Control+a')
      await page.keyboard.type(name)
      await press('Enter')
      await box(page, name).waitFor()
    }
    await page.goto('/state-machines/new')
    await reach('.template')
    await press('Enter')
    await page.locator('.studio-palette').waitFor()
    await add('number-generator', 'NumberGenerator')
    await add('Choice', 'IsNumberEven')
    await add('EvenOrOdd-odd', 'Odd')
    await add('EvenOrOdd-even', 'Even')
    // Even stands behind Odd now; Odd shall end, and the rule shall lead to Even.
    await reach('.react-flow__node')
    await press('ArrowUp', 'Enter')
    await expect.poll(() => page.locator('.studio-name input').inputValue()).toBe('Odd')
    await reach('.studio-inspector > .field select')
    await page.keyboard.type(words.end)
    await expect.poll(() => box(page, 'Even').count()).toBe(1)
    await reach('.react-flow__node')
    await press('ArrowUp', 'Enter')
    await expect.poll(() => page.locator('.studio-name input').inputValue()).toBe('IsNumberEven')
    await reach('.studio-group > .studio-add')
    await press('Enter')
    await reach('.studio-list input')
    await press('Control+a')
    await page.keyboard.type('$.is_even')
    await reachNamed(words.simulate)
    await press('Enter')
    await reachNamed(words.mock)
    await press('Control+a')
    await page.keyboard.type('{"number": 8, "is_even": true}')
    await reachNamed(words.run)
    await press('Enter')
    await page.locator('.simulator-fate .status-succeeded').waitFor()
    await reachNamed(words.close)
    await press('Enter')
    await reach('.studio-bar [role=tab]')
    await press('ArrowRight', 'ArrowRight', 'Enter')
    await reach('.studio-config input')
    await press('Control+a')
    await page.keyboard.type(name)
    await confirmed(words.create)
    await page.waitForURL(`**/${name}/edit**`)
    await page.locator('.studio-condition', { hasText: words.unchanged }).waitFor()
    expectSeedMachine(await definitionOf(name))
    const run = async () => {
      await page.goto(`/state-machines/${name}`)
      await reachNamed(words.start)
      await press('Enter')
      await page.getByRole('dialog').waitFor()
      await reachNamed(words.watch)
      await press('Enter')
      await page.waitForURL('**/executions/**')
    }
    /** The document's mistake, or what mends it. */
    const change = async (variable: string) => {
      await page.goto(`/state-machines/${name}/edit`)
      await reach('.react-flow__node')
      await press('ArrowDown', 'Enter')
      await expect.poll(() => page.locator('.studio-name input').inputValue()).toBe('IsNumberEven')
      await reach('.studio-list input')
      await press('Control+a')
      await page.keyboard.type(variable)
      await confirmed(words.publish)
    }
    await run()
    await page.locator('.page-head .status', { hasText: words.succeeded }).waitFor()
    await change('$.Payload.is_even')
    await run()
    await change(await pathToTake(page, words))
    await run()
    await page.locator('.page-head .status', { hasText: words.succeeded }).waitFor()
    expect(performance.now() - began).toBeLessThan(90_000)
    expect(troubles).toEqual([])
    await context.close()
  })

  it('keeps a draft through a reload, undoes to what is published, and copies, wraps, moves and deletes by keys', async () => {
    const { page, context } = await visit(browser, server.url, { width: 1440 })
    page.removeAllListeners('dialog')
    page.on('dialog', dialog => void dialog.accept())
    await page.goto('/state-machines/EvenOrOdd/edit')
    const publish = page.getByRole('button', { name: 'Publish', exact: true })
    await box(page, 'Even').click()
    expect(await publish.isDisabled()).toBe(true)
    await box(page, 'Even').press('Control+d')
    await box(page, 'Even (2)').waitFor()
    await page.waitForTimeout(500)
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
})
