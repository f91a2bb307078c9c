import { readFileSync } from 'node:fs'
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Browser, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { violations } from './axe.ts'
import { hasChromium, visit } from './browser.ts'
import { consoleScene } from './console-scene.ts'
import { clientOptions, type RunningServer } from './running-server.ts'

const ACCOUNT = 'us-east-1:123456789012'
/** Set it to a folder to look at the pages. */
const PICTURES = process.env['CONSOLE_PICTURES']

describe.skipIf(!hasChromium)('the pages of the local services', () => {
  let server: RunningServer
  let browser: Browser
  consoleScene('console-services', async scene => {
    ;({ server, browser } = scene)
    await fill(server.url)
  })

  async function looks(page: Page, name: string): Promise<void> {
    expect(await violations(page)).toEqual([])
    for (const width of [1440, 400, 320]) {
      await page.setViewportSize({ width, height: 900 })
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect([name, width, overflow]).toEqual([name, width, 0])
      if (PICTURES && width > 320) await page.screenshot({ path: `${PICTURES}/${name}-${width}.png` })
    }
    if (PICTURES) {
      await page.setViewportSize({ width: 1440, height: 900 })
      await page.emulateMedia({ colorScheme: 'dark' })
      await page.screenshot({ path: `${PICTURES}/${name}-dark.png` })
      await page.emulateMedia({ colorScheme: 'light' })
    }
    await page.setViewportSize({ width: 1280, height: 900 })
  }

  it('send to a queue, look at it, take dead letters back and purge', async () => {
    const { page, context, troubles } = await visit(browser, server.url)
    await page.goto('/services')
    await page.locator('.service-count', { hasText: '2' }).first().waitFor()
    await looks(page, 'services')
    await page.getByRole('link', { name: 'Queues' }).click()
    await page.locator('.table').getByRole('link', { name: 'dead-orders' }).click()
    await page.getByLabel('Message', { exact: true }).fill('{"order":17}')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('Sent as').waitFor()
    await page.getByRole('button', { name: 'Look at messages' }).click()
    await page.locator('.folded summary', { hasText: '"order":17' }).click()
    await page.locator('.folded .json pre').waitFor()
    await looks(page, 'queue')
    await page.getByRole('button', { name: 'Purge' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Purge' }).click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Look at messages' }).click()
    await page.getByText('No message was visible.').waitFor()
    await page.getByRole('button', { name: 'Redrive' }).click()
    await page.getByText('are going back').waitFor()
    expect(troubles).toEqual([])
    await context.close()
  })

  it('publish to a topic and show the letter in the outbox, in Spanish too', async () => {
    const { page, context, troubles } = await visit(browser, server.url, { locale: 'es-ES' })
    await page.goto('/services/topics/news')
    await page.getByLabel('Asunto (opcional)').fill('Hello')
    await page.getByLabel('Mensaje', { exact: true }).fill('<b>bold</b> news')
    await page.getByRole('button', { name: 'Publicar' }).click()
    await page.getByText('Publicado como').waitFor()
    await page.locator('.service-outbox .folded').first().waitFor()
    await looks(page, 'topic-es')
    await page.goto('/services/topics')
    await page.locator('.service-outbox .folded').first().waitFor()
    expect(troubles).toEqual([])
    await context.close()
  })

  it('show the items of a table, page by page', async () => {
    const { page, context, troubles } = await visit(browser, server.url)
    await page.goto('/services/tables/orders')
    await page.locator('.folded').nth(49).waitFor()
    await page.getByRole('button', { name: 'Show more' }).click()
    await page.locator('.folded').nth(59).waitFor()
    await page.locator('.folded summary').first().click()
    await page.locator('.folded .json pre', { hasText: '"total": 12.5' }).waitFor()
    await looks(page, 'table')
    expect(troubles).toEqual([])
    await context.close()
  })

  it('upload to a bucket and download from it, whatever the names hold', async () => {
    const { page, context, troubles } = await visit(browser, server.url)
    await page.goto('/services/buckets/files')
    await page.getByRole('link', { name: 'año 1/' }).click()
    await page.locator('input[type=file]').setInputFiles({ name: 'a+b #1?.txt', mimeType: 'text/plain', buffer: Buffer.from('uploaded') })
    const row = page.getByRole('button', { name: 'Download a+b #1?.txt' })
    await row.waitFor()
    await looks(page, 'bucket')
    const [download] = await Promise.all([page.waitForEvent('download'), row.click()])
    expect(readFileSync(await download.path(), 'utf8')).toBe('uploaded')
    const stored = await new S3Client({ ...clientOptions(server.url), forcePathStyle: true }).send(
      new GetObjectCommand({ Bucket: 'files', Key: 'año 1/a+b #1?.txt' }),
    )
    expect([await stored.Body!.transformToString(), stored.ContentType]).toEqual(['uploaded', 'text/plain'])
    expect(troubles).toEqual([])
    await context.close()
  })

  it('switch a rule off and put an event', async () => {
    const { page, context, troubles } = await visit(browser, server.url)
    await page.goto('/services/buses/default')
    await page.locator('.rule .json').first().waitFor()
    await page.getByLabel('Source').fill('shop')
    await page.getByLabel('Detail type').fill('Order placed')
    await page.getByRole('button', { name: 'Put event' }).click()
    await page.getByText('The bus has taken the event.').waitFor()
    await looks(page, 'bus')
    await page.getByLabel('Rule orders is on').click()
    await page.getByLabel('Rule orders is on').and(page.locator(':not(:checked)')).waitFor()
    await page.reload()
    await page.getByLabel('Rule orders is on').and(page.locator(':not(:checked)')).waitFor()
    expect(troubles).toEqual([])
    await context.close()
  })

  it('tell what the role of a machine may do for each of its tasks', async () => {
    const [invoke, send] = ['arn:aws:states:::lambda:invoke', 'arn:aws:states:::sqs:sendMessage']
    const States = {
      Even: { Type: 'Task', Resource: invoke, Parameters: { FunctionName: 'EvenOrOdd-even' }, Next: 'Orders' },
      Orders: {
        Type: 'Task',
        Resource: send,
        Parameters: { QueueUrl: `${server.url}/123456789012/orders`, MessageBody: 'a' },
        Next: 'Any',
      },
      Any: { Type: 'Task', Resource: send, Parameters: { 'QueueUrl.$': '$.url', MessageBody: 'a' }, End: true },
    }
    await new SFNClient(clientOptions(server.url)).send(
      new CreateStateMachineCommand({
        name: 'permissions',
        roleArn: 'arn:aws:iam::123456789012:role/EvenOrOddMachine',
        definition: JSON.stringify({ StartAt: 'Even', States }),
      }),
    )
    const { page, context, troubles } = await visit(browser, server.url)
    await page.goto('/state-machines/permissions?tab=permissions')
    const rows = page.locator('.table tbody tr')
    await rows.nth(2).waitFor()
    const answers = await rows.locator('td:last-child').allTextContents()
    expect(answers).toEqual(['✓ Allowed', '✕ Not allowed Why denied?', '? Depends on the input'])
    const question = await rows.nth(1).getByRole('link').getAttribute('href')
    expect(question).toContain('tab=simulate')
    expect(question).toContain('action=sqs%3ASendMessage')
    await looks(page, 'permissions')
    await page.goto('/state-machines/permissions?tab=logs')
    await page.getByText('writes no log').waitFor()
    expect(troubles).toEqual([])
    await context.close()
  })

  it('make a secret parameter and a secret, reveal them when asked, change and delete them', async () => {
    const { page, context, troubles } = await visit(browser, server.url)
    await page.goto('/services/parameters')
    await page.getByRole('button', { name: 'Create' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('/shop/db/password')
    await dialog.getByLabel('Type').selectOption('SecureString')
    await dialog.getByLabel('Value').fill('first of all')
    await dialog.getByRole('button', { name: 'Create' }).click()
    await page.getByRole('link', { name: '/shop/db/password' }).click()
    await page.getByRole('button', { name: 'Reveal' }).waitFor()
    await looks(page, 'parameter')
    expect(await page.locator('main').textContent()).not.toContain('first of all')
    await page.getByRole('button', { name: 'Reveal' }).click()
    await page.locator('.json pre', { hasText: 'first of all' }).waitFor()
    await page.getByLabel('New value').fill('second')
    await page.getByRole('button', { name: 'Save as a new version' }).click()
    await page.getByText('The new version is saved.').waitFor()
    // Another version is hidden again.
    await page.getByRole('button', { name: 'Reveal' }).click()
    await page.locator('.json pre', { hasText: 'second' }).waitFor()
    await page.getByRole('button', { name: 'Hide' }).click()
    await page.locator('.json pre').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Delete' }).click()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await page.waitForURL('**/services/parameters')
    await page.getByText('There is no parameter yet.').waitFor()

    await page.goto('/services/secrets')
    await page.getByRole('button', { name: 'Create' }).click()
    await dialog.getByLabel('Name').fill('shop/payment')
    await dialog.getByLabel('Value').fill('{"key":"abc"}')
    await dialog.getByRole('button', { name: 'Create' }).click()
    await page.getByRole('link', { name: 'shop/payment' }).click()
    await page.getByRole('button', { name: 'Reveal' }).click()
    await page.locator('.json pre', { hasText: '"abc"' }).waitFor()
    await page.getByRole('button', { name: 'Delete' }).click()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await page.getByText('This secret is going to be deleted.').waitFor()
    await looks(page, 'secret')
    await page.getByRole('button', { name: 'Restore' }).click()
    await page.getByRole('button', { name: 'Reveal' }).waitFor()
    expect(troubles).toEqual([])
    await context.close()
  })

  it('make a key, switch it off and plan its end, in Spanish', async () => {
    const { page, context, troubles } = await visit(browser, server.url, { locale: 'es-ES' })
    await page.goto('/services/keys')
    await page.getByRole('button', { name: 'Crear' }).click()
    await page.getByRole('dialog').getByLabel('Descripción').fill('para pedidos')
    await page.getByRole('dialog').getByRole('button', { name: 'Crear' }).click()
    await page.locator('.table tbody tr', { hasText: 'para pedidos' }).getByRole('link').click()
    await page.locator('.pairs', { hasText: 'para pedidos' }).waitFor()
    await page.getByRole('button', { name: 'Desactivar' }).click()
    await page.locator('.pairs', { hasText: 'Desactivada' }).waitFor()
    await page.getByRole('button', { name: 'Activar' }).click()
    await page.locator('.pairs', { hasText: 'En uso' }).waitFor()
    await page.getByRole('button', { name: 'Eliminar' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Eliminar' }).click()
    await page.locator('.pairs', { hasText: 'Se va a eliminar' }).waitFor()
    await looks(page, 'key')
    await page.getByRole('button', { name: 'Conservarla' }).click()
    await page.locator('.pairs', { hasText: 'Desactivada' }).waitFor()
    expect(troubles).toEqual([])
    await context.close()
  })

  it('tell what programs made, an API and an alarm, switch the alarm off and delete the API', async () => {
    const { page, context, troubles } = await visit(browser, server.url)
    const rest = async (path: string, body: object) => {
      const authorization = 'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/apigateway/aws4_request, SignedHeaders=host, Signature=a'
      const answer = await fetch(`${server.url}/v2/apis${path}`, { method: 'POST', headers: { authorization }, body: JSON.stringify(body) })
      return (await answer.json()) as { apiId: string; integrationId: string }
    }
    const { apiId } = await rest('', { name: 'shop', protocolType: 'HTTP' })
    const integrationUri = 'arn:aws:lambda:us-east-1:123456789012:function:EvenOrOdd-even'
    const integration = { integrationType: 'AWS_PROXY', integrationUri, payloadFormatVersion: '2.0' }
    const { integrationId } = await rest(`/${apiId}/integrations`, integration)
    await rest(`/${apiId}/routes`, { routeKey: 'GET /orders', target: `integrations/${integrationId}` })
    await page.goto('/services/httpApis')
    await page.getByRole('link', { name: apiId }).click()
    await page.locator('.parts', { hasText: 'GET /orders' }).getByRole('link', { name: 'EvenOrOdd-even' }).waitFor()
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.locator('.empty', { hasText: 'There is no HTTP API yet.' }).waitFor()
    const alarm = {
      ...{ AlarmName: 'failures', Namespace: 'AWS/States', MetricName: 'ExecutionsFailed', Statistic: 'Sum', Period: 60 },
      ...{ EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold' },
    }
    await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'GraniteServiceVersion20100801.PutMetricAlarm' },
      body: JSON.stringify(alarm),
    })
    await page.goto('/services/alarms/failures')
    await page.getByText('Sum ExecutionsFailed ≥ 1').waitFor()
    await page.getByRole('button', { name: 'Switch off' }).click()
    await page.getByRole('button', { name: 'Switch on' }).waitFor()
    expect(troubles).toEqual([])
    await context.close()
  })

  it('list a composite alarm with its rule, and draw what a dashboard works out of metrics, or say why not', async () => {
    const { page, context } = await visit(browser, server.url)
    const cloudwatch = (operation: string, body: object) =>
      fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `GraniteServiceVersion20100801.${operation}` },
        body: JSON.stringify(body),
      })
    await cloudwatch('PutMetricAlarm', {
      ...{ AlarmName: 'orders', Namespace: 'Shop', MetricName: 'Orders', Statistic: 'Sum', Period: 60 },
      ...{ EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold' },
    })
    await cloudwatch('PutCompositeAlarm', { AlarmName: 'everything', AlarmRule: 'ALARM("orders")' })
    await page.goto('/services/alarms')
    await page.getByRole('cell', { name: 'OK · ALARM("orders")' }).waitFor()
    await page.getByRole('link', { name: 'everything' }).click()
    await page.locator('.pairs', { hasText: 'ALARM("orders")' }).waitFor()
    const [orders, failed] = ['Orders', 'Failed'].map(MetricName => ({ MetricName, Value: MetricName === 'Orders' ? 8 : 2 }))
    await cloudwatch('PutMetricData', { Namespace: 'Shop', MetricData: [orders, failed] })
    const metrics = [
      [{ expression: 'failed / orders', label: 'Share' }],
      [{ expression: "SEARCH('{Shop} \"Orders\"', 'Sum')", label: 'Search' }],
      ['Shop', 'Orders', { id: 'orders', visible: false }],
      ['.', 'Failed', { id: 'failed', visible: false }],
    ]
    const widget = { type: 'metric', width: 24, properties: { title: 'Shop', period: 60, metrics } }
    await cloudwatch('PutDashboard', { DashboardName: 'math', DashboardBody: JSON.stringify({ widgets: [widget] }) })
    await page.goto('/services/dashboards/math')
    await page.locator('.chart-legend li', { hasText: /Share\s*0\.25/ }).waitFor()
    await page.getByText(/^Search is not drawn\. .*SEARCH is not served here/).waitFor()
    expect(await page.locator('.chart-legend li').count()).toBe(1)
    await context.close()
  })

  it('say what a service answers to what is not there', async () => {
    const { page, context } = await visit(browser, server.url)
    await page.goto('/services/queues/nothing')
    await page.getByText('QueueDoesNotExist').first().waitFor()
    await page.goto('/services/buckets/nothing')
    await page.getByText('NoSuchBucket').first().waitFor()
    await page.goto('/services/nonsense')
    await page.getByText('There is no page at this address.').waitFor()
    await context.close()
  })
})

