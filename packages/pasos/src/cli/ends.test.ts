import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CreateAccessKeyCommand, CreateRoleCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam'
import { CreateStateMachineCommand, SFNClient, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn'
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { simulate } from '@pasos/asl'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openServer, type Server } from '../server/open-server.ts'
import { clientOptions } from './endpoint.ts'
import { EXIT } from './exit-codes.ts'
import { ENDS } from './testing/ends.ts'
import { told } from './testing/told.ts'

const COMMAND = fileURLToPath(new URL('../../bin/pasos.mjs', import.meta.url))
const APPROVAL = fileURLToPath(new URL('../../../../examples/approval/', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'pasos-ends-'))
const spanish = { LC_ALL: 'es_ES.UTF-8' }
const ARN = 'arn:aws:states:us-east-1:123456789012'
const NOBODY = `${ARN}:execution:none:none`
/** `command code` of each end that was seen. */
const seen = new Set<string>()
const children: ChildProcess[] = []
let server: Server
/** Where even the owner of the machine needs a key. */
let strict: Server
let at: string[]
/** Of a user who may do nothing. */
let keys: Record<string, string>
let sfn: SFNClient

const file = (name: string, content: unknown): string => {
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
  return join(folder, name)
}
const machine = (state: object) => ({ StartAt: 'S', States: { S: state } })

/** Runs a command and notes how it ended. */
async function ends(code: number, args: string[], environment: Record<string, string> = {}) {
  const answer = await told(args, environment)
  expect([args.join(' '), answer.code, answer.err]).toEqual([args.join(' '), code, answer.err])
  if (code !== EXIT.ok) expect(answer.out + answer.err, args.join(' ')).toMatch(/^(?![\s\S]*\n {4}at )[\s\S]+\n$/)
  seen.add(`${args[0]} ${code}`)
  return answer
}

/** Starts a command in a process of its own. */
function spawned(args: string[], environment: Record<string, string> = {}) {
  const options = { cwd: folder, env: { ...process.env, LC_ALL: 'C', ...environment } }
  const child = spawn(process.execPath, [COMMAND, ...args], { ...options, stdio: ['pipe', 'pipe', 'pipe'] })
  children.push(child)
  const said = { out: '', err: '' }
  child.stdout.on('data', chunk => (said.out += chunk))
  child.stderr.on('data', chunk => (said.err += chunk))
  // As a shell tells it: 128 and the number of the signal.
  const end = once(child, 'exit').then(([code, signal]: (number | NodeJS.Signals | null)[]) =>
    typeof code === 'number' ? code : 128 + constants.signals[signal as NodeJS.Signals],
  )
  const says = (what: RegExp) => expect.poll(() => said.out + said.err).toMatch(what)
  return { child, said, end, says }
}

beforeAll(async () => {
  const open = (name: string, auth: 'trust' | 'verify') =>
    openServer({
      ...{ folder: join(folder, name), host: '127.0.0.1', port: 0, posture: { auth }, allowedHosts: [], accountId: '123456789012' },
      ...{ region: 'us-east-1', version: '0', deployExample: false, retentionDays: 0, keepsAwsLimits: true, executionDays: 0 },
      ...{ keepsExpressHistory: false, sandbox: 'process', diskReserveBytes: 0 },
      onFatal: error => {
        throw error
      },
    })
  server = await open('data', 'trust')
  strict = await open('strict', 'verify')
  at = ['--endpoint', server.url]
  sfn = new SFNClient(clientOptions(server.url))
  const iam = new IAMClient(clientOptions(server.url))
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  }
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: 'machine', AssumeRolePolicyDocument: JSON.stringify(trust) }))
  const roleArn = Role!.Arn
  const create = (name: string, definition: object, type: 'STANDARD' | 'EXPRESS' = 'STANDARD') =>
    sfn.send(new CreateStateMachineCommand({ name, type, roleArn, definition: JSON.stringify(definition) }))
  const wait = { Type: 'Wait', Seconds: 60, End: true }
  await create('fails', machine({ Type: 'Fail', Error: 'Broken' }))
  await create('waits', machine(wait))
  await create('late', { ...machine(wait), TimeoutSeconds: 1 })
  await create('express-waits', machine(wait), 'EXPRESS')
  await create('express-late', { ...machine(wait), TimeoutSeconds: 1 }, 'EXPRESS')
  await iam.send(new CreateUserCommand({ UserName: 'nobody' }))
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'nobody' }))
  keys = { AWS_ACCESS_KEY_ID: AccessKey!.AccessKeyId!, AWS_SECRET_ACCESS_KEY: AccessKey!.SecretAccessKey! }
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await strict.close()
  await server.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

