import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { afterEach, expect, it, vi } from 'vitest'
import { EXIT } from './exit-codes.ts'
import { buildProgram } from './main.ts'
import { ENDS } from './testing/ends.ts'
import { told } from './testing/told.ts'

/** What `--json` prints, where it has no schema of ours by the command's name; `vitest -u` writes the page anew. */
const JSON_IS: Readonly<Record<string, string>> = {
  run: "AWS's answer of DescribeExecution or StartSyncExecution",
  rerun: "AWS's answer of DescribeExecution; with `--no-wait` the new execution's ARN",
  logs: 'an event a line',
  dev: 'an event a line: `ready`, `change`, `mocks`, `problem`, `solved`',
  outbox: '`pasos.outbox/1`, one a line',
  deploy: '`pasos.changes/1`',
  delete: '`pasos.changes/1`',
  record: 'the file of tests',
}
/** Where what is printed is for programs anyway. */
const DATA_IS: Readonly<Record<string, string>> = {
  env: '`--format json`: the variables by their names',
  convert: 'a definition in JSON',
  completion: 'a script of that shell',
  mcp: 'the Model Context Protocol',
  lsp: 'the Language Server Protocol',
}

const EXAMPLE = fileURLToPath(new URL('../../../../examples/approval/', import.meta.url))
const EXECUTION = 'arn:aws:states:us-east-1:123456789012:execution:a:b'
/** What commands need beside an endpoint. */
const ARGUMENTS: Readonly<Record<string, string[]>> = {
  ...{ run: ['order'], logs: ['f'], role: ['m'], record: [EXECUTION], why: [EXECUTION], cost: [EXECUTION], diff: ['a', 'b'] },
  ...{ rerun: [EXECUTION, '--from', 'A'], backup: [join(tmpdir(), `pasos-none-${process.pid}.zip`)] },
  ...{ deploy: [EXAMPLE], delete: [EXAMPLE] },
}

const { commands } = await buildProgram('en')
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what is looked for.
const COLOURS = /\u001b\[/

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  process.exitCode = 0
})

it.each(commands.map(command => command.name()))(
  '%s helps in both languages and without colours, and ends with 2 for an option it has not',
  async name => {
    const english = await told([name, '--help'], {})
    const spanish = await told([name, '--help'], { LC_ALL: 'es_ES.UTF-8' })
    expect(english).toMatchObject({ code: EXIT.ok, err: '' })
    expect(english.out).toMatch(new RegExp(`^Usage: pasos ${name}`))
    expect(spanish.out).toMatch(new RegExp(`^Uso: pasos ${name}`))
    expect(english.out + spanish.out).not.toMatch(COLOURS)
    const wrong = await told([name, '--no-such-option'], {})
    expect(wrong).toMatchObject({ code: EXIT.usage, out: '' })
    expect(wrong.err).toMatch(/^error: (unknown option '--no-such-option'|required option )/)
  },
)

const ofServer = commands.filter(command => has(command, '--endpoint') && command.name() !== 'mcp')
it.each(ofServer.map(command => command.name()))('%s says in a line that no server answers, and ends with 7', async name => {
  const args = ARGUMENTS[name] ?? []
  for (const endpoint of ['http://127.0.0.1:9', 'http://nowhere.invalid']) {
    const { err, code } = await told([name, ...args, '--endpoint', endpoint], {})
    if (name === 'env') expect(code).toBe(EXIT.ok)
    else
      expect([code, err]).toEqual([
        EXIT.unreachable,
        `No Pasos answers at ${endpoint}. Start one with "pasos start" or name another with --endpoint.\n`,
      ])
  }
})

it.each(ofServer.map(command => command.name()))('%s says in a line that what answers is no Pasos, and ends with 7', async name => {
  for (const status of [200, 404, 501]) {
    const other = createServer(
      (_, response) => void response.writeHead(status, { 'content-type': 'text/html' }).end('<!DOCTYPE html><p>Hello</p>'),
    )
    await once(other.listen(0, '127.0.0.1'), 'listening')
    const endpoint = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
    try {
      const { err, code } = await told([name, ...(ARGUMENTS[name] ?? []), '--endpoint', endpoint], {})
      if (name === 'env') expect(code).toBe(EXIT.ok)
      else
        expect([code, err]).toEqual([EXIT.unreachable, `What answers at ${endpoint} is no Pasos. Name another address with --endpoint.\n`])
    } finally {
      other.close()
    }
  }
})

it('a server that does not answer is an end of those commands alone that ask one', () => {
  const withIt = commands.map(command => command.name()).filter(name => ENDS[name]!.includes(EXIT.unreachable))
  expect(withIt).toEqual(ofServer.map(command => command.name()).filter(name => name !== 'env'))
})

it('the page of the contract is what the commands say', async () => {
  const rows = commands.map(
    command => `| \`pasos ${command.name()}\` | ${jsonOf(command)} | ${endpointOf(command)} | ${ENDS[command.name()]!.join(', ') || '—'} |`,
  )
  const page = `# What scripts may rely on

Every command: data on stdout and talk on stderr; English or Spanish by \`LC_ALL\`, \`LC_MESSAGES\` or \`LANG\`; no question is ever asked, with a
terminal or without; no colours; the [exit codes](cli.md), 2 for wrong usage. A schema with a number keeps its members until the number is
raised. This page is written by the test of the commands. The ends are those that a test sees happen, beside 0 and 2.

| command | for programs | server | ends |
| --- | --- | --- | --- |
${rows.join('\n')}
`
  await expect(page).toMatchFileSnapshot('../../../../docs/reference/cli-contract.md')
})

function has(command: Command, option: string): boolean {
  return command.options.some(({ long }) => long === option)
}

function jsonOf(command: Command): string {
  const name = command.name()
  if (has(command, '--json')) return `\`--json\`: ${JSON_IS[name] ?? `\`pasos.${name}/1\``}`
  const data = DATA_IS[name]
  if (data === undefined) throw new Error(`pasos ${name} prints nothing for programs`)
  return data
}

function endpointOf(command: Command): string {
  return has(command, '--endpoint') ? '`--endpoint`' : '—'
}
