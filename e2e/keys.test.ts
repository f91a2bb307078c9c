import { existsSync, readFileSync, statSync } from 'node:fs'
import { Agent, request } from 'node:https'
import { join } from 'node:path'
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { ListStateMachinesCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasChromium, openBrowser, type Visit } from './browser.ts'
import { hasOpenssl, makeCertificate } from './certificate.ts'
import { pasos, type RunningServer, startServer, temporaryFolder } from './running-server.ts'

// A server that verifies, over TLS, with the key that it made for itself.

const temporary = temporaryFolder('keys')
const pem = temporaryFolder('keys-tls')

describe.skipIf(!hasOpenssl)('a server that verifies its callers', () => {
  const { cert, key } = hasOpenssl ? makeCertificate(pem.folder) : { cert: '', key: '' }
  const data = join(temporary.folder, 'data')
  const args = ['--auth', 'verify', '--tls-cert', cert, '--tls-key', key]
  let server: RunningServer
  let environment: Record<string, string>

  beforeAll(async () => {
    server = await startServer({ folder: data, args })
    const { stdout } = await pasos(['env', '--format', 'json', '--data', data, '--endpoint', server.url], { LC_ALL: 'C' })
    environment = { ...JSON.parse(stdout), NODE_EXTRA_CA_CERTS: cert, LC_ALL: 'C' }
  })
  afterAll(async () => {
    await server?.stop()
    temporary.remove()
    pem.remove()
  })

  const options = (change: { secret?: string; keyId?: string; offset?: number } = {}) => ({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: {
      accessKeyId: change.keyId ?? environment['AWS_ACCESS_KEY_ID']!,
      secretAccessKey: change.secret ?? environment['AWS_SECRET_ACCESS_KEY']!,
    },
    requestHandler: { httpsAgent: new Agent({ ca: readFileSync(cert) }) },
    maxAttempts: 1,
    ...(change.offset === undefined ? {} : { systemClockOffset: change.offset }),
  })

  it('makes the root’s key at its first start, for its owner’s eyes, and keeps it', async () => {
    expect(statSync(join(data, 'root-key.json')).mode & 0o777).toBe(0o600)
    const before = readFileSync(join(data, 'root-key.json'), 'utf8')
    await server.stop()
    server = await startServer({ folder: data, args })
    expect(readFileSync(join(data, 'root-key.json'), 'utf8')).toBe(before)
    expect(server.output()).toContain('who signs with a known key')
  })

  it('serves who signs with that key: the SDK over TLS, and the command', async () => {
    const { stateMachines } = await new SFNClient(options()).send(new ListStateMachinesCommand({}))
    expect(stateMachines!.map(({ name }) => name)).toEqual(['EvenOrOdd'])
    await new SFNClient(options()).send(new StartExecutionCommand({ stateMachineArn: stateMachines![0]!.stateMachineArn! }))
    const invoked = await new LambdaClient(options()).send(new InvokeCommand({ FunctionName: 'EvenOrOdd-number-generator', Payload: '{}' }))
    expect(invoked.FunctionError).toBeUndefined()
    const run = await pasos(['run', 'EvenOrOdd', '--endpoint', server.url], environment)
    expect(run).toMatchObject({ code: 0 })
    const backup = join(temporary.folder, 'backup.zip')
    expect(await pasos(['backup', backup, '--endpoint', server.url], environment)).toMatchObject({ code: 0 })
  })

  it.each<[string, Parameters<typeof options>[0], string, string]>([
    ['a wrong secret', { secret: 'x'.repeat(40) }, 'InvalidSignatureException', 'SignatureDoesNotMatch'],
    ['an unknown key', { keyId: 'AKIAIOSFODNN7EXAMPLE' }, 'UnrecognizedClientException', 'InvalidClientTokenId'],
    ['a clock twenty minutes slow', { offset: -20 * 60_000 }, 'InvalidSignatureException', 'SignatureDoesNotMatch'],
    ['a clock twenty minutes fast', { offset: 20 * 60_000 }, 'InvalidSignatureException', 'SignatureDoesNotMatch'],
  ])('refuses %s as AWS does', async (_, change, ofJson, ofQuery) => {
    await expect(new SFNClient(options(change)).send(new ListStateMachinesCommand({}))).rejects.toMatchObject({ name: ofJson })
    await expect(new IAMClient(options(change)).send(new ListRolesCommand({}))).rejects.toMatchObject({ name: ofQuery })
  })

  it('says to the command in one line that a key is wrong', async () => {
    const wrong = { ...environment, AWS_SECRET_ACCESS_KEY: 'x'.repeat(40) }
    const { code, stderr } = await pasos(['run', 'EvenOrOdd', '--endpoint', server.url], wrong)
    expect(code).toBe(4)
    expect(stderr).toMatch(/^InvalidSignatureException: .*\n$/)
    expect(await pasos(['backup', join(temporary.folder, 'no.zip'), '--endpoint', server.url], wrong)).toMatchObject({ code: 4 })
  })

  it('gives nobody a backup or a stream, and tells everybody that it is well', async () => {
    const status = (path: string, method = 'GET') =>
      new Promise<number>((resolve, reject) => {
        request(`${server.url}${path}`, { method, ca: readFileSync(cert) }, answer => resolve(answer.resume().statusCode!))
          .on('error', reject)
          .end()
      })
    expect(await status('/_pasos/backup', 'POST')).toBe(403)
    expect(await status('/_pasos/executions/events')).toBe(403)
    expect(await status('/_pasos/health')).toBe(200)
    expect(await status('/_pasos/session?ticket=1.2.3')).toBe(403)
  })

  describe.skipIf(!hasChromium || !existsSync(new URL('../packages/console/dist/index.html', import.meta.url)))('the console', () => {
    it('is opened by the printed link, which works once', async () => {
      const link = /Console +(https:\S+)/.exec(server.output())![1]!
      const browser = await openBrowser()
      const visitor = async (): Promise<Visit['page']> => (await browser.newContext({ ignoreHTTPSErrors: true })).newPage()
      try {
        const page = await visitor()
        await page.goto(link)
        await page.waitForURL(`${server.url}/**`)
        await page.getByText('EvenOrOdd').first().waitFor()
        expect(await page.evaluate('document.cookie')).toBe('')
        const second = await visitor()
        expect((await second.goto(link))?.status()).toBe(403)
        await second.goto(server.url)
        const refused = await second.evaluate(() => fetch('/_pasos/executions/events').then(answer => answer.status))
        expect(refused).toBe(403)
      } finally {
        await browser.close()
      }
    })
  })
})

it('never opens a port that others reach without TLS, or without keys, unless told in so many words', async () => {
  const start = (...args: string[]) => pasos(['start', '--port', '0', '--data', join(temporary.folder, 'none'), ...args], { LC_ALL: 'C' })
  const plain = await start('--host', '0.0.0.0')
  expect(plain).toMatchObject({ code: 2 })
  expect(plain.stderr).toContain('--tls-cert')
  expect(await start('--host', '0.0.0.0', '--auth', 'trust', '--behind-proxy')).toMatchObject({ code: 2 })
  expect(await start('--behind-proxy', '--auth', 'trust')).toMatchObject({ code: 2 })
  expect(await start('--tls-cert', 'missing.pem')).toMatchObject({ code: 2 })
  expect(await start('--tls-cert', 'missing.pem', '--tls-key', 'missing.pem')).toMatchObject({ code: 2 })
})
