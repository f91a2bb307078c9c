import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { pasos, type RunningServer, startServer, temporaryFolder } from './running-server.ts'

const COMMAND = fileURLToPath(new URL('../packages/pasos/bin/pasos.mjs', import.meta.url))
const { folder, remove } = temporaryFolder('test-command')
const english = { LC_ALL: 'C' }
let server: RunningServer | undefined

const definition = {
  StartAt: 'Charge',
  States: {
    Charge: {
      Type: 'Task',
      Resource: '${charge}',
      Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 60 }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Refused' }],
      Next: 'Large',
    },
    Large: { Type: 'Choice', Choices: [{ Variable: '$.sum', NumericGreaterThan: 9, Next: 'Done' }], Default: 'Refused' },
    Refused: { Type: 'Fail', Error: 'Refused' },
    Done: { Type: 'Succeed' },
  },
}
const tests = {
  tests: [
    {
      name: 'at second try',
      mocks: { Charge: [{ error: 'Busy' }, { result: { sum: 10 } }] },
      expect: { seconds: 60, output: { sum: 10 } },
    },
    { name: 'refused', mocks: { Charge: { error: 'Broken' } }, expect: { error: 'Refused' } },
  ],
}
const small = { name: 'small', mocks: { Charge: { result: { sum: 1 } } }, expect: { error: 'Refused' } }

beforeAll(() => {
  mkdirSync(join(folder, 'flows'))
  writeFileSync(join(folder, 'flows', 'order.asl.json'), JSON.stringify(definition, null, 2))
  writeFileSync(join(folder, 'flows', 'order.asltest.json'), JSON.stringify(tests))
})
afterAll(async () => {
  await server?.stop('SIGKILL')
  remove()
})

