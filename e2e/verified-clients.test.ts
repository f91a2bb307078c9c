import { execFile, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { allServices } from '@pasos/services'
import { signatureHeaders } from '@pasos/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasOpenssl, makeCertificate } from './certificate.ts'
import { pasos, type RunningServer, startServer, temporaryFolder } from './running-server.ts'
import { EXAMPLE, terraformWith, whatTerraformMisses } from './terraform.ts'

// AWS's own tools against a server that verifies, over TLS, with the key that it made and a certificate that only they were told to trust.

const temporary = temporaryFolder('verified')
const SWEEP = fileURLToPath(new URL('boto3_sweep.py', import.meta.url))
const has = (command: string, ...args: string[]) => spawnSync(command, args, { timeout: 30_000 }).status === 0

describe.skipIf(!hasOpenssl)('a server that verifies, over TLS', () => {
  const { cert, key } = hasOpenssl ? makeCertificate(temporary.folder) : { cert: '', key: '' }
  const data = join(temporary.folder, 'data')
  let server: RunningServer
  let environment: Record<string, string>
  beforeAll(async () => {
    server = await startServer({ folder: data, args: ['--auth', 'verify', '--tls-cert', cert, '--tls-key', key] })
    const { stdout } = await pasos(['env', '--format', 'json', '--data', data, '--endpoint', server.url])
    environment = { ...JSON.parse(stdout), AWS_CA_BUNDLE: cert, AWS_EC2_METADATA_DISABLED: 'true', AWS_PAGER: '' }
  })
  afterAll(async () => {
    await server?.stop()
    temporary.remove()
  })

  const run = (command: string, args: string[], own: Record<string, string> = {}) =>
    promisify(execFile)(command, args, { env: { ...process.env, ...environment, ...own }, timeout: 150_000 }).then(
      ({ stdout, stderr }) => ({ code: 0, text: stdout + stderr }),
      (error: { code: number; stdout: string; stderr: string }) => ({ code: error.code, text: error.stdout + error.stderr }),
    )

  it.runIf(has('python3', '-c', 'import boto3'))('is swept by boto3 as one that trusts is', async () => {
    const scopes = ['states', 'lambda', 'iam', 'sts', 'logs']
    const served = Object.fromEntries(
      allServices.filter(({ scope }) => scopes.includes(scope)).map(({ scope, operations }) => [scope, Object.keys(operations)]),
    )
    const own = {
      SWEEP_ACCESS_KEY_ID: environment['AWS_ACCESS_KEY_ID']!,
      SWEEP_SECRET_ACCESS_KEY: environment['AWS_SECRET_ACCESS_KEY']!,
    }
    expect(await run('python3', [SWEEP, server.url, JSON.stringify(served)], own)).toEqual({ code: 0, text: '' })
  })

  it.runIf(has('aws', '--version'))('serves the AWS CLI, and refuses it a wrong secret and no certificate', async () => {
    const identity = await run('aws', ['sts', 'get-caller-identity'])
    expect(identity).toMatchObject({ code: 0, text: expect.stringContaining('arn:aws:iam::123456789012:root') })
    expect((await run('aws', ['stepfunctions', 'list-state-machines'])).text).toContain('EvenOrOdd')
    expect((await run('aws', ['s3', 'mb', 's3://verified'])).code).toBe(0)
    // A body in signed chunks, and one whose address is signed.
    expect(await run('aws', ['s3', 'cp', SWEEP, 's3://verified/sweep.py'])).toMatchObject({ code: 0 })
    expect((await run('aws', ['s3', 'cp', 's3://verified/sweep.py', '-'])).text).toBe(readFileSync(SWEEP, 'utf8'))
    const wrong = { AWS_SECRET_ACCESS_KEY: 'x'.repeat(40) }
    expect((await run('aws', ['sts', 'get-caller-identity'], wrong)).text).toContain('(SignatureDoesNotMatch)')
    expect((await run('aws', ['stepfunctions', 'list-state-machines'], wrong)).text).toContain('(InvalidSignatureException)')
    const elsewhere = join(temporary.folder, 'elsewhere')
    mkdirSync(elsewhere)
    const others = makeCertificate(elsewhere)
    expect((await run('aws', ['sts', 'get-caller-identity'], { AWS_CA_BUNDLE: others.cert })).text).toContain('SSL validation failed')
  })

  it.runIf(!whatTerraformMisses())('takes Terraform’s example through its whole life', async () => {
    const project = join(temporary.folder, 'example')
    cpSync(EXAMPLE, project, { recursive: true })
    const terraform = (...args: string[]) => terraformWith(environment, join(project, 'terraform'), ...args)
    expect(await terraform('init')).toMatchObject({ code: 0 })
    expect(await terraform('apply', '-auto-approve')).toMatchObject({ code: 0, text: expect.stringContaining('Apply complete!') })
    expect(await terraform('plan', '-detailed-exitcode')).toMatchObject({ code: 0, text: expect.stringContaining('No changes') })
    expect(await terraform('destroy', '-auto-approve')).toMatchObject({ code: 0, text: expect.stringContaining('Destroy complete!') })
  })

  it('answers as AWS does when one byte of what was signed is another', async () => {
    const { host, hostname, port } = new URL(server.url)
    const body = Buffer.from('{"maxResults":10}')
    const headers = { host, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AWSStepFunctions.ListStateMachines' }
    const keys = { accessKeyId: environment['AWS_ACCESS_KEY_ID']!, secretAccessKey: environment['AWS_SECRET_ACCESS_KEY']! }
    const signature = signatureHeaders(
      { method: 'POST', url: '/', headers, body },
      { ...keys, region: 'us-east-1', service: 'states', now: Date.now() },
    )
    const signed = { ...headers, ...signature }
    const ask = (change: { body?: Buffer; headers?: Record<string, string>; path?: string }) =>
      new Promise<string>((resolve, reject) => {
        const asked = { hostname, port, method: 'POST', path: change.path ?? '/', headers: { ...signed, ...change.headers } }
        const sent = request({ ...asked, agent: new Agent({ ca: readFileSync(cert) }) }, answer => {
          let text = ''
          answer.setEncoding('utf8').on('data', chunk => (text += chunk))
          answer.on('end', () => resolve(`${answer.statusCode} ${text}`))
        })
        sent.on('error', reject).end(change.body ?? body)
      })
    expect(await ask({})).toMatch(/^200 /)
    const flipped = Buffer.from(body)
    flipped[15] = flipped[15]! ^ 1
    const otherSignature = signature['authorization']!.replace(/.$/, last => (last === '0' ? '1' : '0'))
    for (const change of [
      ...[{ body: flipped }, { path: '/?x=1' }, { headers: { 'x-amz-target': 'AWSStepFunctions.ListActivities' } }],
      ...[{ headers: { authorization: otherSignature } }, { headers: { 'content-type': 'application/x-amz-json-1.1' } }],
    ])
      expect(await ask(change)).toMatch(/^400 .*InvalidSignatureException.*The request signature we calculated does not match/)
  })
})
