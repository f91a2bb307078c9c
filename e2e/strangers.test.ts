import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetRoleCommand,
  IAMClient,
  ListRolesCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  GetActivityTaskCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ZipFile } from 'yazl'
import { CHROMIUM, hasChromium, openBrowser } from './browser.ts'
import { clientOptions, isCluster, type RunningServer, startServer, temporaryFolder } from './running-server.ts'

// Who reaches the port of a server that trusts its owner, and is not the owner.

const temporary = temporaryFolder('strangers')
let server: RunningServer
let iam: IAMClient
beforeAll(async () => {
  server = await startServer({ folder: temporary.folder })
  iam = new IAMClient(clientOptions(server.url))
})
afterAll(async () => {
  await server.stop()
  temporary.remove()
})

const signedBy = (key: string, service = 'states') =>
  `AWS4-HMAC-SHA256 Credential=${key}/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=00`
const listMachines = { method: 'POST', headers: { 'x-amz-target': 'AWSStepFunctions.ListStateMachines' }, body: '{}' }

/** A request as `node:http` sends it: with the Host that is wanted. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(server.url)
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path, method, headers }, answer => {
      let text = ''
      answer.setEncoding('utf8').on('data', chunk => (text += chunk))
      answer.on('end', () => resolve({ status: answer.statusCode!, body: text }))
    })
    asked.on('error', reject).end(body)
  })
}

// Of a server that is called without anything before it.
const addresses = isCluster ? (['own'] as const) : (['own', 'main'] as const)

describe('a function whose role may do nothing', () => {
  let lambda: LambdaClient
  beforeAll(async () => {
    lambda = new LambdaClient(clientOptions(server.url))
    const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] })
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName: 'empty', AssumeRolePolicyDocument }))
    const zip = new ZipFile()
    zip.addBuffer(Buffer.from(FUNCTION), 'index.mjs')
    zip.end()
    const chunks: Buffer[] = []
    for await (const chunk of zip.outputStream as AsyncIterable<Buffer>) chunks.push(chunk)
    const Code = { ZipFile: Buffer.concat(chunks) }
    const spec = { FunctionName: 'stranger', Runtime: 'nodejs24.x', Handler: 'index.handler', Role: Role!.Arn!, Code, Timeout: 20 } as const
    await lambda.send(new CreateFunctionCommand(spec))
  })

  /** What the function got for its calls, at the address it was given and at the one for people. */
  async function calls(...wanted: { at: 'own' | 'main'; path: string; init?: object }[]): Promise<{ status: number; body: string }[]> {
    const Payload = JSON.stringify({ main: server.url, wanted })
    const answer = await lambda.send(new InvokeCommand({ FunctionName: 'stranger', Payload }))
    expect(answer.FunctionError, Buffer.from(answer.Payload!).toString()).toBeUndefined()
    return JSON.parse(Buffer.from(answer.Payload!).toString())
  }

  it('has an address of its own', async () => {
    const [own] = await calls({ at: 'own', path: '' })
    expect(own!.body).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(own!.body).not.toBe(server.url)
  })

  it.each(addresses)('gets nothing at its %s address without a session: unsigned, with a made-up key, as the root', async at => {
    const answers = await calls(
      { at, path: '/', init: listMachines },
      ...['test', 'AKIAIOSFODNN7EXAMPLE', 'ASIAIOSFODNN7EXAMPLE', '123456789012'].map(key => ({
        ...{ at, path: '/' },
        init: { ...listMachines, headers: { ...listMachines.headers, authorization: signedBy(key) } },
      })),
    )
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400])
    expect(answers[0]!.body).toContain('MissingAuthenticationTokenException')
    for (const { body } of answers.slice(1)) expect(body).toContain('UnrecognizedClientException')
  })

  it.each(addresses)('gets no backup, no stream and no code at its %s address', async at => {
    const answers = await calls(
      { at, path: '/_pasos/backup', init: { method: 'POST' } },
      { at, path: '/_pasos/executions/events' },
      { at, path: '/_pasos/code/0.zip' },
    )
    for (const { status } of answers) expect([403, 404]).toContain(status)
  })

  it('is known by its session to the SDK, and may do what its role may: nothing', async () => {
    const [answer] = await calls({ at: 'own', path: 'sdk' })
    expect(answer!.body).toContain('assumed-role/empty/stranger is not authorized to perform: states:ListStateMachines')
  })
})

const FUNCTION = `
export async function handler({ main, wanted }) {
  const own = process.env.AWS_ENDPOINT_URL
  const answers = []
  for (const { at, path, init } of wanted) {
    if (path === '') answers.push({ status: 0, body: own })
    else if (path === 'sdk') {
      const { SFNClient, ListStateMachinesCommand } = await import('@aws-sdk/client-sfn')
      await new SFNClient({}).send(new ListStateMachinesCommand({})).then(
        () => answers.push({ status: 200, body: 'listed' }),
        error => answers.push({ status: 400, body: error.message }),
      )
    } else {
      const answer = await fetch((at === 'own' ? own : main) + path, init)
      answers.push({ status: answer.status, body: (await answer.text()).slice(0, 500) })
    }
  }
  return answers
}
`