describe('pasos test', () => {
  it('runs what it finds, says what was never run, and fails below a threshold', async () => {
    const passed = await pasos(['test', folder, '--coverage'], english)
    expect(passed).toMatchObject({ code: 0, stderr: '' })
    expect(passed.stdout).toMatch(/✓ at second try \([\d.]+ ms\)\n✓ refused .*\n\n2 passed\n/s)
    expect(passed.stdout).toContain('Large → Refused (transitions)')
    const below = await pasos(['test', folder, '--threshold', '100'], english)
    expect(below.code).toBe(1)
    expect(below.stderr).toMatch(/order.asl.json: transitions 75.0 % < 100 %/)
    writeFileSync(join(folder, 'flows', 'order.asltest.json'), JSON.stringify({ tests: [...tests.tests, small] }))
    expect(await pasos(['test', folder, '--threshold', '100'], english)).toMatchObject({ code: 0, stderr: '' })
  })

  it('tells the same as JSON, TAP, JUnit and lcov, and in Spanish', async () => {
    const [report, trace] = [join(folder, 'out', 'junit.xml'), join(folder, 'out', 'cover')]
    const json = await pasos(['test', folder, '--json', '--junit', report, '--coverage-dir', trace], english)
    const { schema, passed, failed, files, coverage } = JSON.parse(json.stdout)
    expect({ schema, passed, failed }).toEqual({ schema: 'pasos.test/1', passed: 3, failed: 0 })
    expect(files[0].tests[0]).toMatchObject({ name: 'at second try', status: 'passed', problems: [] })
    expect(coverage[0].totals.states).toEqual({ covered: 4, total: 4, percent: 100 })
    expect(readFileSync(report, 'utf8')).toContain('tests="3" failures="0"')
    expect(readFileSync(join(trace, 'lcov.info'), 'utf8')).toContain('FNH:4')
    expect((await pasos(['test', folder, '--tap'], english)).stdout).toMatch(/^TAP version 14\n1..3\nok 1 - at second try/)
    expect((await pasos(['test', folder, '--filter', 'small'], { LC_ALL: 'es_ES' })).stdout).toContain('1 superadas')
    const none = await pasos(['test', folder, '--filter', 'smal1'], english)
    expect(none).toMatchObject({ code: 2, stdout: '', stderr: 'No test has "smal1" in its name.\n' })
  })

  it('runs them again when a file changes, with --watch, until it is interrupted', async () => {
    const place = join(folder, 'watched')
    mkdirSync(place)
    const file = join(place, 'order.asltest.json')
    writeFileSync(join(place, 'order.asl.json'), JSON.stringify(definition))
    writeFileSync(file, JSON.stringify(tests))
    const child = spawn(process.execPath, [COMMAND, 'test', place, '--watch', '--coverage-dir', join(place, 'out')], {
      env: { ...process.env, ...english },
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (said += chunk))
    const times = (text: string) => said.split(text).length - 1
    await vi.waitFor(() => expect(times('Watching')).toBe(1), 20_000)
    expect(times('2 passed')).toBe(1)
    writeFileSync(file, JSON.stringify({ tests: [...tests.tests, small] }))
    await vi.waitFor(() => expect(times('3 passed')).toBe(1), 20_000)
    await vi.waitFor(() => expect(times('Watching')).toBe(2), 20_000)
    // What a run writes itself begins no other.
    await new Promise(resolve => setTimeout(resolve, 500))
    expect(times('passed')).toBe(2)
    expect(readFileSync(join(place, 'out', 'index.html'), 'utf8')).toContain('<svg')
    child.kill('SIGINT')
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  it('ends with 1 for a failed test and with 2 for a file that is wrong', async () => {
    const wrong = join(folder, 'wrong.asltest.yaml')
    writeFileSync(wrong, `definition: flows/order.asl.json\ntests:\n  - mocks: { Charge: { result: { sum: 1 } } }\n`)
    const failed = await pasos(['test', wrong], english)
    expect(failed.code).toBe(1)
    expect(failed.stdout).toContain('status: expected SUCCEEDED, was FAILED (Refused)\n  It went: Charge → Large → Refused')
    for (const text of ['tests: 1', 'definition: nowhere.json\ntests: [{}]', 'tests: [{ nam: x }]']) {
      writeFileSync(wrong, text)
      const refused = await pasos(['test', wrong], english)
      expect({ code: refused.code, lines: refused.stderr.trim().split('\n').length }, refused.stderr).toEqual({ code: 2, lines: 1 })
    }
    expect(await pasos(['test', join(folder, 'out')], english)).toMatchObject({ code: 2 })
  })

  it('asks TestState behind a signed endpoint the same, state by state, and tells what differs', async () => {
    server = await startServer({ folder: join(folder, 'data'), args: ['--no-example', '--auth', 'verify'] })
    const printed = await pasos(['env', '--data', join(folder, 'data'), '--format', 'json', '--endpoint', server.url], english)
    const keys = JSON.parse(printed.stdout)
    const flows = join(folder, 'flows')
    const same = await pasos(['test', flows, '--against', server.url], { ...english, ...keys })
    expect(same, same.stdout).toMatchObject({ code: 0 })
    expect(same.stdout).toContain(`9 visits of states compared with ${server.url}.`)
    const strangers = { ...english, AWS_ACCESS_KEY_ID: 'AKIASTRANGER', AWS_SECRET_ACCESS_KEY: 'wrong' }
    const refused = await pasos(['test', flows, '--against', server.url], strangers)
    // Said once, not of every state.
    expect(refused).toMatchObject({ code: 4, stdout: '' })
    expect(refused.stderr).toMatch(/^UnrecognizedClientException: .*\n$/)
  })

  it('names what another TestState does otherwise', async () => {
    const other = createServer((request, response) => {
      request.resume().on('end', () => {
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' })
        response.end(JSON.stringify({ status: 'SUCCEEDED', output: '{"sum":11}', nextState: 'Done' }))
      })
    })
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
    const place = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
    const { code, stdout } = await pasos(['test', join(folder, 'flows'), '--filter', 'second', '--against', place], english)
    other.close()
    expect(code).toBe(1)
    expect(stdout).toContain(`Charge at ${place}: status is "SUCCEEDED" there and "RETRIABLE" here`)
    expect(stdout).toContain(`Large at ${place}: output.sum is 11 there and 10 here`)
  })

  it('makes a test of an execution that ran, here or in a history that AWS printed, and it is green', async () => {
    const place = join(folder, 'recorded')
    mkdirSync(place)
    const example = fileURLToPath(new URL('../examples/even-or-odd/', import.meta.url))
    const other = await startServer({ folder: join(folder, 'other'), args: [] })
    const run = await pasos(['run', 'EvenOrOdd', '--endpoint', other.url, '--name', 'lucky'], english)
    expect(run.code, run.stderr).toBe(0)
    const arn = /Started (\S+)/.exec(run.stderr)![1]!
    const file = join(place, 'EvenOrOdd.asltest.json')
    const recorded = await pasos(['record', arn, '--endpoint', other.url, '--output', file], english)
    expect(recorded, recorded.stderr).toMatchObject({ code: 0, stdout: `Written: ${file}, ${join(place, 'EvenOrOdd.asl.json')}\n` })
    expect(await pasos(['test', place], english)).toMatchObject({ code: 0 })
    expect(JSON.parse(readFileSync(file, 'utf8')).tests[0]).toMatchObject({ name: 'lucky', expect: { output: JSON.parse(run.stdout) } })
    expect((await pasos(['record', arn, '--endpoint', other.url, '--output', file], english)).code).toBe(1)
    const client = new SFNClient({ endpoint: other.url, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } })
    const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn: arn }))
    // A definition that its author keeps in YAML is not written once more beside it.
    renameSync(join(place, 'EvenOrOdd.asl.json'), join(place, 'EvenOrOdd.asl.yaml'))
    rmSync(file)
    expect(await pasos(['record', arn, '--endpoint', other.url, '--output', file], english)).toMatchObject({ stdout: `Written: ${file}\n` })
    await other.stop()
    const printed = join(place, 'history.json')
    writeFileSync(printed, JSON.stringify({ events }))
    const definition = join(place, 'EvenOrOdd.asl.yaml')
    const from = join(place, 'history.asltest.json')
    const alone = await pasos(['record', printed, '--output', join(folder, 'alone.asltest.json')], english)
    expect(alone.stderr).toContain('runs once its definition is there')
    const again = await pasos(['record', printed, '--definition', definition, '--output', from], english)
    expect(again, again.stderr).toMatchObject({ code: 0, stdout: `Written: ${from}\n` })
    expect((await pasos(['test', from], english)).code).toBe(0)
    expect(await pasos(['record', printed, '--definition', 'nowhere.asl.json'], english)).toMatchObject({ code: 2 })
    expect(await pasos(['record', join(example, 'even-or-odd.asl.json')], english)).toMatchObject({ code: 2 })
  })
})
