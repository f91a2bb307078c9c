import { LambdaClient, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda'
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn'
import type { Browser, Page } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { box, hasChromium, visit } from './browser.ts'
import { consoleGoals } from './console-goals.ts'
import { consoleScene } from './console-scene.ts'
import { clientOptions, type RunningServer } from './running-server.ts'
import { ENGLISH, insert, runIt, SPANISH, simulate, type Words } from './studio-steps.ts'

const ARN = 'arn:aws:states:us-east-1:123456789012:stateMachine:'
const FunctionName = 'EvenOrOdd-number-generator'
/** As the document prints them: the file is at the root of the zip, and a function's result has no Payload around it. */
const PRINTED = { handler: '1_number_generator/main.handler', path: '$.Payload.is_even' }

describe.skipIf(!hasChromium)('the document’s machine in Workflow Studio', () => {
  let server: RunningServer
  let browser: Browser
  let sfn: SFNClient
  const { expectWithin } = consoleGoals()
  consoleScene('console-journeys', async scene => {
    ;({ server, browser } = scene)
    sfn = new SFNClient(clientOptions(server.url))
  })

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

  async function create(page: Page, words: Words, name: string) {
    await page.getByRole('tab', { name: words.config }).click()
    await page.locator('.studio-config').getByLabel(words.name).fill(name)
    await page.getByRole('button', { name: words.create, exact: true }).first().click()
    await page.locator('[role=dialog]').getByRole('button', { name: words.create, exact: true }).click()
    await page.waitForURL(`**/${name}/edit**`)
    await page.locator('.studio-condition', { hasText: words.unchanged }).waitFor()
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

  /** All machines here call this function: the tests after this one find it whole, also when this one fails. */
  function mendHandlerAfterwards() {
    const lambda = new LambdaClient(clientOptions(server.url))
    onTestFinished(async () => void (await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Handler: 'main.handler' }))))
  }

  async function changeHandler(page: Page, words: Words, handler: string) {
    await page.goto(`/functions/${FunctionName}?tab=configuration`)
    const form = page.locator('.config-form').first()
    await form.locator('input').first().fill(handler)
    await form.getByRole('button', { name: words.save, exact: true }).click()
    await form.getByRole('status').filter({ hasText: words.saved }).waitFor()
  }

  /** The handler that the console says to write in place of the document's. */
  async function handlerToTake(page: Page, words: Words): Promise<string> {
    await page.locator('.failure h2', { hasText: 'Runtime.ImportModuleError' }).waitFor()
    const said = (await page.locator('.failure-fix', { hasText: words.fix }).textContent()) ?? ''
    return /[\w/]+\.handler\b/.exec(said)?.[0] ?? said
  }

  /** The path that it says to write in place of the document's, once the function has come to its end. */
  async function pathToTake(page: Page, words: Words): Promise<string> {
    const fix = page.locator('.failure-fix', { hasText: words.fix })
    const said = (await fix.filter({ hasText: '$.is_even' }).textContent()) ?? ''
    return /\$\.(?!Payload)\w+/.exec(said)?.[0] ?? said
  }

  async function breakAndMend(page: Page, words: Words, name: string) {
    await runIt(page, words, name)
    await page.locator('.page-head .status', { hasText: words.succeeded }).waitFor()
    mendHandlerAfterwards()
    await changeHandler(page, words, PRINTED.handler)
    await changeRule(page, words, name, PRINTED.path)
    await box(page, 'IsNumberEven').locator('.finding-mark').waitFor()
    await runIt(page, words, name)
    await changeHandler(page, words, await handlerToTake(page, words))
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

  it('is drawn from nothing, simulated, published, run, broken and mended by mouse, within 90 seconds', async () => {
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
    expectWithin(`${name} is drawn`, performance.now() - began, 15_000)
    expect(troubles).toEqual([])
    await context.close()
  })

  it('is so by keyboard alone and in Spanish, within 90 seconds', async () => {
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
    const changeHandlerByKeys = async (handler: string) => {
      await page.goto(`/functions/${FunctionName}?tab=configuration`)
      await reach('.config-form input')
      await press('Control+a')
      await page.keyboard.type(handler)
      await press('Enter')
      await page.locator('.config-form [role=status]', { hasText: words.saved }).waitFor()
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
    mendHandlerAfterwards()
    await changeHandlerByKeys(PRINTED.handler)
    await change(PRINTED.path)
    await run()
    await changeHandlerByKeys(await handlerToTake(page, words))
    await run()
    await change(await pathToTake(page, words))
    await run()
    await page.locator('.page-head .status', { hasText: words.succeeded }).waitFor()
    expectWithin(`${name} is drawn`, performance.now() - began, 15_000)
    expect(troubles).toEqual([])
    await context.close()
  })
})
