import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { pasos, temporaryFolder } from './running-server.ts'

const { folder, remove } = temporaryFolder('run-file')
const example = fileURLToPath(new URL('../examples/even-or-odd/', import.meta.url))
const scratch = join(folder, 'scratch')
mkdirSync(scratch)
const environment = { LC_ALL: 'C', TMPDIR: scratch }
// Node's own cache of compiled code is nobody's leftover.
const leftovers = () => readdirSync(scratch).filter(name => name !== 'node-compile-cache')
afterAll(remove)

function file(name: string, content: object): string {
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify(content))
  return path
}

const retried = { Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 1, MaxAttempts: 3 }] }
const charge = {
  Type: 'Task',
  Resource: 'arn:aws:states:::athena:startQueryExecution.sync',
  Parameters: { QueryString: 'SELECT 1' },
  ...retried,
  End: true,
}
const order = file('order.asl.json', { StartAt: 'Charge', States: { Charge: charge } })
const busy = { Throw: { Error: 'Busy', Cause: 'later' } }
const mocks = file('mocks.json', {
  StateMachines: { order: { TestCases: { Second: { Charge: 'Second' }, TooFew: { Charge: 'TooFew' } } } },
  MockedResponses: { Second: { '0': busy, '1': { Return: { charged: true } } }, TooFew: { '0': busy } },
})

describe('pasos run FILE', () => {
  it('runs the example with the functions of a folder, and leaves nothing behind', async () => {
    const definition = join(example, 'even-or-odd.asl.json')
    const { code, stdout, stderr } = await pasos(['run', definition, '--functions', join(example, 'functions')], environment)
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expect(JSON.parse(stdout)).toEqual({ number: expect.any(Number) })
    expect(leftovers()).toEqual([])
  })

  it('runs a definition in YAML, and says in which line one is wrong', async () => {
    const yaml = join(folder, 'says.asl.yaml')
    writeFileSync(yaml, 'StartAt: Say\nStates:\n  Say: { Type: Pass, Result: yes it does, End: true }\n')
    expect(await pasos(['run', yaml], environment)).toMatchObject({ code: 0, stdout: '"yes it does"\n' })
    writeFileSync(yaml, 'StartAt: Say\nStates: [\n')
    const { code, stderr } = await pasos(['run', yaml], environment)
    expect({ code, lines: stderr.trim().split('\n').length }, stderr).toEqual({ code: 2, lines: 1 })
    expect(stderr).toMatch(/says\.asl\.yaml:\d/)
  })

  it('answers a mocked state by the number of its invocation, whatever service it names', async () => {
    const run = await pasos(['run', order, '--mock-config', mocks, '--test-case', 'Second'], environment)
    expect(run).toMatchObject({ code: 0, stdout: '{"charged":true}\n' })
    const named = await pasos(['run', order, '--test-case', 'Second'], { ...environment, SFN_MOCK_CONFIG: mocks })
    expect(named).toMatchObject({ code: 0, stdout: '{"charged":true}\n' })
  })

  it('fails an execution that asks for more answers than are mocked, in Spanish too', async () => {
    const run = await pasos(['run', order, '--mock-config', mocks, '--test-case', 'TooFew'], { ...environment, LC_ALL: 'es_ES' })
    expect(run).toMatchObject({ code: 3, stdout: '' })
    expect(run.stderr).toContain('FALLÓ: States.Runtime: The state Charge was invoked 2 times, and only 1 answers are mocked.')
    expect(run.stderr).toContain('En el estado Charge.')
  })

  it('ends with 2 when a file is wrong: with the places in a definition, and one line for anything else', async () => {
    const bad = join(folder, 'bad.asl.yaml')
    writeFileSync(bad, 'StartAt: Nowhere\nStates:\n  A:\n    Type: Pass\n    End: true\n')
    const refused = await pasos(['run', bad], environment)
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain(`${bad}:1:1 error MISSING_TRANSITION_TARGET /StartAt\n  There is no state 'Nowhere' here.\n`)
    for (const args of [[join(folder, 'none.json')], [order, '--test-case', 'Second'], [order, '--functions', 'nowhere']]) {
      const { code, stderr } = await pasos(['run', ...args], environment)
      expect({ code, lines: stderr.trim().split('\n').length }, stderr).toEqual({ code: 2, lines: 1 })
    }
    expect(leftovers()).toEqual([])
  })
})