/** Two queues of which one takes the other's dead letters, a topic with a letter's address, a table, a bucket and a rule. */
async function fill(url: string): Promise<void> {
  const sqs = new SQSClient(clientOptions(url))
  const dynamodb = new DynamoDBClient(clientOptions(url))
  const s3 = new S3Client({ ...clientOptions(url), forcePathStyle: true })
  await sqs.send(new CreateQueueCommand({ QueueName: 'dead-orders' }))
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: `arn:aws:sqs:${ACCOUNT}:dead-orders`, maxReceiveCount: 3 })
  await sqs.send(new CreateQueueCommand({ QueueName: 'orders', Attributes: { RedrivePolicy } }))
  const TopicArn = `arn:aws:sns:${ACCOUNT}:news`
  await ask(url, 'sns', {}, new URLSearchParams({ Action: 'CreateTopic', Version: '2010-03-31', Name: 'news' }))
  const subscription = { Action: 'Subscribe', Version: '2010-03-31', TopicArn, Protocol: 'sms', Endpoint: '+15550100' }
  await ask(url, 'sns', {}, new URLSearchParams(subscription))
  await dynamodb.send(
    new CreateTableCommand({
      TableName: 'orders',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  )
  for (let id = 0; id < 60; id += 1) {
    const Item = { id: { S: `order-${id}` }, total: { N: '12.5' }, tags: { L: [{ S: 'new' }] } }
    await dynamodb.send(new PutItemCommand({ TableName: 'orders', Item }))
  }
  await s3.send(new CreateBucketCommand({ Bucket: 'files' }))
  await s3.send(new PutObjectCommand({ Bucket: 'files', Key: 'año 1/b.txt', Body: 'first' }))
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutRule' }
  await ask(url, 'events', headers, JSON.stringify({ Name: 'orders', EventPattern: '{"source":["shop"]}' }))
}

async function ask(url: string, service: string, headers: Record<string, string>, body: string | URLSearchParams): Promise<void> {
  const authorization = `AWS4-HMAC-SHA256 Credential=pasos/20200101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`
  const answer = await fetch(url, { method: 'POST', headers: { ...headers, authorization }, body })
  if (!answer.ok) throw new Error(await answer.text())
}
