import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOptions, pasos, type RunningServer, startServer, temporaryFolder } from './running-server.ts'

const temporary = temporaryFolder('command-line')
const english = { LC_ALL: 'C' }
const spanish = { LC_ALL: 'es_ES.UTF-8' }
const roleArn = 'arn:aws:iam::123456789012:role/EvenOrOddMachine'
let server: RunningServer
let endpoint: string[]

beforeAll(async () => {
  server = await startServer({ folder: temporary.folder })
  endpoint = ['--endpoint', server.url]
  const client = new SFNClient(clientOptions(server.url))
  const create = (name: string, type: 'STANDARD' | 'EXPRESS', states: object) =>
    client.send(new CreateStateMachineCommand({ name, type, roleArn, definition: JSON.stringify({ StartAt: 'First', States: states }) }))
  const first = { Type: 'Pass', Result: { a: 1 }, Next: 'Last' }
  await create('quick', 'EXPRESS', { First: { ...first }, Last: { Type: 'Succeed' } })
  await create('quick-fails', 'EXPRESS', { First: first, Last: { Type: 'Fail', Error: 'Broken', Cause: 'on purpose' } })
  await create('fails', 'STANDARD', { First: first, Last: { Type: 'Fail', Error: 'Broken', Cause: 'on purpose' } })
})
afterAll(async () => {
  await server.stop()
  temporary.remove()
})

describe('pasos run', () => {
  it('prints the output of an Express machine', async () => {
    expect(await pasos(['run', 'quick', ...endpoint], english)).toMatchObject({ code: 0, stdout: '{"a":1}\n' })
    const failed = await pasos(['run', 'quick-fails', ...endpoint], english)
    expect(failed).toMatchObject({ code: 3, stdout: '', stderr: 'FAILED: Broken: on purpose\n' })
  })

  it('names the state in which an execution failed and the page that tells more, in the language of the terminal', async () => {
    const { code, stderr } = await pasos(['run', 'fails', ...endpoint], english)
    expect(code).toBe(3)
    expect(stderr).toMatch(/\nFAILED: Broken: on purpose\nIn the state Last\. .*: http:\S+\/executions\/arn:aws:states:\S+:fails:\S+\n$/)
    expect((await pasos(['run', 'fails', ...endpoint], spanish)).stderr).toContain('\nFALLÓ: Broken: on purpose\nEn el estado Last.')
  })

  it('says what the server refuses in one line, without a stack', async () => {
    const { code, stderr } = await pasos(['run', 'quick', '--name', 'a b', ...endpoint], english)
    expect(code).toBe(1)
    expect(stderr).toMatch(/^InvalidName: .*\n$/)
    const missing = await pasos(['run', 'arn:aws:states:us-east-1:123456789012:stateMachine:none', ...endpoint], english)
    expect(missing.code).toBe(5)
    expect(missing.stderr).toMatch(/^StateMachineDoesNotExist: .*\n$/)
  })
})

describe('pasos rerun', () => {
  const started = / (arn:aws:states:\S+:fails:[\w-]+)/

  it('runs an execution again from one of its states, on another definition and input if asked, and ends as pasos run does', async () => {
    const arn = started.exec((await pasos(['run', 'fails', ...endpoint], english)).stderr)?.[1] ?? ''
    const again = await pasos(['rerun', arn, '--from', 'Last', '--watch', ...endpoint], english)
    expect(again).toMatchObject({ code: 3, stdout: '' })
    expect(again.stderr).toContain('FailStateEntered  Last')
    expect(again.stderr).not.toContain('PassStateEntered')
    const mended = join(temporary.folder, 'mended.json')
    writeFileSync(
      mended,
      JSON.stringify({ StartAt: 'First', States: { First: { Type: 'Pass', Next: 'Last' }, Last: { Type: 'Succeed' } } }),
    )
    const options = ['--from', 'Last', '--definition', mended, '--input', '{"b":2}']
    expect(await pasos(['rerun', arn, ...options, ...endpoint], english)).toMatchObject({ code: 0, stdout: '{"b":2}\n' })
    const unwaited = await pasos(['rerun', arn, '--from', 'First', '--no-wait', ...endpoint], english)
    expect(unwaited).toMatchObject({ code: 0, stdout: expect.stringMatching(/^arn:aws:states:\S+:fails:\S+\n$/) })
  })

  it('is refused in one line', async () => {
    const arn = started.exec((await pasos(['run', 'fails', ...endpoint], english)).stderr)?.[1] ?? ''
    const wrong = await pasos(['rerun', arn, '--from', 'Nowhere', ...endpoint], english)
    expect(wrong).toMatchObject({ code: 1, stderr: "ValidationException: The execution did not enter the state 'Nowhere'.\n" })
    expect((await pasos(['rerun', `${arn}x`, '--from', 'Last', ...endpoint], english)).code).toBe(5)
    expect((await pasos(['rerun', arn, ...endpoint], spanish)).stderr).toMatch(/^Indica desde dónde repetir/)
  })
})