describe.skipIf(process.getuid?.() !== 0 || isCluster)('another user of this machine', () => {
  async function asNobody(script: string): Promise<string> {
    const child = spawn('sh', ['-c', script], { uid: 65_534, gid: 65_534, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (said += chunk))
    await once(child, 'close')
    return said
  }

  it('reads nothing of the data folder', async () => {
    expect(statSync(temporary.folder).mode & 0o777).toBe(0o700)
    for (const name of ['journal.db', 'logs.db']) expect(statSync(join(temporary.folder, name)).mode & 0o777).toBe(0o600)
    // What goes to the two streams comes in either order.
    const printed = await asNobody(`cat ${temporary.folder}/journal.db ${temporary.folder}/PASOS | wc -c`)
    expect(printed.match(/Permission denied/g)).toHaveLength(2)
    expect(printed).toMatch(/^0$/m)
  })

  it('is not the owner on the port either', async () => {
    const target = `-H 'x-amz-target: AWSStepFunctions.ListStateMachines' -d '{}'`
    expect(await asNobody(`curl -s ${target} ${server.url}/`)).toContain('MissingAuthenticationTokenException')
    expect(await asNobody(`curl -s ${target} -H 'authorization: ${signedBy('test')}' ${server.url}/`)).toContain(
      'UnrecognizedClientException',
    )
    expect(await asNobody(`curl -s -o /dev/null -w '%{http_code}' -X POST ${server.url}/_pasos/backup`)).toBe('403')
  })
})

describe('a request', () => {
  it('for a foreign name is refused, whatever it wants', async () => {
    const host = `evil.example:${new URL(server.url).port}`
    for (const path of [
      '/',
      '/2015-03-31/functions',
      '/?Action=ListRoles&Version=2010-05-08',
      '/_pasos/executions/events',
      '/_pasos/health',
    ])
      expect((await ask(path, { host })).status, path).toBe(403)
    expect((await ask('/', { host, ...listMachines.headers }, 'POST', '{}')).status).toBe(403)
  })

  it('for a name that AWS’s clients make of localhost is answered', async () => {
    const { port } = new URL(server.url)
    for (const name of ['sync-localhost', 'stream-localhost', 'localhost', '127.0.0.1'])
      expect((await ask('/', { host: `${name}:${port}`, ...listMachines.headers }, 'POST', '{}')).status, name).toBe(200)
  })

  it('that changes something is no GET', async () => {
    const query = '/?Action=CreateRole&Version=2010-05-08&RoleName=by-link&AssumeRolePolicyDocument=%7B%22Version%22%3A%222012-10-17%22%7D'
    expect((await ask(query)).status).toBe(403)
    expect((await ask(`${query}&X-Amz-Credential=test/20260101/us-east-1/iam/aws4_request&X-Amz-Algorithm=AWS4-HMAC-SHA256`)).status).toBe(
      400,
    )
    await expect(iam.send(new GetRoleCommand({ RoleName: 'by-link' }))).rejects.toThrow()
  })
})

describe.skipIf(!hasChromium)('a page of another site, in a browser', () => {
  let elsewhere: Server
  let origin: string
  let html = ''
  beforeAll(async () => {
    elsewhere = createServer((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(html))
    elsewhere.listen(0, '127.0.0.1')
    await once(elsewhere, 'listening')
    origin = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`
  })
  afterAll(() => {
    elsewhere.close()
  })

  const create = (name: string) =>
    `Action=CreateRole&Version=2010-05-08&RoleName=${name}&AssumeRolePolicyDocument=${encodeURIComponent('{"Version":"2012-10-17","Statement":[]}')}`

  it('changes nothing by image, form, link, frame, script or fetch, and reads nothing', async () => {
    const at = server.url
    const form = create('by-form')
      .split('&')
      .map(field => field.split('='))
      .map(([name, value]) => `<input name="${name}" value='${decodeURIComponent(value!)}'>`)
    html = `<img src="${at}/?${create('by-image')}"><script src="${at}/?${create('by-script')}"></script>
      <iframe src="${at}/?${create('by-frame')}"></iframe><iframe name="target"></iframe>
      <form method="post" action="${at}/" target="target">${form.join('')}</form><a href="${at}/?${create('by-link')}">link</a>
      <script>window.read = []; document.forms[0].submit();
        for (const path of ['/', '/2015-03-31/functions', '/_pasos/executions/events'])
          fetch('${at}' + path).then(async answer => read.push(await answer.text()), () => read.push('refused'));
        fetch('${at}/', { method: 'POST', mode: 'no-cors', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: '${create('by-fetch')}' }).catch(() => {})
      </script>`
    const browser = await openBrowser()
    try {
      const page = await browser.newPage()
      await page.goto(origin, { waitUntil: 'load' })
      await page.waitForFunction('read.length === 3')
      expect(await page.evaluate('read')).toEqual(['refused', 'refused', 'refused'])
      await page.click('a')
      await page.waitForLoadState('load')
    } finally {
      await browser.close()
    }
    const { Roles } = await iam.send(new ListRolesCommand({}))
    expect(Roles!.filter(({ RoleName }) => RoleName!.startsWith('by-'))).toEqual([])
  })

  it('uploads with a form whose policy a known key has signed, and with no other', async () => {
    const s3 = new S3Client({ ...clientOptions(server.url), forcePathStyle: true })
    await s3.send(new CreateBucketCommand({ Bucket: 'by-form' }))
    await iam.send(new CreateUserCommand({ UserName: 'uploader' }))
    const statement = { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::by-form/*' }
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
    await iam.send(new PutUserPolicyCommand({ UserName: 'uploader', PolicyName: 'p', PolicyDocument }))
    const { AccessKeyId, SecretAccessKey } = (await iam.send(new CreateAccessKeyCommand({ UserName: 'uploader' }))).AccessKey!
    const conditions = [{ bucket: 'by-form' }, ['starts-with', '$key', ''], ['starts-with', '$success_action_status', '']]
    const policy = Buffer.from(JSON.stringify({ expiration: '2999-01-01T00:00:00Z', conditions })).toString('base64')
    const signature = (secret: string) => createHmac('sha1', secret).update(policy).digest('base64')
    const form = (key: string, signed: Record<string, string>) => {
      const fields = Object.entries({ key, success_action_status: '201', ...signed })
      const inputs = fields.map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`)
      return `<form method="post" enctype="multipart/form-data" action="${server.url}/by-form" target="${key}">${inputs.join('')}
        <input type="file" name="file"></form><iframe name="${key}"></iframe>`
    }
    const known = { AWSAccessKeyId: AccessKeyId!, policy, signature: signature(SecretAccessKey!) }
    html = [
      form('unsigned', {}),
      form('forged', { AWSAccessKeyId: 'test', policy, signature: signature('test') }),
      form('miskeyed', { ...known, signature: signature('test') }),
      form('known', known),
    ].join('')
    const browser = await openBrowser()
    try {
      const page = await browser.newPage()
      await page.goto(origin, { waitUntil: 'load' })
      for (const name of ['unsigned', 'forged', 'miskeyed', 'known']) {
        const answered = page.waitForResponse(response => response.request().method() === 'POST')
        await page.setInputFiles(`form[target=${name}] input[type=file]`, {
          name: 'a.txt',
          mimeType: 'text/plain',
          buffer: Buffer.from('a'),
        })
        await page.evaluate(`document.querySelector('form[target=${name}]').submit()`)
        expect((await answered).status(), name).toBe(name === 'known' ? 201 : 403)
      }
    } finally {
      await browser.close()
    }
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: 'by-form' }))
    expect(Contents?.map(({ Key, Size }) => [Key, Size])).toEqual([['known', 1]])
  })

  it('whose name was made to point here is not taken for one of ours', async () => {
    const { chromium } = await import('playwright-core')
    const { port } = new URL(server.url)
    const args = ['--no-sandbox', `--host-resolver-rules=MAP rebound.example 127.0.0.1`]
    const browser = await chromium.launch({ executablePath: CHROMIUM!, headless: true, args })
    try {
      const page = await browser.newPage()
      const answer = await page.goto(`http://rebound.example:${port}/`)
      expect(answer?.status()).toBe(403)
      const statuses = await page.evaluate(async () => {
        const ask = (path: string, init?: RequestInit) => fetch(path, init).then(reply => reply.status)
        const headers = { 'x-amz-target': 'AWSStepFunctions.ListStateMachines' }
        return [
          await ask('/2015-03-31/functions'),
          await ask('/', { method: 'POST', headers, body: '{}' }),
          await ask('/_pasos/executions/events'),
        ]
      })
      expect(statuses).toEqual([403, 403, 403])
    } finally {
      await browser.close()
    }
  })
})

it('another account cannot end a task by its token', async () => {
  const ours = new SFNClient(clientOptions(server.url))
  const theirs = new SFNClient({ ...clientOptions(server.url), credentials: { accessKeyId: '210987654321', secretAccessKey: 'x' } })
  const { activityArn } = await ours.send(new CreateActivityCommand({ name: 'ours' }))
  const definition = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Task', Resource: activityArn, End: true } } })
  const roleArn = 'arn:aws:iam::123456789012:role/EvenOrOddMachine'
  const { stateMachineArn } = await ours.send(new CreateStateMachineCommand({ name: 'ours', definition, roleArn }))
  await ours.send(new StartExecutionCommand({ stateMachineArn }))
  const { taskToken } = await ours.send(new GetActivityTaskCommand({ activityArn }))
  const ended = { taskToken, output: '{}' }
  await expect(theirs.send(new SendTaskSuccessCommand(ended))).rejects.toMatchObject({ name: 'InvalidToken' })
  await expect(theirs.send(new GetActivityTaskCommand({ activityArn }))).rejects.toMatchObject({ name: 'AccessDeniedException' })
  await ours.send(new SendTaskSuccessCommand(ended))
})
