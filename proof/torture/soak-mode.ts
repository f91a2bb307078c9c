import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deploy } from './deploy.ts'
import { executionArn, functionArn, machineArn } from './machines.ts'
import { type Caller, caller, childrenOf, hasEnded, kill, type Life, launch } from './server.ts'
import { type Level, watchLevel } from './soak-level.ts'

export interface SoakOptions {
  minutes: number
  tell: (line: string) => void
}

const FAKETIME = ['/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1', '/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1']
const DISK_MB = 600
const FAULT_EVERY_MS = 15_000
const MEASURE_MS = 15_000
/** What has not ended after so long will not. */
const STUCK_MS = 120_000
const MOST_AT_ONCE = 32
const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

/** A function, three items, and a second between: two seconds each, whatever comes between. */
const definition = JSON.stringify({
  StartAt: 'Work',
  States: {
    Work: {
      ...{ Type: 'Task', Resource: functionArn, ResultPath: null, Next: 'Rest' },
      Parameters: { 'execution.$': '$$.Execution.Id', 'state.$': '$$.State.Name', 'retry.$': '$$.State.RetryCount', redrive: 0 },
      Retry: [{ ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 1, MaxAttempts: 30, BackoffRate: 1 }],
    },
    Rest: { Type: 'Wait', Seconds: 1, Next: 'Each' },
    Each: {
      ...{ Type: 'Map', ItemsPath: '$.items', ResultPath: '$.items', End: true },
      ItemProcessor: { StartAt: 'Item', States: { Item: { Type: 'Pass', End: true } } },
    },
  },
})
const inputOf = (name: string): string => JSON.stringify({ name, items: [1, 2, createHash('sha256').update(name).digest('hex')] })

interface Counts {
  acknowledged: string[]
  refused: number
  faults: Record<string, { intended: number; hit: number }>
}

/**
 * One life of a real server at half of what it can do, while its functions are killed, its disk fills and empties, its clock is set and backups
 * are made: nothing that was acknowledged may be lost, and memory and file descriptors must be level.
 */
