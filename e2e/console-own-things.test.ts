import { CreateStateMachineCommand, DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Browser } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { hasChromium, visit } from './browser.ts'
import { consoleScene } from './console-scene.ts'
import { clientOptions, type RunningServer } from './running-server.ts'

const EVEN_OR_ODD = 'arn:aws:states:us-east-1:123456789012:stateMachine:EvenOrOdd'

/** What the Studio knows of this server, and what of its drafts is known beside it. */
describe.skipIf(!hasChromium)('the Studio and what is on the server', () => {
  let server: RunningServer
  let browser: Browser
  consoleScene('console-own-things', async scene => {
    ;({ server, browser } = scene)
    const sqs = new SQSClient(clientOptions(server.url))
    for (const QueueName of ['parcels', 'letters']) await sqs.send(new CreateQueueCommand({ QueueName }))
    const sfn = new SFNClient(clientOptions(server.url))
    const { roleArn } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: EVEN_OR_ODD }))
    for (const [name, QueryLanguage, parameters] of [
      ['Paths', 'JSONPath', { Parameters: { MessageBody: 'm', 'QueueUrl.$': '$.queue' } }],
      ['Expressions', 'JSONata', { Arguments: { MessageBody: 'm', QueueUrl: '{% $states.input.queue %}' } }],
    ] as const) {
      const Send = { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', ...parameters, End: true }
      const definition = JSON.stringify({ QueryLanguage, StartAt: 'Send', States: { Send } })
      await sfn.send(new CreateStateMachineCommand({ name, definition, roleArn }))
    }
  })

  const QUEUE = (name: string) => new RegExp(`"QueueUrl": ?"http[^"]*/123456789012/${name}"`)

  it.for([
    ['Paths', 'Parameters', 'en-US', 'As written: $.queue'],
    ['Expressions', 'Arguments', 'es-ES', 'Como está escrito: {% $states.input.queue %}'],
  ] as const)('names the queue of a task by keys, and takes it back (%s)', async ([machine, field, locale, written]) => {
    const { page, context, troubles } = await visit(browser, server.url, { locale })
    await page.goto(`/state-machines/${machine}/edit`)
    await page.locator('.react-flow__node[data-id="Send"]').click()
    const queue = page.getByRole('combobox', { name: 'QueueUrl' })
    await queue.focus()
    expect(await queue.locator('option:checked').textContent()).toBe(written)
    await page.keyboard.type('parcels')
    const text = page.getByRole('combobox', { name: field })
    await expect.poll(() => text.inputValue()).toMatch(QUEUE('parcels'))
    expect(await text.inputValue()).not.toContain('QueueUrl.$')
    await queue.selectOption('letters')
    await expect.poll(() => text.inputValue()).toMatch(QUEUE('letters'))
    // One step of undo for each choice.
    const undo = page.getByRole('button', { name: locale === 'es-ES' ? 'Deshacer' : 'Undo' })
    await undo.click()
    await expect.poll(() => text.inputValue()).toMatch(QUEUE('parcels'))
    await undo.click()
    await expect.poll(() => text.inputValue()).toContain(written.split(': ')[1])
    expect(troubles).toEqual([])
    await context.close()
  })

  it('leaves the plain field where no list is to be had', async () => {
    const { page, context } = await visit(browser, server.url)
    await page.route('**/*', route =>
      /ListQueues$/.test(route.request().headers()['x-amz-target'] ?? '') ? route.abort() : route.fallback(),
    )
    // Each call by itself, so that one alone can fail.
    await page.route('**/_pasos/calls', route => route.fulfill({ status: 403 }))
    await page.goto('/state-machines/Paths/edit')
    await page.locator('.react-flow__node[data-id="Send"]').click()
    await page.getByRole('combobox', { name: 'Parameters' }).waitFor()
    await page.waitForLoadState('networkidle')
    expect(await page.getByRole('combobox', { name: 'QueueUrl' }).count()).toBe(0)
    await context.close()
  })

  it('offers the user’s own queue, and lists the draft made of it, to go on with or to discard', async () => {
    const { page, context, troubles } = await visit(browser, server.url)
    await page.goto('/state-machines/EvenOrOdd/edit')
    await page.locator('.react-flow__node[data-id="Even"]').click()
    await page.locator('.studio-palette input').fill('parcels')
    await page.locator('[data-item="own-sqs:sendMessage-parcels"]').click()
    await page.locator('.react-flow__node[data-id="Send to parcels"]').waitFor()
    await page.getByText('Draft kept').waitFor()
    await page.goto('/state-machines')
    const drafts = page.locator('.draft-list')
    await drafts.getByText('90 days').waitFor()
    await drafts.getByRole('link', { name: 'EvenOrOdd' }).click()
    await page.locator('.react-flow__node[data-id="Send to parcels"]').waitFor()
    await page.goto('/state-machines')
    await drafts.getByRole('button', { name: 'Discard the draft of EvenOrOdd' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Discard', exact: true }).click()
    await drafts.getByRole('link', { name: 'EvenOrOdd' }).waitFor({ state: 'detached' })
    const sfn = new SFNClient(clientOptions(server.url))
    const { definition } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: EVEN_OR_ODD }))
    expect(definition).not.toContain('parcels')
    expect(troubles).toEqual([])
    await context.close()
  })
})
