import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const COMMAND = fileURLToPath(new URL('../../bin/pasos.mjs', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'pasos-kept-'))
beforeAll(() => {
  const task = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:talk', End: true }
  writeFileSync(join(folder, 'talk.asl.json'), JSON.stringify({ StartAt: 'Talk', States: { Talk: task } }))
  const tests = [{ name: 'talks', expect: { output: 'said' } }]
  writeFileSync(join(folder, 'talk.asltest.json'), JSON.stringify({ mocks: { Talk: { handler: 'functions/main.handler' } }, tests }))
  mkdirSync(join(folder, 'functions'))
  writeFileSync(
    join(folder, 'functions', 'main.js'),
    "exports.handler = async () => { console.log('by console'); process.stdout.write('by stream\\n'); return 'said' }\n",
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

async function pasos(args: string[], input = ''): Promise<{ out: string; err: string }> {
  const child = spawn(process.execPath, [COMMAND, ...args], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.end(input)
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { out, err }
}

test('what a function under test says is talk: the report for machines stays whole', async () => {
  const { out, err } = await pasos(['test', '--json'])
  expect(JSON.parse(out)).toMatchObject({ schema: 'pasos.test/1' })
  expect(err).toContain('by console\nby stream\n')
})

test('the messages of the protocol for agents stay whole, whatever a function says', async () => {
  const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'test', arguments: { paths: ['.'] } } }
  const { out, err } = await pasos(['mcp'], `${JSON.stringify(call)}\n`)
  const [line, ...others] = out.trimEnd().split('\n')
  expect(others).toEqual([])
  expect(JSON.parse(line!)).toMatchObject({ id: 1, result: { content: [{ type: 'text' }] } })
  expect(err).toContain('by console\nby stream\n')
})
