import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { eventually, pasos, temporaryFolder } from './running-server.ts'

const COMMAND = fileURLToPath(new URL('../packages/pasos/bin/pasos.mjs', import.meta.url))
const EXAMPLE = fileURLToPath(new URL('../examples/even-or-odd/', import.meta.url))
const { folder, remove } = temporaryFolder('project')
const english = { LC_ALL: 'C' }
const running: ChildProcess[] = []

afterAll(async () => {
  for (const child of running) {
    if (child.exitCode !== null) continue
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  remove()
})

interface DevEvent {
  event: string
  url?: string
  reason?: string
  change?: { kind: string; name: string; what: string; detail?: string; unfilled?: string[]; ms: number }
}

/** `pasos dev --json` in a folder, with what it has told so far. */
async function dev(place: string, args: string[] = []) {
  const child = spawn(process.execPath, [COMMAND, 'dev', place, '--port', '0', '--json', ...args], { env: { ...process.env, ...english } })
  running.push(child)
  let printed = ''
  let errors = ''
  child.stdout.on('data', chunk => (printed += chunk))
  child.stderr.on('data', chunk => (errors += chunk))
  const events = () =>
    printed
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line) as DevEvent)
  const url = await eventually('the server', async () => {
    if (child.exitCode !== null) throw new Error(errors)
    return events().find(({ event }) => event === 'ready')?.url
  })
  return { url, events, child }
}

const machine = (seconds: number, result: string) =>
  JSON.stringify({
    StartAt: 'Wait',
    States: { Wait: { Type: 'Wait', Seconds: seconds, Next: 'Say' }, Say: { Type: 'Pass', Result: result, End: true } },
  })

describe('pasos init', () => {
  it.each(['even-or-odd', 'order-saga', 'approval'])('%s is a project whose tests are green and cover all of it', async template => {
    const place = join(folder, template)
    mkdirSync(place)
    const { code, stderr } = await pasos(['init', template, '--into', place], english)
    expect({ code, stderr }).toEqual({ code: 0, stderr: `Next: npx pasos test ${place}, then npx pasos dev ${place}\n` })
    const tested = await pasos(['test', place, '--threshold', '100'], english)
    expect(tested.code, tested.stdout + tested.stderr).toBe(0)
    const again = await pasos(['init', template, '--into', place, '--json'], english)
    expect(again).toMatchObject({ code: 1, stdout: '' })
    expect(again.stderr).toContain('is there already; nothing was written')
  })

  it('names the templates where there is no such one, in Spanish too', async () => {
    const { code, stderr } = await pasos(['init', 'none', '--into', folder], { LC_ALL: 'es_ES' })
    expect({ code, stderr }).toEqual({ code: 5, stderr: 'No hay ninguna plantilla none. Hay: approval, even-or-odd, order-saga.\n' })
  })
})

