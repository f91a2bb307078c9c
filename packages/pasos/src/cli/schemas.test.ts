import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { simulate } from '@pasos/asl'
import { afterAll, expect, it } from 'vitest'
import { openServer } from '../server/open-server.ts'
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
  'pasos.validate/1': {
    args: ['validate', file('lost.asl.json', { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' } } }), '--json'],
    members: [
      ...['schema', 'files[].file', 'files[].findings[].severity', 'files[].findings[].code', 'files[].findings[].rule'],
      ...['files[].findings[].message', 'files[].findings[].origin', 'files[].findings[].location', 'files[].findings[].range.start.line'],
      ...['files[].findings[].range.start.column', 'files[].findings[].range.end.line', 'files[].findings[].parameters'],
      ...['files[].findings[].explanation', 'files[].findings[].advice'],
    ],
  },
  'pasos.explain/1': { args: ['explain', definition, '--json'], members: ['schema', 'language', 'text'] },
  'pasos.graph/1': {
    args: ['graph', definition, '--json'],
    members: [
      ...['schema', 'scopes[].owner', 'scopes[].startAt', 'scopes[].states[].id', 'scopes[].states[].name', 'scopes[].states[].type'],
      ...['scopes[].states[].isLast', 'scopes[].transitions[].from', 'scopes[].transitions[].to', 'scopes[].transitions[].kind'],
    ],
  },
  'pasos.doctor/1': {
    args: ['doctor', '--data', join(folder, 'data'), '--port', '0', '--json'],
    members: ['schema', 'findings[].level', 'findings[].text'],
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

it('what is asked of a server, or done with its folder, has a schema too', async () => {
  const data = join(folder, 'server')
  const server = await openServer({
    ...{ folder: data, host: '127.0.0.1', port: 0, posture: { auth: 'trust' }, allowedHosts: [], accountId: '123456789012' },
    ...{ region: 'us-east-1', version: '0', deployExample: false, retentionDays: 0, keepsAwsLimits: true, executionDays: 0 },
    ...{ keepsExpressHistory: false, sandbox: 'process', services: ['states', 'iam', 'lambda', 'logs'], diskReserveBytes: 0 },
    onFatal: error => {
      throw error
    },
  })
  const at = ['--endpoint', server.url, '--json']
  const zip = join(folder, 'all.zip')
  const key = join(folder, 'key')
  writeFileSync(key, Buffer.alloc(32, 7).toString('base64'))
  const asked = async (args: string[]) => {
    const { out, err } = await told(args)
    expect(err).toBe('')
    const value = JSON.parse(out) as { schema: string }
    return [value.schema, ...pathsOf(value)]
  }
  try {
    const deployed = await asked(['deploy', APPROVAL, ...at])
    expect(deployed).toEqual(expect.arrayContaining(['pasos.changes/1', 'changes[].kind', 'changes[].name', 'changes[].what']))
    const role = await asked(['role', 'approval', ...at])
    expect(role).toEqual(expect.arrayContaining(['pasos.role/1', 'stateMachineArn', 'roleArn', 'policy', 'trustPolicy', 'open', 'denied']))
    expect(await asked(['backup', zip, ...at])).toEqual(expect.arrayContaining(['pasos.backup/1', 'file', 'bytes']))
  } finally {
    await server.close()
  }
  const verified = await asked(['verify', '--data', data, '--json'])
  expect(verified).toEqual(expect.arrayContaining(['pasos.verify/1', 'executions', 'events', 'damages']))
  const restored = await asked(['restore', zip, '--data', join(folder, 'restored'), '--json'])
  expect(restored).toEqual(expect.arrayContaining(['pasos.restore/1', 'file', 'folder']))
  const encrypted = await asked(['encrypt', '--data', data, '--to', join(folder, 'sealed'), '--encryption-key', key, '--json'])
  expect(encrypted).toEqual(expect.arrayContaining(['pasos.encrypt/1', 'folder', 'isCopy']))
})

function pathsOf(value: unknown, path = '', found = new Set<string>()): Set<string> {
  if (path !== '') found.add(path)
  if (Array.isArray(value)) for (const item of value) pathsOf(item, `${path}[]`, found)
  else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) pathsOf(member, path === '' ? name : `${path}.${name}`, found)
  }
  return found
}
