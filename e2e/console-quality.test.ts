import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import {
  CreateStateMachineCommand,
  DescribeStateMachineCommand,
  SFNClient,
  StartExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn'
import type { Browser, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { firstLoads } from '../packages/console/scripts/first-load.ts'
import { en } from '../packages/console/src/language/en.ts'
import { es } from '../packages/console/src/language/es.ts'
import { violations } from './axe.ts'
import { hasChromium, type Visit, visit } from './browser.ts'
import { consoleScene } from './console-scene.ts'
import { foreignWords } from './foreign-words.ts'
import { clientOptions, type RunningServer } from './running-server.ts'
import { createSceneMachines, STUDIO_SCENES } from './studio-scenes.ts'

const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:EvenOrOdd'
/** In the dark only colours differ, so only what they can break is looked at again. */
const RULES = { light: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], dark: ['color-contrast'] }

describe('the first load of each route', () => {
  it.for(firstLoads())('$route stays within $limit kB of gzipped scripts and styles', ({ kilobytes, limit }) => {
    expect(kilobytes).toBeGreaterThan(100)
    expect(kilobytes).toBeLessThanOrEqual(limit)
  })
})

describe.skipIf(!hasChromium)('what a browser fetches on its first visit', () => {
  let server: RunningServer
  let browser: Browser
  consoleScene('console-budget', async scene => {
    ;({ server, browser } = scene)
  })

  /** Requests and bytes on the wire until the page stands. */
  async function fetched(path: string, ready: string): Promise<{ requests: number; kilobytes: number }> {
    const { page, context } = await visit(browser, server.url)
    const network = await context.newCDPSession(page)
    let [requests, bytes] = [0, 0]
    network.on('Network.requestWillBeSent', () => requests++)
    network.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
    await network.send('Network.enable')
    await page.goto(path)
    await page.locator(ready).first().waitFor()
    await page.waitForTimeout(500)
    await context.close()
    return { requests, kilobytes: Math.round(bytes / 1000) }
  }

  it('is at most 25 requests and 250 kB for the overview, 350 kB for a link to an execution', async () => {
    const sfn = new SFNClient(clientOptions(server.url))
    const first = await fetched('/', '.react-flow__node')
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn: MACHINE }))
    const later = await fetched('/', '.run-list li')
    const execution = await fetched(`/executions/${executionArn}`, '.react-flow__node')
    for (const [page, limit] of [
      [first, 250],
      [later, 250],
      [execution, 350],
    ] as const) {
      expect(page.kilobytes).toBeGreaterThan(100)
      expect(page.kilobytes).toBeLessThanOrEqual(limit)
      expect(page.requests).toBeLessThanOrEqual(25)
    }
  })
})

