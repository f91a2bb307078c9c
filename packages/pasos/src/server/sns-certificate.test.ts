import { verify, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { expect, test } from 'vitest'
import { openServer } from './open-server.ts'

test('an endpoint can fetch the certificate that a message names, and check the message by it', async () => {
  const bodies: string[] = []
  const endpoint = createServer(async (request, response) => {
    bodies.push(await text(request))
    response.end()
  }).listen(0, '127.0.0.1')
  await once(endpoint, 'listening')
  const { port } = endpoint.address() as AddressInfo
  const folder = mkdtempSync(join(tmpdir(), 'pasos-certificate-'))
  const server = await openServer({
    ...{ folder, host: '127.0.0.1', port: 0, posture: { auth: 'trust' }, allowedHosts: [], accountId: '123456789012' },
    ...{ region: 'us-east-1', version: '0', deployExample: false, retentionDays: 0, keepsAwsLimits: true, executionDays: 0 },
    ...{ keepsExpressHistory: false, sandbox: 'process', services: ['sns'], diskReserveBytes: 0, allowedHttp: [`127.0.0.1:${port}`] },
    onFatal: error => {
      throw error
    },
  })
  try {
    const sns = new SNSClient({ endpoint: server.url, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } })
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 't' }))
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: `http://127.0.0.1:${port}/hook` }))
    await expect.poll(() => bodies.length, { timeout: 10_000 }).toBe(1)
    const message = JSON.parse(bodies[0]!)
    expect(message.SigningCertURL.startsWith(`${server.url}/SimpleNotificationService-`)).toBe(true)
    const certificate = new X509Certificate(await (await fetch(message.SigningCertURL)).text())
    const names = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type']
    const signed = names.map(name => `${name}\n${message[name]}\n`).join('')
    expect(verify('sha1', Buffer.from(signed), certificate.publicKey, Buffer.from(message.Signature, 'base64'))).toBe(true)
    const other = message.SigningCertURL.replace(/[0-9a-f]{32}\.pem$/, `${'0'.repeat(32)}.pem`)
    expect((await fetch(other)).status).toBe(404)
  } finally {
    await server.close()
    endpoint.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