const started = async (name: string) =>
  (await sfn.send(new StartExecutionCommand({ stateMachineArn: `${ARN}:stateMachine:${name}` }))).executionArn!

it('3, 6 and 8: an execution that failed, that was stopped or took too long, and one that nobody waits for any longer', async () => {
  await ends(EXIT.executionFailed, ['run', 'fails', ...at])
  await ends(EXIT.executionFailed, ['rerun', await started('fails'), '--from', 'S', ...at])
  const run = ends(EXIT.executionStopped, ['run', 'waits', '--name', 'stopped', ...at])
  const stop = { executionArn: `${ARN}:execution:waits:stopped`, error: 'Enough' }
  await expect.poll(() => sfn.send(new StopExecutionCommand(stop)).catch(() => undefined)).toBeDefined()
  expect((await run).err).toContain('\nABORTED: Enough\n')
  expect((await ends(EXIT.executionStopped, ['run', 'late', ...at], spanish)).err).toContain('\nSE AGOTÓ EL TIEMPO')
  await ends(EXIT.executionStopped, ['run', 'express-late', ...at])
  await ends(EXIT.executionStopped, ['rerun', await started('late'), '--from', 'S', ...at])
  for (const name of ['waits', 'express-waits'])
    expect((await ends(EXIT.stillRunning, ['run', name, '--timeout', '0.3', ...at])).err).toMatch(/(^|\n)Still running after 0\.3 s: arn/)
  const rerun = ['rerun', await started('waits'), '--from', 'S', '--timeout', '0.3', ...at]
  expect((await ends(EXIT.stillRunning, rerun, spanish)).err).toMatch(/(^|\n)Sigue en marcha después de 0[.,]3 s: arn/)
})

it('4 and 5: what a caller may not do, and what there is not', async () => {
  const found = [
    ['rerun', NOBODY, '--from', 'S'],
    ['logs', 'f'],
    ['record', NOBODY],
    ['why', NOBODY],
    ['cost', NOBODY],
    ['diff', NOBODY, NOBODY],
  ]
  const asked = [...found, ['run', 'fails'], ['deploy', APPROVAL], ['delete', APPROVAL]]
  for (const args of asked) await ends(EXIT.notAllowed, [...args, ...at], keys)
  // What is no API of AWS is the owner's, who needs a key where the server was told so.
  for (const args of [['outbox'], ['role', 'none'], ['backup', join(folder, 'none.zip')], ['nodes']])
    await ends(EXIT.notAllowed, [...args, '--endpoint', strict.url], spanish)
  for (const args of [...found, ['role', 'none']]) await ends(EXIT.notFound, [...args, ...at])
  await ends(EXIT.notFound, ['run', 'none', ...at], spanish)
  await ends(EXIT.notFound, ['import', '--from', server.url, 'none'])
  const none = join(folder, 'none')
  const key = file('key', Buffer.alloc(32, 7).toString('base64'))
  await ends(EXIT.notFound, ['init', 'none'])
  await ends(EXIT.notFound, ['verify', '--data', none])
  await ends(EXIT.notFound, ['encrypt', '--data', none, '--to', `${none}-to`, '--encryption-key', key])
  await ends(EXIT.notFound, ['migrate', '--data', none, '--postgres', 'postgres://127.0.0.1:9/none'])
})