describe.skipIf(!hasChromium)('what axe-core finds', () => {
  let server: RunningServer
  let browser: Browser
  let whole: string | undefined
  let succeeded = ''
  let failed = ''
  consoleScene('console-quality', async scene => {
    ;({ server, browser } = scene)
  })

  /** Rules broken by the page as it stands, in both themes, with the places. */
  async function broken(page: Page): Promise<string[]> {
    const found: string[] = []
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.waitForFunction(wanted => document.documentElement.style.colorScheme === wanted, colorScheme)
      found.push(...(await violations(page, RULES[colorScheme])).map(violation => `${colorScheme} ${violation}`))
    }
    return found
  }

  /** A page of each width in each language; what is looked at goes round among them, from another place on with AXE_SHIFT. */
  async function openPages(): Promise<{ pages: Visit[]; close(): Promise<void> }> {
    const pages: Visit[] = []
    for (const locale of ['en-US', 'es-ES']) {
      for (const width of WIDTHS) pages.push(await visit(browser, server.url, { locale, width }))
    }
    return { pages, close: async () => void (await Promise.all(pages.map(each => each.context.close()))) }
  }

  /** Looks at each address once it shows what it should, in the language and width whose turn it is; or on all pages at once. */
  async function lookAt(
    routes: readonly [path: string, ready: string][],
    { prepare, allAtOnce = false }: { prepare?: (page: Page) => Promise<unknown>; allAtOnce?: boolean } = {},
  ) {
    const { pages, close } = await openPages()
    const found: Record<string, string[]> = {}
    let looked = 0
    for (const { page } of pages) await prepare?.(page)
    // What is asked again, as time passes, was counted when it was asked first.
    const asked = pages.map(({ page }) => {
      const requests = new Set<string>()
      page.on('request', each => requests.add([each.method(), each.url(), each.headers()['x-amz-target'], each.postData()].join(' ')))
      return requests
    })
    const look = async (turn: number, path: string, ready: string) => {
      looked++
      const { page, troubles } = pages[turn]!
      const requests = asked[turn]!
      requests.clear()
      const language = turn < WIDTHS.length ? 'en' : 'es'
      await page.goto(path)
      await page.locator(ready).first().waitFor()
      const wrong = [...(await tooWide(page)), ...(await broken(page)), ...(await foreignWords(page, language)), ...troubles.splice(0)]
      if (requests.size > MOST_REQUESTS) wrong.push(`${requests.size} requests: ${[...requests].join(', ')}`)
      if (wrong.length > 0) found[`${path} (${language}, ${page.viewportSize()?.width})`] = wrong
    }
    const lanes = allAtOnce ? pages.length : 1
    const go = async (lane: number) => {
      for (const [index, [path, ready]] of routes.entries()) {
        const turn = (index + SHIFT) % pages.length
        if (turn % lanes === lane) await look(turn, path, ready)
      }
    }
    await Promise.all(Array.from({ length: lanes }, (_, lane) => go(lane)))
    expect(looked).toBe(routes.length)
    await close()
    return found
  }

  it('is nothing on the first visit, nor where there is nothing yet', { timeout: 120_000 }, async () => {
    expect(
      await lookAt([
        ['/', '.react-flow__node'],
        ['/executions', '.empty'],
        ['/waiting', '.empty'],
        ['/metrics', '.chart-none'],
        ['/iam?tab=users', '.empty'],
        ['/iam?tab=policies', '.empty'],
        ['/open', '.open-drop'],
        ['/services', '.service-kinds'],
        ['/services/parameters', '.empty'],
        ['/services/secrets', '.empty'],
        ['/services/keys', '.empty'],
        ['/services/schedules', '.empty'],
        ['/services/httpApis', '.empty'],
        ['/services/stacks', '.empty'],
        ['/iam?tab=providers', '.empty'],
        ['/services/queues', '.empty'],
        ['/state-machines/EvenOrOdd', '.empty'],
        ['/state-machines/Nowhere', '.empty'],
        ['/logs', '.empty'],
        ['/services/queues/none', '.empty'],
        ['/iam/roles/none', '.empty'],
        [`/executions/${encodeURIComponent(`${MACHINE.replace('stateMachine', 'execution')}:none`)}`, '.empty'],
      ]),
    ).toEqual({})
  })

  it('is nothing on any route, once there is something to show', { timeout: 180_000 }, async () => {
    const sfn = new SFNClient(clientOptions(server.url))
    if (whole !== undefined) await sfn.send(new UpdateStateMachineCommand({ stateMachineArn: MACHINE, definition: whole }))
    succeeded = (await sfn.send(new StartExecutionCommand({ stateMachineArn: MACHINE, input: '{"a":1}' }))).executionArn!
    const { page, context } = await visit(browser, server.url)
    await page.goto(`/executions/${succeeded}`)
    await page.locator('.page-head .status-succeeded').waitFor()
    // As it was before it is broken: a second try finds it broken.
    whole ??= (await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: MACHINE }))).definition!
    const definition = whole
    const broken = definition.replace('$.is_even', '$.Payload.is_even')
    await sfn.send(new UpdateStateMachineCommand({ stateMachineArn: MACHINE, definition: broken }))
    failed = (await sfn.send(new StartExecutionCommand({ stateMachineArn: MACHINE }))).executionArn!
    await page.goto(`/executions/${failed}`)
    await page.locator('.page-head .status-failed').waitFor()
    await context.close()
    const json = (target: string, body: object) =>
      fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
        body: JSON.stringify(body),
      })
    await json('AmazonSSM.PutParameter', { Name: '/shop/password', Type: 'SecureString', Value: 'a' })
    await json('secretsmanager.CreateSecret', { Name: 'shop/payment', SecretString: 'a', ClientRequestToken: crypto.randomUUID() })
    await json('AWSStepFunctions.CreateActivity', { name: 'pick-by-hand' })
    const role = 'arn:aws:iam::123456789012:role/EvenOrOddMachine'
    const rest = { StartAt: 'Rest', States: { Rest: { Type: 'Wait', Seconds: 86_400, End: true } } }
    const patient = await sfn.send(new CreateStateMachineCommand({ name: 'Patient', definition: JSON.stringify(rest), roleArn: role }))
    await sfn.send(new StartExecutionCommand({ stateMachineArn: patient.stateMachineArn }))
    await json('GraniteServiceVersion20100801.PutMetricAlarm', {
      ...{ AlarmName: 'failures', Namespace: 'AWS/States', MetricName: 'ExecutionsFailed', Statistic: 'Sum', Period: 60 },
      ...{ EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold' },
      Dimensions: [{ Name: 'StateMachineArn', Value: MACHINE }],
    })
    await json('GraniteServiceVersion20100801.PutCompositeAlarm', { AlarmName: 'shop', AlarmRule: 'ALARM(failures) OR NOT OK(failures)' })
    const started = ['AWS/States', 'ExecutionsStarted', 'StateMachineArn', MACHINE]
    const widgets = [
      { type: 'text', width: 24, properties: { markdown: '# Shop' } },
      { type: 'metric', y: 1, width: 12, properties: { title: 'Shop runs', metrics: [started, ['.', 'ExecutionsFailed', '.', '.']] } },
      {
        type: 'metric',
        y: 7,
        properties: { title: 'Sum', metrics: [[{ expression: 'SUM(METRICS())', id: 'all' }], [...started, { id: 'm1' }]] },
      },
    ]
    await json('GraniteServiceVersion20100801.PutDashboard', { DashboardName: 'shop', DashboardBody: JSON.stringify({ widgets }) })
    const draft = { text: definition, base: definition, settings: { name: 'Gone', roleArn: role, type: 'STANDARD' } }
    const gone = encodeURIComponent(MACHINE.replace('EvenOrOdd', 'Gone'))
    await fetch(`${server.url}/_pasos/drafts/${gone}?after=`, { method: 'PUT', body: JSON.stringify(draft) })
    const log = encodeURIComponent('/aws/lambda/EvenOrOdd-number-generator')
    expect(
      await lookAt([
        [`/executions/${failed}`, '.failure-fix'],
        [`/executions/${succeeded}?step=NumberGenerator`, '.panel .json pre'],
        [`/executions/${succeeded}?view=table`, '.steps tbody [data-row]'],
        [`/executions/${succeeded}?view=events`, '.event'],
        [`/executions/${succeeded}?view=logs`, '.execution-log'],
        [`/executions/${succeeded}?view=data`, '.data-view .json pre'],
        [`/executions/${failed}?rerun=2`, '[role=dialog] .cm-content'],
        [`/executions/${succeeded}/compare/${failed}`, '.compare tbody tr'],
        ['/', '.run-list li'],
        ['/state-machines', '.draft-list li'],
        ['/state-machines/Gone/edit', '.studio-note'],
        ['/state-machines/EvenOrOdd', '.table tbody tr'],
        ['/state-machines/EvenOrOdd?tab=definition', '.react-flow__node'],
        ['/state-machines/EvenOrOdd?tab=details', '.form-card'],
        ['/state-machines/EvenOrOdd?tab=versions', '.tag-form'],
        ['/state-machines/EvenOrOdd?tab=permissions', '.status-succeeded'],
        ['/state-machines/EvenOrOdd?tab=logs', '.empty'],
        ['/state-machines/EvenOrOdd?tab=metrics', '.chart svg'],
        ['/services/parameters/%2Fshop%2Fpassword', '.side-by-side'],
        ['/services/parameters', '.table tbody tr'],
        ['/services/secrets/shop%2Fpayment', '.side-by-side'],
        ['/services/activities', '.table tbody tr'],
        ['/services/alarms/failures', '.chart'],
        ['/services/alarms', '.table tbody tr'],
        ['/services/alarms/shop', '.pairs'],
        ['/services/dashboards/shop', '.widget .chart'],
        ['/state-machines/EvenOrOdd/edit', '.studio-palette li'],
        ['/state-machines/EvenOrOdd/edit?mode=code', '.cm-content'],
        ['/state-machines/EvenOrOdd/edit?mode=config', '.studio-config'],
        ['/state-machines/new', '.template'],
        ['/executions', '.table tbody tr'],
        ['/state-machines/EvenOrOdd?start', '[role=dialog] .cm-content'],
        ['/functions', '.table tbody tr'],
        ['/functions/EvenOrOdd-even', '.cm-content'],
        ['/functions/EvenOrOdd-even?tab=code', '.code-tree button'],
        ['/functions/EvenOrOdd-even?tab=configuration', '.config-form'],
        ['/functions/EvenOrOdd-even?tab=versions', '.run-list li'],
        ['/iam', '.table tbody tr'],
        ['/iam/roles/EvenOrOddMachine', '.policy .json'],
        [`/iam?tab=simulate&principal=${role}&action=sqs:SendMessage&resource=*`, '.judgement'],
        ['/metrics', '.chart svg'],
        ['/metrics?span=week&period=86400&stat=p99', '.chart svg'],
        ['/metrics?from=2026-01-01T10:00:00Z&until=2026-01-01T11:00:00Z&stat=SampleCount', 'input[type=datetime-local]'],
        ['/waiting', '.waits li'],
        ['/settings', '.pairs'],
        ['/test-state', '.cm-content'],
        ['/logs', '.table tbody tr'],
        [`/logs/${log}`, '.log-line'],
        ['/nowhere', 'main h1'],
      ]),
    ).toEqual({})
  })

  it('is nothing where the server refuses what is asked for', { timeout: 120_000 }, async () => {
    const refuse = (page: Page) =>
      page.route(
        url => !url.pathname.startsWith('/assets/') && !/\.(js|css|svg)$/.test(url.pathname),
        (route, request) =>
          request.resourceType() === 'document'
            ? route.continue()
            : route.fulfill({ status: 500, json: { message: 'Something went wrong.' } }),
      )
    const addresses = [
      '/',
      '/executions',
      '/state-machines',
      '/functions',
      '/functions/x',
      '/iam',
      '/iam/roles/x',
      '/logs',
      '/metrics',
      '/settings',
    ]
    expect(
      await lookAt(
        addresses.map(path => [path, '.problem']),
        // What is refused is asked again and again, for some seconds: all pages wait for it at once.
        { prepare: refuse, allAtOnce: true },
      ),
    ).toEqual({})
  })

  it('is nothing where there is very much: 300 states, long names, a text of 200 kB', { timeout: 120_000 }, async () => {
    const sfn = new SFNClient(clientOptions(server.url))
    const name = (index: number) => `State number ${index} with a name as long as names may be, which is eighty letters`.slice(0, 78)
    const states = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [
        name(index),
        { Type: 'Pass', ...(index < 299 ? { Next: name(index + 1) } : { End: true }) },
      ]),
    )
    const AssumeRolePolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    })
    const role = { RoleName: 'r'.repeat(64), AssumeRolePolicyDocument }
    const roleArn = (await new IAMClient(clientOptions(server.url)).send(new CreateRoleCommand(role))).Role!.Arn!
    const definition = JSON.stringify({ StartAt: name(0), States: states })
    const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name: 'h'.repeat(80), definition, roleArn }))
    const input = JSON.stringify({ text: 'x'.repeat(200_000) })
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input, name: 'e'.repeat(80) }))
    expect(
      await lookAt([
        [`/executions/${executionArn}`, '.react-flow__node'],
        [`/state-machines/${'h'.repeat(80)}/edit?mode=config`, '.studio-config'],
        ['/metrics', '.chart'],
        [`/executions/${executionArn}?view=table`, '.steps tbody [data-row]'],
        [`/executions/${executionArn}?view=data`, '.data-view .json pre'],
        [`/state-machines/${'h'.repeat(80)}?tab=definition`, '.react-flow__node'],
        ['/executions', '.table tbody tr'],
        ['/state-machines', '.table tbody tr'],
      ]),
    ).toEqual({})
  })

  it('is nothing in what the Studio shows when it is worked with, in each width and language', { timeout: 120_000 }, async () => {
    await createSceneMachines(new SFNClient(clientOptions(server.url)), 'arn:aws:iam::123456789012:role/EvenOrOddMachine')
    const { page, context, troubles } = await visit(browser, server.url, { width: WIDTHS[0]! })
    const found: Record<string, string[]> = {}
    for (const [index, [scene, { address, shows, arrange }]] of Object.entries(STUDIO_SCENES).entries()) {
      await page.goto(address)
      await arrange(page)
      await page.locator(shows).first().waitFor()
      // Back where it began in the end: wide and in English. axe looks once, at the place whose turn it is.
      const places = WIDTHS.toReversed().flatMap(width => (['es', 'en'] as const).map(language => ({ width, language })))
      for (const [turn, { width, language }] of places.entries()) {
        await page.setViewportSize({ width, height: 900 })
        await page.locator('.shell-select').first().selectOption(language, { force: true })
        await page.locator(`.shell-select[aria-label="${{ en, es }[language].shell.language}"]`).waitFor({ state: 'attached' })
        await page.locator(shows).first().waitFor()
        const wrong = [...(await tooWide(page)), ...(await foreignWords(page, language)), ...troubles.splice(0)]
        if (turn === (index + SHIFT) % places.length) wrong.push(...(await broken(page)))
        if (wrong.length > 0) found[`${scene} (${language}, ${width})`] = wrong
      }
    }
    expect(found).toEqual({})
    await context.close()
  })

  it('is nothing in the palette', async () => {
    const { page, context } = await visit(browser, server.url)
    await page.goto('/')
    await page.locator('main h1').waitFor()
    await page.keyboard.press('Control+k')
    await page.locator('.palette [role=option]').first().waitFor()
    expect(await broken(page)).toEqual([])
    await context.close()
  })
})

const WIDTHS = [1440, 400, 320]
/** A page may need so many to stand, on its first visit. */
const MOST_REQUESTS = 25
const SHIFT = Number(process.env['AXE_SHIFT'] ?? 0)

/** The page, or what a dialog holds, where it must be pushed sideways to be seen. */
async function tooWide(page: Page): Promise<string[]> {
  const overflow = await page.evaluate(() => {
    const boxes = [document.documentElement, ...document.querySelectorAll('.dialog-body')]
    return Math.max(...boxes.map(box => box.scrollWidth - box.clientWidth))
  })
  return overflow > 0 ? [`${overflow} pixels too wide`] : []
}
