import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { openEmbedded, type StartRequest, type TaskRunner } from '@pasos/engine'

/**
 * The engine's speed, each figure beside the bare floor: the same rows written by a plain loop to the same kind of SQLite file.
 *
 *   node bench/engine.ts [tasks|transitions|latency|parked|growth] [--seconds 3] [--in-flight 256] [--count 20000] [--json]
 */
const seconds = Number(argument('--seconds') ?? 3)
const inFlight = Number(argument('--in-flight') ?? 256)
const asJson = process.argv.includes('--json')
const chosen = process.argv[2]?.startsWith('--') ? undefined : process.argv[2]

const machine = 'arn:aws:states:us-east-1:123456789012:stateMachine:bench'
const benches: Record<string, () => Promise<Record<string, number>>> = { tasks, transitions, latency, parked, growth, reopen }
const results: Record<string, Record<string, number>> = {}
for (const [name, bench] of Object.entries(benches)) {
  if (chosen === undefined ? name === 'reopen' : chosen !== name) continue
  results[name] = await bench()
  if (!asJson) console.log(name.padEnd(12), ...Object.entries(results[name]).map(([key, value]) => `${key} ${value}  `))
}
if (asJson) console.log(JSON.stringify(results))

/** Ten tasks one after the other; each end is a commit of its own. */
async function tasks(): Promise<Record<string, number>> {
  return compared(taskChain(10), 11)
}

/** Chains of ten Pass and Choice states, each one commit. */
async function transitions(): Promise<Record<string, number>> {
  const { turnsPerSecond, ...rest } = await compared(passChain(10), 1)
  return { transitionsPerSecond: turnsPerSecond! * 10, turnsPerSecond: turnsPerSecond!, ...rest }
}

/** One execution of ten tasks at a time. */
async function latency(): Promise<Record<string, number>> {
  return withEngine(async ({ start }) => {
    const times: number[] = []
    const end = performance.now() + seconds * 500
    while (performance.now() < end) {
      const begun = performance.now()
      await start(taskChain(10))
      times.push((performance.now() - begun) / 11)
    }
    times.sort((a, b) => a - b)
    return { msPerTurnP50: round(times[times.length >> 1]!, 3), msPerTurnP99: round(times[Math.floor(times.length * 0.99)]!, 3) }
  })
}

/** Executions that wait for a year: memory, and the time until a new process is ready. */
async function parked(): Promise<Record<string, number>> {
  const count = Number(argument('--count') ?? 20_000)
  const folder = newFolder()
  const definition = JSON.stringify({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 31_536_000, End: true } } })
  const first = await open(folder)
  const begun = performance.now()
  for (let at = 0; at < count; at += 500)
    await Promise.all(
      Array.from({ length: Math.min(500, count - at) }, (_, index) => first.runtime.start(request(`p${at + index}`, definition))),
    )
  const startsPerSecond = Math.round((count / (performance.now() - begun)) * 1_000)
  await first.close()
  const runningMb = Math.round(process.memoryUsage().rss / 1e6)
  // A process of its own: what the first one used is not the second one's memory.
  const answer = execFileSync(process.execPath, [fileURLToPath(import.meta.url), 'reopen', '--folder', folder, '--json'], {
    encoding: 'utf8',
  })
  rmSync(folder, { recursive: true })
  return { parked: count, startsPerSecond, runningMb, ...JSON.parse(answer).reopen }
}

/** Opens a folder that another run left behind. */
async function reopen(): Promise<Record<string, number>> {
  const begun = performance.now()
  const engine = await open(argument('--folder') ?? '')
  const readyMs = Math.round(performance.now() - begun)
  await new Promise(resolve => setTimeout(resolve, 500))
  const reopenedMb = Math.round(process.memoryUsage().rss / 1e6)
  await engine.close()
  return { readyMs, reopenedMb }
}

/** Cost of a start and of a list with many past executions. */
async function growth(): Promise<Record<string, number>> {
  const count = Number(argument('--count') ?? 30_000)
  return withEngine(async ({ start, engine }) => {
    const timed = async (): Promise<{ start: number; list: number }> => {
      const begun = performance.now()
      for (let n = 0; n < 200; n++) await start(passChain(1))
      const started = performance.now()
      for (let n = 0; n < 200; n++) engine.index.list({ stateMachineArn: machine, limit: 100 })
      return { start: (started - begun) / 200, list: (performance.now() - started) / 200 }
    }
    const young = await timed()
    for (let at = 0; at < count; at += 500) await Promise.all(Array.from({ length: 500 }, () => start(passChain(1))))
    const old = await timed()
    return {
      past: count,
      startMsBefore: round(young.start, 3),
      startMsAfter: round(old.start, 3),
      listMsBefore: round(young.list, 3),
      listMsAfter: round(old.list, 3),
    }
  })
}

async function compared(definition: string, turnsEach: number): Promise<Record<string, number>> {
  return withEngine(async ({ start, folder, engine }) => {
    await drive(() => start(definition), 0.7)
    const before = process.cpuUsage()
    const { count, elapsed } = await drive(() => start(definition), seconds)
    const cpu = process.cpuUsage(before)
    const turnsPerSecond = Math.round((count * turnsEach) / elapsed)
    await engine.close()
    const floor = floorOf(join(folder, 'journal.db'), turnsEach)
    return { turnsPerSecond, floor, ofFloor: round(turnsPerSecond / floor, 2), cpus: round((cpu.user + cpu.system) / 1e6 / elapsed, 2) }
  })
}

