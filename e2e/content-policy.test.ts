import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { describe, expect, it } from 'vitest'
import { hasChromium, visit } from './browser.ts'
import { consoleScene, type Scene } from './console-scene.ts'
import { clientOptions } from './running-server.ts'

const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:EvenOrOdd'

describe.skipIf(!hasChromium)('the content security policy of the console', () => {
  let scene: Scene
  consoleScene('content-policy', begun => {
    scene = begun
  })

  it('lets nothing inline in, is broken by no page, and the editors have their styles all the same', { timeout: 120_000 }, async () => {
    const { server, browser } = scene
    const sfn = new SFNClient(clientOptions(server.url))
    const { executionArn: first } = await sfn.send(new StartExecutionCommand({ stateMachineArn: MACHINE }))
    const { executionArn: second } = await sfn.send(new StartExecutionCommand({ stateMachineArn: MACHINE }))
    const { page, context, troubles } = await visit(browser, server.url)
    const reports: string[] = []
    await page.exposeFunction('reported', (what: string) => reports.push(what))
    await page.addInitScript(() => {
      const { reported } = window as unknown as { reported: (what: string) => void }
      document.addEventListener('securitypolicyviolation', event => reported(`${event.violatedDirective} ${event.blockedURI}`))
    })
    const policy = (await page.goto('/'))!.headers()['content-security-policy']!
    expect(policy).not.toContain('unsafe')
    for (const [path, waited] of [
      [`/executions/${first}?rerun=2`, '.cm-content'],
      ['/state-machines/EvenOrOdd/edit', '.react-flow__node'],
      [`/executions/${first}`, '.react-flow__node'],
      [`/executions/${first}/compare/${second}`, 'main h1'],
      ['/functions/EvenOrOdd-even?tab=code', '.cm-content'],
    ] as const) {
      await page.goto(path)
      await page.locator(waited).first().waitFor()
      const editor = page.locator('.cm-gutters').first()
      // The theme's rules come in an element of their own; without them a gutter is no flex box.
      if (waited === '.cm-content') expect(await editor.evaluate(element => getComputedStyle(element).display)).toBe('flex')
    }
    expect({ reports, troubles }).toEqual({ reports: [], troubles: [] })
    // What is not the console's own stays out, and is reported: the reports above would have come.
    await page.evaluate(() => {
      const foreign = document.createElement('style')
      foreign.textContent = 'body { outline: 3px solid red }'
      document.head.append(foreign)
    })
    expect(await page.evaluate(() => getComputedStyle(document.body).outlineStyle)).toBe('none')
    await page.waitForTimeout(200)
    expect(reports).toEqual(['style-src-elem inline'])
    await context.close()
  })
})