describe('pasos dev', () => {
  it('deploys a folder, then only what changes in it, and a running execution keeps what it began with', async () => {
    const place = join(folder, 'dev')
    mkdirSync(join(place, 'functions', 'greet'), { recursive: true })
    const code = (word: string) => `exports.handler = async () => '${word}'\n`
    writeFileSync(join(place, 'functions', 'greet', 'main.js'), code('hello'))
    writeFileSync(join(place, 'waits.asl.json'), machine(2, 'before'))
    const call = { StartAt: 'Greet', States: { Greet: { Type: 'Task', Resource: '${greet}', End: true } } }
    writeFileSync(join(place, 'greets.asl.json'), JSON.stringify(call))
    const { url, events, child } = await dev(place)
    const changes = () => events().flatMap(({ change }) => change ?? [])
    await eventually('all is deployed', async () => (changes().length === 3 ? true : undefined))
    expect(changes().map(({ name, what }) => `${name} ${what}`)).toEqual(['greet created', 'greets created', 'waits created'])
    const greeted = await pasos(['run', 'greets', '--endpoint', url], english)
    expect(greeted, greeted.stderr).toMatchObject({ code: 0, stdout: '"hello"\n' })

    const waiting = pasos(['run', 'waits', '--endpoint', url], english)
    await eventually('it runs', async () =>
      (await (await fetch(`${url}/_pasos/health`)).text()).includes('"runningExecutions":1') ? true : undefined,
    )
    writeFileSync(join(place, 'waits.asl.json'), machine(0, 'after'))
    const changed = await eventually('the machine is changed', async () => changes()[3])
    expect(changed).toMatchObject({ kind: 'machine', name: 'waits', what: 'updated', detail: 'Wait, Say' })
    writeFileSync(join(place, 'functions', 'greet', 'main.js'), code('bye'))
    const function_ = await eventually('the function is changed', async () => changes()[4])
    expect(function_).toMatchObject({ kind: 'function', name: 'greet', what: 'updated' })
    expect(await pasos(['run', 'greets', '--endpoint', url], english)).toMatchObject({ stdout: '"bye"\n' })
    expect(await pasos(['run', 'waits', '--endpoint', url], english)).toMatchObject({ stdout: '"after"\n' })
    expect(await waiting).toMatchObject({ code: 0, stdout: '"before"\n' })

    writeFileSync(join(place, 'waits.asl.json'), '{ "StartAt": ')
    const problem = await eventually('the fault is told', async () => events().find(({ event }) => event === 'problem'))
    expect(problem.reason).toBe('waits.asl.json:1:14: Unexpected end-of-input within/between Object entries')
    // Whatever else is written in the folder says nothing new of it.
    for (const line of ['a', 'b', 'c']) writeFileSync(join(place, 'dev.log'), line)
    writeFileSync(join(place, 'greets.asl.json'), JSON.stringify(call))
    rmSync(join(place, 'waits.asl.json'))
    expect(await eventually('it is gone', async () => changes()[5])).toMatchObject({ name: 'waits', what: 'deleted' })
    expect(changes()).toHaveLength(6)
    expect(events().flatMap(({ event }) => (event === 'problem' || event === 'solved' ? [event] : []))).toEqual(['problem', 'solved'])
    const asks = (name: string) => JSON.stringify(call).replace('${greet}', name)
    writeFileSync(join(place, 'greets.asl.json'), asks('${leave}'))
    const refused = await eventually('it is refused', async () => changes()[6])
    expect(refused).toMatchObject({ what: 'refused', unfilled: ['${leave}'] })
    writeFileSync(join(place, 'greets.asl.json'), asks('${greet}'))
    expect(await eventually('it is as deployed again', async () => changes()[7])).toMatchObject({ name: 'greets', what: 'unchanged' })
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
  })

  it('reads Terraform and YAML as they stand, and test cases that change', async () => {
    const place = join(folder, 'terraform')
    cpSync(EXAMPLE, place, { recursive: true })
    writeFileSync(
      join(place, 'asks.asl.yaml'),
      'StartAt: Ask\nStates:\n  Ask: { Type: Task, Resource: "arn:aws:states:::sqs:sendMessage", Parameters: { QueueUrl: q, MessageBody: b }, End: true }\n',
    )
    const cases = (answer: string) =>
      JSON.stringify({
        StateMachines: { asks: { TestCases: { Case: { Ask: 'Answer' } } } },
        MockedResponses: { Answer: { '0': { Return: answer } } },
      })
    const mocked = join(place, 'mocks.json')
    writeFileSync(mocked, cases('one'))
    const { url, events } = await dev(place, ['--mock-config', mocked])
    const names = () =>
      events().flatMap(({ change }) => (change?.kind === 'machine' ? [`${change.name} ${change.what} ${change.detail ?? ''}`.trim()] : []))
    await eventually('machines', async () => (names().length === 2 ? true : undefined))
    expect(names()).toEqual(['asks created', 'EvenOrOddTF created'])
    expect(events().flatMap(({ change }) => (change?.kind === 'function' ? [change.name] : []))).toEqual([
      'even-or-odd-number-generator',
      'even-or-odd-even',
      'even-or-odd-odd',
    ])
    expect(await pasos(['run', 'asks#Case', '--endpoint', url], english)).toMatchObject({ code: 0, stdout: '"one"\n' })
    writeFileSync(mocked, cases('two'))
    await eventually('mocks', async () => events().find(({ event }) => event === 'mocks'))
    expect(await pasos(['run', 'asks#Case', '--endpoint', url], english)).toMatchObject({ code: 0, stdout: '"two"\n' })
    const run = await pasos(['run', 'EvenOrOddTF', '--endpoint', url], english)
    expect(run, run.stderr).toMatchObject({ code: 0 })
  })

  it('ends with 2 where there is nothing to deploy', async () => {
    const empty = join(folder, 'empty')
    mkdirSync(empty)
    const { code, stderr } = await pasos(['dev', empty, '--port', '0'], english)
    expect(code).toBe(2)
    expect(stderr).toContain('There is nothing to deploy')
  })
})