it('1: whatever else could not be done', async () => {
  const taken = createServer()
  await new Promise<void>(resolve => taken.listen(0, '127.0.0.1', resolve))
  const { port } = taken.address() as { port: number }
  const project = join(folder, 'project')
  mkdirSync(project)
  const passing = file('project/a.asl.json', machine({ Type: 'Pass', End: true }))
  const none = file('project/a.asltest.json', { tests: [{ name: 'wrong', expect: { status: 'FAILED' } }] })
  const { history } = simulate(machine({ Type: 'Wait', Seconds: 60, End: true }))
  const open = file('open.json', { events: history.slice(0, 2) })
  await ends(EXIT.failed, ['start', '--port', String(port), '--data', join(folder, 'never')])
  await ends(EXIT.failed, ['dev', project, '--port', String(port)])
  taken.close()
  await told(['init', '--into', join(folder, 'new')])
  await ends(EXIT.failed, ['init', '--into', join(folder, 'new')], spanish)
  await ends(EXIT.failed, ['run', 'fails', '--name', 'a b', ...at])
  await ends(EXIT.failed, ['rerun', await started('fails'), '--from', 'Nowhere', ...at])
  await ends(EXIT.failed, ['test', none])
  await ends(EXIT.failed, ['record', open, '-o', none])
  await ends(EXIT.failed, ['diff', passing, file('project/b.asl.json', machine({ Type: 'Succeed' })), '--exit-code'])
  await ends(EXIT.failed, ['convert', file('odd.asl.json', machine({ Type: 'Pass', Parameters: { 'a.$': '$..b' }, End: true }))])
  await ends(EXIT.failed, ['graph', passing, '--output', join(passing, 'a.svg')])
  await ends(EXIT.failed, ['backup', join(passing, 'a.zip'), ...at])
  await ends(EXIT.failed, ['restore', passing, '--data', join(folder, 'restored')])
  await ends(EXIT.failed, ['encrypt', '--data', join(folder, 'data'), '--to', project, '--encryption-key', join(folder, 'key')])
  await ends(EXIT.failed, ['nodes', ...at])
  await ends(EXIT.failed, ['doctor', '--data', passing, '--port', '0'])
  const described = { stateMachineArn: `${ARN}:stateMachine:a`, name: 'a', definition: JSON.stringify(machine({ Type: 'Succeed' })) }
  const again = ['import', file('described.json', described), '--into', join(folder, 'brought')]
  await told(again)
  await ends(EXIT.failed, again)
  await ends(EXIT.failed, ['migrate', '--data', join(folder, 'data'), '--postgres', 'postgres://127.0.0.1:9/none'])
})

it('130: interrupted, with nothing left behind', async () => {
  const own = join(folder, 'own')
  mkdirSync(own)
  const waits = file('w.asl.json', machine({ Type: 'Wait', Seconds: 60, End: true }))
  const isOpening = () => expect.poll(() => readdirSync(own), { interval: 5 }).toContainEqual(expect.stringMatching(/^pasos-run-/))
  for (const isThere of [(run: ReturnType<typeof spawned>) => run.says(/WaitStateEntered/), isOpening]) {
    const run = spawned(['run', waits, '--watch'], { TMPDIR: own })
    await isThere(run)
    run.child.kill('SIGINT')
    expect(await run.end).toBe(EXIT.interrupted)
    expect(readdirSync(own).filter(name => name !== 'node-compile-cache')).toEqual([])
  }
  const serving = spawned(['start', '--port', '0', '--data', join(folder, 'other'), '--no-example', '--drain-seconds', '60', '--json'])
  await serving.says(/\n\}\n/)
  const { environment, ...facts } = JSON.parse(serving.said.out)
  expect(Object.keys(facts)).toEqual(['schema', 'version', 'url', 'pid', 'folder', 'sandbox'])
  expect(facts).toMatchObject({ schema: 'pasos.start/1', pid: serving.child.pid })
  expect(environment).toMatchObject({ AWS_ENDPOINT_URL: facts.url, AWS_ACCESS_KEY_ID: expect.any(String) })
  serving.child.kill('SIGINT')
  await serving.says(/Stopping/)
  serving.child.kill('SIGINT')
  expect(await serving.end).toBe(EXIT.interrupted)
  const developing = spawned(['dev', APPROVAL, '--port', '0', '--data', join(folder, 'third'), '--json'])
  await developing.says(/"ready"/)
  // Two signals that come together are two.
  developing.child.kill('SIGINT')
  developing.child.kill('SIGTERM')
  expect(await developing.end).toBe(EXIT.interrupted)
  for (const name of ['run', 'start', 'dev']) seen.add(`${name} ${EXIT.interrupted}`)
})