it('takes what a slow pipe brings', async () => {
  const command = fileURLToPath(new URL('../packages/pasos/bin/pasos.mjs', import.meta.url))
  const slowly = async (args: string, text: string) => {
    const shell = spawn('sh', ['-c', `(sleep 0.7; echo '${text}') | "$0" "$1" ${args}`, process.execPath, command], {
      env: { ...process.env, ...english },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    for (const stream of [shell.stdout, shell.stderr]) stream.on('data', chunk => (said += chunk))
    const [code] = await once(shell, 'close')
    return { code, said }
  }
  expect(await slowly('validate -', '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}')).toEqual({
    code: 0,
    said: '0 errors, 0 warnings\n',
  })
  expect(await slowly(`run quick --input - --endpoint ${server.url}`, '{}')).toEqual({ code: 0, said: '{"a":1}\n' })
})

it('refuses an endpoint that is no address, also from the environment', async () => {
  expect(await pasos(['env', '--endpoint', 'nonsense'], english)).toMatchObject({ code: 2, stdout: '' })
  const { code, stderr } = await pasos(['env'], { ...spanish, AWS_ENDPOINT_URL: 'localhost:1' })
  expect(code).toBe(2)
  expect(stderr).toContain("no admite el valor 'localhost:1' de la variable 'AWS_ENDPOINT_URL'")
})

it('names to Terraform the services that are served, and no others', async () => {
  const { stdout } = await pasos(['env', '--format', 'terraform', ...endpoint], english)
  const named = [...stdout.matchAll(/^ {4}(\w+) +=/gm)].map(([, name]) => name)
  expect(named).toContain('sfn')
  expect(named).toContain('dynamodb')
  for (const none of ['dynamodbstreams', 'glue']) expect(named).not.toContain(none)
  expect(named).toEqual([...named].sort())
})

it('leaves no stack in the log when whoever asked for a backup goes away', async () => {
  const gone = new AbortController()
  const answer = await fetch(`${server.url}/_pasos/backup`, { method: 'POST', signal: gone.signal }).catch(() => undefined)
  gone.abort()
  await answer?.body?.cancel().catch(() => undefined)
  await new Promise(resolve => setTimeout(resolve, 500))
  expect(server.output()).not.toContain('"stack"')
})

describe('pasos graph', () => {
  const definition = '{"StartAt":"First <one>","States":{"First <one>":{"Type":"Pass","Next":"Last"},"Last":{"Type":"Succeed"}}}'

  it('draws a definition, piped in or a file, to standard output or a file', async () => {
    const { code, stdout } = await pasos(['graph', '-'], english, definition)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"[\s\S]*First &lt;one&gt;[\s\S]*Last[\s\S]*<\/svg>\n$/)
    const { folder, remove } = temporaryFolder('graph')
    writeFileSync(join(folder, 'a.asl.json'), definition)
    expect(await pasos(['graph', join(folder, 'a.asl.json'), '--output', join(folder, 'a.svg')], english)).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    })
    expect(readFileSync(join(folder, 'a.svg'), 'utf8')).toBe(stdout)
    remove()
  })

  it('says in one line why it cannot, in the language of the terminal', async () => {
    expect(await pasos(['graph', '-'], english, '{}')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^- is no state .*\n$/),
    })
    const missing = await pasos(['graph', '/nowhere/a.json'], spanish)
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringMatching(/^No hay ningún archivo .*\n$/) })
    const unwritable = await pasos(['graph', '-', '--output', '/dev/null/a.svg'], english, definition)
    expect(unwritable).toMatchObject({ code: 1, stderr: expect.stringMatching(/cannot be written: .*\n$/) })
  })
})