describe('pasos deploy and pasos delete', () => {
  it('bring a running server to where a folder is, touch nothing that is the same, and take it away again', async () => {
    const place = join(folder, 'order-saga')
    const server = join(folder, 'empty-server')
    mkdirSync(server)
    writeFileSync(join(server, 'other.asl.json'), machine(0, 'other'))
    const { url } = await dev(server)
    const first = await pasos(['deploy', place, '--endpoint', url], english)
    expect(first, first.stderr).toMatchObject({ code: 0 })
    expect(first.stdout).toMatch(/^\+ function charge: created — \d+ ms\n/)
    const run = await pasos(['run', 'order-saga', '--input', '{"order":5,"items":1}', '--endpoint', url], english)
    expect(run, run.stderr).toMatchObject({ code: 0, stdout: '{"shipped":5}\n' })
    const again = await pasos(['deploy', place, '--json', '--endpoint', url], english)
    const { schema, changes } = JSON.parse(again.stdout)
    expect(schema).toBe('pasos.changes/1')
    expect(new Set(changes.map(({ what }: { what: string }) => what))).toEqual(new Set(['unchanged']))
    const definition = readFileSync(join(place, 'order-saga.asl.yaml'), 'utf8')
    writeFileSync(join(place, 'order-saga.asl.yaml'), definition.replace('MaxAttempts: 3', 'MaxAttempts: 4'))
    expect((await pasos(['deploy', place, '--endpoint', url], english)).stdout).toContain('✓ state machine order-saga: Reserve changed')
    writeFileSync(join(place, 'order-saga.asl.yaml'), definition.replace('StartAt: Reserve', 'StartAt: Nowhere'))
    const refused = await pasos(['deploy', place, '--endpoint', url], english)
    expect(refused.code).toBe(2)
    expect(refused.stdout).toContain('✗ state machine order-saga: Invalid State Machine Definition')
    writeFileSync(join(place, 'order-saga.asl.yaml'), definition)
    const deleted = await pasos(['delete', place, '--endpoint', url], english)
    expect(deleted.stdout.match(/deleted/g)).toHaveLength(6)
    expect(await pasos(['run', 'order-saga', '--endpoint', url], english)).toMatchObject({ code: 5 })
    expect(await pasos(['run', 'other', '--endpoint', url], english)).toMatchObject({ code: 0 })
    expect(await pasos(['deploy', place, '--endpoint', 'http://127.0.0.1:9'], english)).toMatchObject({ code: 7 })
  })

  it('deploy functions whose code stands in their template, and only what changes of it', async () => {
    const [place, server] = [join(folder, 'in-template'), join(folder, 'server-of-template')]
    for (const each of [place, server]) mkdirSync(each)
    writeFileSync(join(server, 'other.asl.json'), machine(0, 'other'))
    const write = (answer: string) =>
      writeFileSync(
        join(place, 'template.yaml'),
        `Resources:
  Greet: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: index.handler, InlineCode: "exports.handler = async () => '${answer}'" } }
  Greets:
    Type: AWS::Serverless::StateMachine
    Properties: { Definition: { StartAt: G, States: { G: { Type: Task, Resource: !GetAtt Greet.Arn, End: true } } } }
`,
      )
    const { url } = await dev(server)
    const said: [string, string[]][] = []
    for (const answer of ['hello', 'hello', 'welcome']) {
      write(answer)
      const deployed = await pasos(['deploy', place, '--json', '--endpoint', url], english)
      expect(deployed, deployed.stderr).toMatchObject({ code: 0 })
      const changes = JSON.parse(deployed.stdout).changes as { name: string; what: string }[]
      const run = await pasos(['run', 'Greets', '--endpoint', url], english)
      said.push([run.stdout.trim(), changes.map(({ name, what }) => `${name} ${what}`)])
    }
    expect(said).toEqual([
      ['"hello"', ['Greet created', 'Greets created']],
      ['"hello"', ['Greet unchanged', 'Greets unchanged']],
      ['"welcome"', ['Greet updated', 'Greets unchanged']],
    ])
  })
})
