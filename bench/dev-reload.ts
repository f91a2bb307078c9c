/**
 * How long an edit takes until it is deployed under `pasos dev`: 50 edits, of a definition and of a function in turn, each timed by the
 * command itself from the moment at which the change was seen. Edits are counted that deployed anything but the thing edited: none may.
 *
 *     node bench/dev-reload.ts [--json] [--save]
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { percentile, publish, round } from './setup/results.ts'

const EDITS = 50
const MOST_MS = 300
const folder = mkdtempSync(join(tmpdir(), 'pasos-dev-'))
const command = fileURLToPath(new URL('../packages/pasos/bin/pasos.mjs', import.meta.url))

function edit(kind: 'machine' | 'function', name: string, value: number): void {
  const pass = { Type: 'Pass', Result: value, Next: 'Call' }
  const states = { Say: pass, Call: { Type: 'Task', Resource: `\${f${name}}`, End: true } }
  if (kind === 'machine') writeFileSync(join(folder, `m${name}.asl.json`), JSON.stringify({ StartAt: 'Say', States: states }))
  else writeFileSync(join(folder, 'functions', `f${name}`, 'main.js'), `exports.handler = async () => ${value}\n`)
}

for (let each = 0; each < 5; each++) {
  mkdirSync(join(folder, 'functions', `f${each}`), { recursive: true })
  edit('machine', String(each), 0)
  edit('function', String(each), 0)
}
const child = spawn(process.execPath, [command, 'dev', folder, '--port', '0', '--json'], { stdio: ['ignore', 'pipe', 'inherit'] })
interface Change {
  kind: 'machine' | 'function'
  name: string
  what: string
  ms: number
}
const changes: Change[] = []
let rest = ''
child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
  const lines = (rest + chunk).split('\n')
  rest = lines.pop() ?? ''
  for (const line of lines) {
    const { change } = JSON.parse(line) as { change?: Change }
    if (change) changes.push(change)
  }
})

async function until(count: number): Promise<void> {
  const deadline = performance.now() + 20_000
  while (changes.length < count) {
    if (performance.now() > deadline) throw new Error(`${changes.length} of ${count} changes were told`)
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

try {
  await until(10)
  changes.length = 0
  let strays = 0
  const times: Record<Change['kind'], number[]> = { machine: [], function: [] }
  for (let number = 1; number <= EDITS; number++) {
    const kind = number % 2 === 0 ? 'machine' : 'function'
    const name = String(number % 5)
    edit(kind, name, number)
    await until(number)
    // What else this edit might have touched is told by then.
    await new Promise(resolve => setTimeout(resolve, 60))
    const own = changes[number - 1]!
    if (changes.length !== number || own.kind !== kind || own.name !== `${kind[0]}${name}`) strays += 1
    times[kind].push(own.ms)
  }
  const all = [...times.machine, ...times.function]
  publish('dev-reload', {
    edits: EDITS,
    strays,
    msMachineP50: round(percentile(times.machine, 0.5)),
    msFunctionP50: round(percentile(times.function, 0.5)),
    msAllP95: round(percentile(all, 0.95)),
  })
  if (strays > 0 || percentile(all, 0.95) > MOST_MS) throw new Error(`An edit deploys what it is about, within ${MOST_MS} ms.`)
} finally {
  child.kill('SIGTERM')
  await once(child, 'exit')
  rmSync(folder, { recursive: true, force: true })
}