export async function soakMode({ minutes, tell }: SoakOptions): Promise<Record<string, unknown>> {
  const root = mkdtempSync(join(tmpdir(), 'pasos-soak-'))
  const disk = join(root, 'disk')
  mkdirSync(disk)
  const hasDisk = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m`, 'tmpfs', disk]).status === 0
  const library = FAKETIME.find(existsSync)
  const control = join(root, 'offset')
  writeFileSync(control, '+0s\n')
  const faked = library && { LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: control, FAKETIME_DONT_FAKE_MONOTONIC: '1' }
  const life = launch({ folder: join(disk, 'data'), ...(faked ? { environment: { ...faked, FAKETIME_CACHE_DURATION: '1' } } : {}) })
  try {
    const url = await life.ready
    await deploy(url, join(root, 'invocations.jsonl'))
    const call = caller(url)
    await call('CreateStateMachine', { name: 'soak', definition, roleArn: 'arn:aws:iam::123456789012:role/states' })
    const counts: Counts = { acknowledged: [], refused: 0, faults: {} }
    const full = await measure(call, counts)
    const rate = full / 2
    tell(`full load: ${full.toFixed(1)} executions a second; soaking at ${rate.toFixed(1)} for ${minutes} minutes`)
    const level = watchLevel(life.process.pid!)
    const until = Date.now() + minutes * 60_000
    const faults = faultLoop(until, { life, url, disk: hasDisk ? disk : undefined, control: library && control }, counts)
    await load(call, rate, until, counts)
    await faults
    const end = level.end()
    if (hasEnded(life)) throw new Error(`the server ended by itself: ${life.output().slice(-2_000)}`)
    // A wait that began while the clock was an hour on is over when the clock says so, not before.
    if (faked) writeFileSync(control, '+7200s\n')
    const outcome = await judge(call, counts.acknowledged)
    call.close()
    return verdict({ minutes, full, rate, counts, end, outcome, output: life.output() })
  } finally {
    await kill(life)
    if (hasDisk) spawnSync('umount', [disk])
    rmSync(root, { recursive: true, force: true, maxRetries: 5 })
  }
}

function verdict(facts: {
  minutes: number
  full: number
  rate: number
  counts: Counts
  end: Level
  outcome: { lost: number; wrong: number; stuck: number }
  output: string
}): Record<string, unknown> {
  const { counts, end, outcome, output, ...rest } = facts
  const asked = counts.acknowledged.length + counts.refused
  const defects = output.split('\n').filter(line => line.includes('"stack"')).length
  const faults = Object.values(counts.faults)
  // A soak in which little happened proves little.
  const isReal = counts.acknowledged.length >= asked * 0.8 && faults.every(({ intended, hit }) => hit >= intended * 0.95)
  const isWell = outcome.lost + outcome.wrong + outcome.stuck + defects === 0
  return {
    ...{ mode: 'soak', ...rest, acknowledged: counts.acknowledged.length, refused: counts.refused, faults: counts.faults },
    ...{ ...outcome, defects, ...end, ok: isReal && isWell && end.isLevel },
  }
}

/** Executions a second with as many under way as fit. */
async function measure(call: Caller, counts: Counts): Promise<number> {
  const until = Date.now() + MEASURE_MS
  let ended = 0
  const one = async (lane: number): Promise<void> => {
    for (let count = 0; Date.now() < until; count++) {
      const name = `m${lane}-${count}`
      if (!(await start(call, name, counts))) continue
      while ((await statusOf(call, name)) === 'RUNNING') {
        if (Date.now() > until + STUCK_MS) throw new Error(`an execution never ends: ${name}`)
        await pause(100)
      }
      if (Date.now() < until) ended++
    }
  }
  await Promise.all(Array.from({ length: MOST_AT_ONCE }, (_, lane) => one(lane)))
  return ended / (MEASURE_MS / 1_000)
}

async function load(call: Caller, rate: number, until: number, counts: Counts): Promise<void> {
  const open = new Set<Promise<unknown>>()
  const began = performance.now()
  for (let count = 0; Date.now() < until; count++) {
    await pause(Math.max(0, began + (count * 1_000) / rate - performance.now()))
    const started = start(call, `s${count}`, counts).finally(() => open.delete(started))
    open.add(started)
  }
  await Promise.all(open)
}

async function start(call: Caller, name: string, counts: Counts): Promise<boolean> {
  const input = inputOf(name)
  const answer = await call('StartExecution', { stateMachineArn: machineArn('soak'), name, input }).catch(() => undefined)
  if (answer?.ok) counts.acknowledged.push(name)
  else counts.refused++
  return answer?.ok === true
}

async function statusOf(call: Caller, name: string): Promise<unknown> {
  const answer = await call('DescribeExecution', { executionArn: executionArn('soak', name) })
  return answer.ok ? answer.body['status'] : answer.code
}

interface Targets {
  life: Life
  url: string
  disk: string | undefined
  control: string | undefined
}

/** One fault after the other, in turn, until the time is over. */
async function faultLoop(until: number, targets: Targets, counts: Counts): Promise<void> {
  const faults: [string, () => Promise<boolean>][] = [
    ['function killed', () => killFunction(targets.life)],
    ['backup', () => backUp(targets.url)],
    ...(targets.disk === undefined ? [] : [['disk full', () => fillDisk(targets.disk!, targets.url)] as [string, () => Promise<boolean>]]),
    ...(targets.control === undefined ? [] : [['clock set', () => setClock(targets.control!)] as [string, () => Promise<boolean>]]),
  ]
  for (let turn = 0; Date.now() + FAULT_EVERY_MS < until; turn++) {
    await pause(FAULT_EVERY_MS)
    const [name, strike] = faults[turn % faults.length]!
    const count = counts.faults[name] ?? { intended: 0, hit: 0 }
    counts.faults[name] = count
    count.intended++
    if (await strike().catch(() => false)) count.hit++
  }
}

async function killFunction({ process: server }: Life): Promise<boolean> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const [child] = childrenOf(server.pid!)
    if (child !== undefined) return process.kill(child, 'SIGKILL')
    await pause(20)
  }
  return false
}

async function backUp(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/_pasos/backup`, { method: 'POST' })
  const bytes = await answer.arrayBuffer()
  return answer.status === 200 && bytes.byteLength > 10_000
}

/** Less than the reserve, a fiftieth of this disk, is left until the server says that it is degraded; then there is room again, and it must be well again. */
async function fillDisk(disk: string, url: string): Promise<boolean> {
  const filler = join(disk, 'filler')
  const { bavail, bsize } = statfsSync(disk)
  writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - 10_000_000)))
  const status = async () => ((await (await fetch(`${url}/_pasos/health`)).json()) as { status: string }).status
  const becomes = async (wanted: string) => {
    for (let attempt = 0; attempt < 50; attempt++) {
      if ((await status()) === wanted) return true
      await pause(100)
    }
    return false
  }
  const noticed = await becomes('degraded')
  await pause(2_000)
  rmSync(filler)
  return noticed && (await becomes('ok'))
}

/** An hour on, and back. */
async function setClock(control: string): Promise<boolean> {
  for (const offset of ['+3600s', '+0s']) {
    writeFileSync(control, `${offset}\n`)
    await pause(3_000)
  }
  return true
}

/** Whether everything that was acknowledged is there, has ended, and says what it must. */
async function judge(call: Caller, names: readonly string[]): Promise<{ lost: number; wrong: number; stuck: number }> {
  const found = { lost: 0, wrong: 0, stuck: 0 }
  const patience = Date.now() + STUCK_MS
  for (const name of names) {
    for (;;) {
      const answer = await call('DescribeExecution', { executionArn: executionArn('soak', name) })
      if (!answer.ok) found.lost++
      else if (answer.body['status'] === 'RUNNING' && Date.now() < patience) {
        await pause(100)
        continue
      } else if (answer.body['status'] === 'RUNNING') found.stuck++
      else if (answer.body['status'] !== 'SUCCEEDED' || answer.body['output'] !== inputOf(name)) found.wrong++
      break
    }
  }
  return found
}
