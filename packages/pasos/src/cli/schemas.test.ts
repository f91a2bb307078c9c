import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { simulate } from '@pasos/asl'
import { afterAll, expect, it } from 'vitest'
import { told } from './testing/told.ts'

const folder = mkdtempSync(join(tmpdir(), 'pasos-schemas-'))
const APPROVAL = fileURLToPath(new URL('../../../../examples/approval/', import.meta.url))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, value: unknown): string {
  writeFileSync(join(folder, name), JSON.stringify(value))
  return join(folder, name)
}

const resource = 'arn:aws:lambda:us-east-1:123456789012:function:f'
const machine = (next: string) => ({
  StartAt: 'A',
  States: { A: { Type: 'Task', Resource: resource, Next: next }, [next]: { Type: 'Pass', InputPath: '$.sum', End: true } },
})
const events = simulate(machine('B'), { answer: () => ({ output: { sun: 1 } }) }).history
const history = file('history.json', { events: events.map(event => ({ ...event, timestamp: event.timestamp / 1000 })) })
const other = file('other.json', { events: [] })
const definition = file('m.asl.json', machine('B'))

/**
 * What programs may read, as long as the number of a schema is the same: members may come, none of these may go. `[]` is any item of a list. Whoever has
 * to change a line here raises the number.
 */
const PROMISED: Readonly<Record<string, { args: string[]; members: string[] }>> = {
  'pasos.init/1': {
    args: ['init', '--into', join(folder, 'new'), '--json'],
    members: ['schema', 'template', 'folder', 'files', 'files[]'],
  },
  'pasos.test/1': {
    args: ['test', APPROVAL, '--json'],
    members: [
      ...['schema', 'passed', 'failed', 'belowThreshold', 'files[].file', 'files[].tests[].name', 'files[].tests[].status'],
      ...['files[].tests[].problems', 'files[].tests[].line', 'files[].tests[].ms', 'files[].tests[].path', 'files[].tests[].run.status'],
      ...['coverage[].file', 'coverage[].items[].metric', 'coverage[].items[].state', 'coverage[].items[].hits', 'coverage[].items[].line'],
      ...['coverage[].totals.states.covered', 'coverage[].totals.states.total', 'coverage[].totals.states.percent'],
    ],
  },
  'pasos.why/1': {
    args: ['why', history, '--definition', definition, '--json'],
    members: ['schema', 'execution', 'status', 'error', 'cause', 'advice.key', 'advice.text', 'advice.facts'],
  },
  'pasos.cost/1': {
    args: ['cost', history, '--json'],
    members: [
      ...['schema', 'transitions', 'standard', 'states[].name', 'states[].transitions', 'states[].standard'],
      ...['prices.region', 'prices.asOf', 'prices.source', 'month.executions', 'month.standard'],
    ],
  },
  'pasos.diff/1': {
    args: ['diff', definition, file('n.asl.json', machine('C')), '--json'],
    members: [
      ...['schema', 'before', 'after', 'kind', 'machine', 'states[].what', 'states[].name', 'states[].within', 'states[].type'],
      ...['states[].fields[].path', 'states[].fields[].before', 'states[].fields[].after', 'inputRead', 'hasFilledIn'],
    ],
  },
  'pasos.import/1': {
    args: [
      'import',
      file('described.json', {
        stateMachineArn: 'arn:aws:states:us-east-1:1:stateMachine:m',
        name: 'm',
        definition: JSON.stringify(machine('B')),
      }),
      ...['--into', join(folder, 'brought'), '--json'],
    ],
    members: ['schema', 'folder', 'files', 'files[]', 'notes', 'notes[]'],
  },
}

it.each(Object.entries(PROMISED))('%s has every member that it promised', async (schema, { args, members }) => {
  const { out, err } = await told(args)
  const value = JSON.parse(out) as { schema: string }
  expect(value.schema, err).toBe(schema)
  expect([...pathsOf(value)]).toEqual(expect.arrayContaining(members))
})

it('two executions that are compared promise theirs too', async () => {
  const { out } = await told(['diff', history, other, '--json'])
  const paths = pathsOf(JSON.parse(out))
  expect([...paths]).toEqual(
    expect.arrayContaining(['kind', 'end[].what', 'end[].first', 'end[].second', 'visits[].name', 'visits[].visit', 'visits[].differs[]']),
  )
})

function pathsOf(value: unknown, path = '', found = new Set<string>()): Set<string> {
  if (path !== '') found.add(path)
  if (Array.isArray(value)) for (const item of value) pathsOf(item, `${path}[]`, found)
  else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) pathsOf(member, path === '' ? name : `${path}.${name}`, found)
  }
  return found
}
