import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { simulate } from '@pasos/asl'
import { afterAll, describe, expect, it } from 'vitest'
import { openThrowaway } from '../../server/throwaway.ts'
import { told } from '../testing/told.ts'

const folder = mkdtempSync(join(tmpdir(), 'pasos-diff-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, content: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const before = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Result: 1, End: true } } }
const after =
  'StartAt: A\nTimeoutSeconds: 9\nStates:\n  A: { Type: Pass, InputPath: $.order, Next: C }\n  C: { Type: Wait, Seconds: 5, End: true }\n'

describe('pasos diff of definitions', () => {
  const [old, now] = [file('order.asl.json', before), file('new.asl.yaml', after)]

  it('tells what came, went and changed, and what it means for others', async () => {
    const { out, err, code } = await told(['diff', old, now])
    expect([err, code]).toEqual(['', 0])
    expect(out).toBe(`~ the state machine
    /TimeoutSeconds now 9
~ A (Pass)
    /Next B → C
    /InputPath now $.order
+ C (Wait)
- B (Pass)

1 added, 1 removed, 1 changed, 0 renamed.
Running executions, and redrives of ended ones, keep the definition that they began with: nothing here breaks them.
For those who start executions: the input is asked for order, which it was not before.
For tests, mocks and "pasos rerun --from": no longer there: B.
`)
    expect((await told(['diff', old, now], { LC_ALL: 'es_ES.UTF-8' })).out).toContain(
      '1 nuevos, 1 quitados, 1 cambiados, 0 con otro nombre.',
    )
  })

  it('ends with 1 for a difference when asked to, and with 0 without one', async () => {
    expect((await told(['diff', old, now, '--exit-code'])).code).toBe(1)
    expect(await told(['diff', old, old, '--exit-code'])).toEqual({ out: 'No difference.\n', err: '', code: 0 })
  })

  it('prints everything as JSON too', async () => {
    const { out } = await told(['diff', old, now, '--format', 'json'])
    expect(JSON.parse(out)).toMatchObject({ schema: 'pasos.diff/1', kind: 'definitions', before: old, inputRead: ['order'] })
    expect((await told(['diff', old, now, '--json'])).out).toBe(out)
  })

  it('finds a machine of a template by its name, and asks which where there are several', async () => {
    const machine = (definition: object) => ({
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: { DefinitionString: JSON.stringify(definition) },
    })
    const template = file('template.json', { Resources: { One: machine(before), Two: machine({ ...before, StartAt: 'B' }) } })
    expect((await told(['diff', old, `${template}#One`, '--exit-code'])).code).toBe(0)
    expect((await told(['diff', `${template}#One`, `${template}#Two`])).out).toContain('/StartAt A → B')
    const asked = await told(['diff', old, template])
    expect([asked.code, asked.err]).toEqual([2, `${template} holds several state machines. Say which, as ${template}#NAME: One, Two.\n`])
    expect((await told(['diff', old, `${template}#Three`])).code).toBe(5)
  })

  it('says of wrong arguments what is wrong', async () => {
    expect((await told(['diff', old, join(folder, 'none.asl.json')])).code).toBe(2)
    expect((await told(['diff', old, file('broken.asl.yaml', 'a: [')])).err).toMatch(/broken\.asl\.yaml:1:\d+ cannot be read as YAML/)
    expect((await told(['diff', old, file('no.asl.json', '[]')])).code).toBe(2)
    expect((await told(['diff', 'order', '--endpoint', 'http://127.0.0.1:9'])).code).toBe(2)
    expect((await told(['diff', 'order', old, '--endpoint', 'http://127.0.0.1:9'])).code).toBe(7)
  })

  it('holds a file alone against the machine of its name, with what was filled in', async () => {
    const definition = JSON.stringify(before)
    const place = { accountId: '123456789012', region: 'us-east-1', version: '0', type: 'STANDARD' as const }
    const server = await openThrowaway({ ...place, name: 'order', definition, functions: undefined, mocks: undefined, onFatal: () => {} })
    try {
      const endpoint = ['--endpoint', server.url]
      expect((await told(['diff', old, ...endpoint])).out).toBe('No difference.\n')
      const renamed = file('orders.asl.json', before)
      expect(await told(['diff', renamed, ...endpoint])).toMatchObject({
        code: 5,
        err: 'There is no state machine named orders. Known: order.\n',
      })
      expect((await told(['diff', 'order', now, ...endpoint])).out).toContain('- B (Pass)')
    } finally {
      await server.close()
    }
  })
})

describe('pasos diff of executions', () => {
  const history = (name: string, input: object, answer: () => { output: number } | { error: string; cause: string }) => {
    const task = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', Next: 'B' }
    const run = simulate({ StartAt: 'A', States: { A: task, B: { Type: 'Pass', End: true } } }, { input: input as never, answer })
    return file(name, { events: run.history.map(event => ({ ...event, timestamp: event.timestamp / 1000 })) })
  }

  it('says where they part and in what', async () => {
    const one = history('one.json', {}, () => ({ output: 1 }))
    const other = history('other.json', {}, () => ({ error: 'Busy', cause: 'no' }))
    const { out, code } = await told(['diff', one, other])
    expect([out, code]).toEqual([
      `They part at A (visit 1): status, error, output.
status: SUCCEEDED → FAILED
error:  → Busy
output: 1 → 

~ A: status, error, output
    status succeeded → failed
    error null → Busy
    output 1 → null
~ B: only the first was there
`,
      0,
    ])
    expect((await told(['diff', one, one])).out).toBe('No difference.\n')
    expect(JSON.parse((await told(['diff', one, other, '--json'])).out)).toMatchObject({
      kind: 'executions',
      visits: [{ name: 'A' }, { name: 'B' }],
    })
  })

  it('are not compared with definitions', async () => {
    const { err, code } = await told(['diff', history('h.json', {}, () => ({ output: 1 })), file('d.asl.json', before)])
    expect([err, code]).toEqual(['An execution can be compared with an execution only, a definition with a definition.\n', 2])
  })
})