/** Keeps a number of executions in flight for some seconds. */
async function drive(one: () => Promise<unknown>, forSeconds: number): Promise<{ count: number; elapsed: number }> {
  const begun = performance.now()
  const end = begun + forSeconds * 1_000
  let count = 0
  const lane = async (): Promise<void> => {
    while (performance.now() < end) {
      await one()
      count++
    }
  }
  await Promise.all(Array.from({ length: inFlight }, lane))
  return { count, elapsed: (performance.now() - begun) / 1_000 }
}

/** The rows that the engine wrote, written again by a plain loop: 64 turns to a transaction, synchronous FULL. */
function floorOf(file: string, turnsEach: number): number {
  const source = new DatabaseSync(file, { readOnly: true })
  const rows = source
    .prepare('SELECT execution, first_id, last_id, events FROM history ORDER BY execution, first_id LIMIT 40000')
    .all() as {
    execution: number
    first_id: number
    last_id: number
    events: string
  }[]
  const arns = source.prepare('SELECT arn, input FROM executions LIMIT 1').get() as { arn: string; input: string }
  source.close()
  const folder = newFolder()
  const database = new DatabaseSync(join(folder, 'floor.db'))
  database.exec('PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768')
  database.exec('CREATE TABLE frames (execution, frame, body, PRIMARY KEY (execution, frame)) WITHOUT ROWID')
  database.exec('CREATE TABLE history (execution, first_id, last_id, events, PRIMARY KEY (execution, first_id)) WITHOUT ROWID')
  database.exec('CREATE TABLE executions (number INTEGER PRIMARY KEY, arn TEXT UNIQUE, input TEXT)')
  const frame = database.prepare('INSERT OR REPLACE INTO frames VALUES (?, 1, ?)')
  const history = database.prepare('INSERT INTO history VALUES (?, ?, ?, ?)')
  const execution = database.prepare('INSERT INTO executions VALUES (?, ?, ?)')
  const begun = performance.now()
  const end = begun + 1_500
  let turns = 0
  for (let at = 0; performance.now() < end; at += 64) {
    database.exec('BEGIN IMMEDIATE')
    for (let index = at; index < at + 64; index++) {
      const row = rows[index % rows.length]!
      const number = Math.floor(index / turnsEach)
      if (index % turnsEach === 0) execution.run(number, `${arns.arn}${number}`, arns.input)
      if (turnsEach > 1) frame.run(number, row.events.slice(0, 300))
      history.run(number, (index % turnsEach) * 100, row.last_id, row.events)
      turns++
    }
    database.exec('COMMIT')
  }
  const perSecond = Math.round((turns / (performance.now() - begun)) * 1_000)
  database.close()
  rmSync(folder, { recursive: true })
  return perSecond
}

type Engine = Awaited<ReturnType<typeof openEmbedded>>

function open(folder: string): Promise<Engine> {
  const runner: TaskRunner = { claims: () => true, run: ({ task }, report) => report({ type: 'TaskSucceeded', task, output: { n: task } }) }
  return openEmbedded({
    ...{ folder, connectors: [runner], accountId: '123456789012', region: 'us-east-1' },
    onFatal: error => {
      throw error
    },
  })
}

async function withEngine(
  work: (given: { engine: Engine; folder: string; start: (definition: string) => Promise<unknown> }) => Promise<Record<string, number>>,
): Promise<Record<string, number>> {
  const folder = newFolder()
  const engine = await open(folder)
  let serial = 0
  const start = async (definition: string): Promise<unknown> => {
    const asked = request(`e${serial++}`, definition)
    await engine.runtime.start(asked)
    return engine.runtime.ended(asked.executionArn)
  }
  const result = await work({ engine, folder, start })
  await engine.close()
  rmSync(folder, { recursive: true })
  return result
}

function request(name: string, definition: string): StartRequest {
  return {
    ...{ executionArn: `arn:aws:states:us-east-1:123456789012:execution:bench:${name}`, name, stateMachineArn: machine },
    ...{ stateMachineName: 'bench', roleArn: 'arn:aws:iam::123456789012:role/bench', type: 'STANDARD' as const },
    ...{ input: '{"order":{"id":17,"lines":[1,2,3]},"customer":"c-1"}', definition },
  }
}

function taskChain(length: number): string {
  const resource = 'arn:aws:lambda:us-east-1:123456789012:function:f'
  return chain(length, next => ({ Type: 'Task', Resource: resource, ResultPath: '$.last', ...next }))
}

function passChain(length: number): string {
  return chain(length, (next, index) =>
    index % 2 === 1 && 'Next' in next
      ? { Type: 'Choice', Choices: [{ Variable: '$.order.id', NumericGreaterThan: 10, Next: next.Next }], Default: next.Next }
      : { Type: 'Pass', Result: index, ResultPath: '$.last', ...next },
  )
}

function chain(length: number, state: (next: { Next: string } | { End: true }, index: number) => object): string {
  const names = Array.from({ length }, (_, index) => `S${index}`)
  const states = names.map((name, index) => [name, state(index + 1 < length ? { Next: names[index + 1]! } : { End: true }, index)])
  return JSON.stringify({ StartAt: names[0], States: Object.fromEntries(states) })
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'pasos-bench-'))
}

function argument(name: string): string | undefined {
  const at = process.argv.indexOf(name)
  return at < 0 ? undefined : process.argv[at + 1]
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