it('141: nobody reads any more, and a server of its own is closed first', async () => {
  const own = join(folder, 'unread')
  mkdirSync(own)
  const unread = async (args: string[], input = '') => {
    const { child, end, said } = spawned(args, { TMPDIR: own })
    child.stdout!.destroy()
    child.stdin!.on('error', () => undefined).write(input)
    expect({ args, code: await end, err: said.err.replace(/^.*arn:.*\n/, '') }).toEqual({ args, code: EXIT.unread, err: '' })
    seen.add(`${args[0]} ${EXIT.unread}`)
  }
  const request = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: {} })
  await unread(['completion', 'bash'])
  await unread(['test', APPROVAL])
  await unread(['mcp'], `${request}\n`)
  await unread(['lsp'], `Content-Length: ${request.length}\r\n\r\n${request}`)
  await unread(['run', file('p.asl.json', machine({ Type: 'Pass', End: true }))])
  await unread(['test', APPROVAL, '--watch'])
  expect(readdirSync(own).filter(name => name !== 'node-compile-cache')).toEqual([])
})

it('a server goes on without readers of what it prints and says, and ends as ever', async () => {
  for (const args of [
    ['start', '--no-example'],
    ['dev', APPROVAL],
  ]) {
    const { child, end, says, said } = spawned([...args, '--port', '0', '--data', join(folder, `unread-${args[0]}`)])
    await says(/export AWS_ENDPOINT_URL/)
    const url = /http:\/\/[\w.:]+/.exec(said.out)![0]
    child.stdout!.destroy()
    child.stderr!.destroy()
    expect((await fetch(`${url}/_pasos/health`)).status).toBe(200)
    child.kill('SIGTERM')
    expect([args[0], await end]).toEqual([args[0], EXIT.ok])
  }
})

it.skipIf(!existsSync('/dev/full'))(
  'a server goes on where what it prints and says cannot be written, any other command fails',
  async () => {
    const free = createServer()
    await new Promise<void>(resolve => free.listen(0, '127.0.0.1', resolve))
    const { port } = free.address() as { port: number }
    free.close()
    const full = openSync('/dev/full', 'w')
    const onFull = (args: string[]) => {
      const child = spawn(process.execPath, [COMMAND, ...args], { cwd: folder, stdio: ['ignore', full, full] })
      children.push(child)
      return child
    }
    const child = onFull(['start', '--no-example', '--port', String(port), '--data', join(folder, 'full')])
    const health = () => fetch(`http://127.0.0.1:${port}/_pasos/health`).then(({ status }) => status)
    await expect.poll(() => health().catch(() => undefined), { timeout: 10_000 }).toBe(200)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([EXIT.ok, null])
    expect((await once(onFull(['completion', 'bash']), 'exit'))[0]).not.toBe(EXIT.ok)
    closeSync(full)
  },
)

it('what topics sent to people is told to programs by a schema', async () => {
  const sns = new SNSClient(clientOptions(server.url))
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'news' }))
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sms', Endpoint: '+34600000000' }))
  await sns.send(new PublishCommand({ TopicArn, Message: 'hello' }))
  const { out } = await told(['outbox', '--json', ...at])
  expect(JSON.parse(out.trim().split('\n').at(-1)!)).toEqual({
    ...{
      schema: 'pasos.outbox/1',
      protocol: 'sms',
      to: '+34600000000',
      text: 'hello',
      at: expect.any(Number),
      messageId: expect.any(String),
      topicArn: TopicArn,
    },
  })
  expect((await told(['outbox', ...at], spanish)).out).toMatch(/ sms \+34600000000\n {2}hello\n/)
})

it('every end that the page of the contract names was seen', async () => {
  for (const [name, codes] of Object.entries(ENDS)) {
    // Of a server that does not answer: `contract.test.ts`.
    for (const code of codes) if (code !== EXIT.unreachable) expect([...seen], `${name} ${code}`).toContain(`${name} ${code}`)
  }
  expect([...seen].filter(each => !ENDS[each.split(' ')[0]!]!.includes(Number(each.split(' ')[1])))).toEqual([])
  expect([...new Set(Object.values(ENDS).flat())].sort()).toEqual(
    Object.values(EXIT)
      .filter(code => code !== EXIT.ok && code !== EXIT.usage)
      .sort(),
  )
})
