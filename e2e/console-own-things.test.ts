import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Browser } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { hasChromium, visit } from './browser.ts'
import { consoleScene } from './console-scene.ts'
import { clientOptions, type RunningServer } from './running-server.ts'

/** What the Studio knows of this server, and what of its drafts is known beside it. */
describe.skipIf(!hasChromium)('the Studio and what is on the server', () => {
  let server: RunningServer
  let browser: Browser
  consoleScene('console-own-things', async scene => {
    ;({ server, browser } = scene)
    await new SQSClient(clientOptions(server.url)).send(new CreateQueueCommand({ QueueName: 'parcels' }))
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
    await drafts.waitFor({ state: 'detached' })
    const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:EvenOrOdd'
    const { definition } = await new SFNClient(clientOptions(server.url)).send(new DescribeStateMachineCommand({ stateMachineArn }))
    expect(definition).not.toContain('parcels')
    expect(troubles).toEqual([])
    await context.close()
  })
})
